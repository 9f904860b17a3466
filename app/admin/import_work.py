"""How is a table checked, taken in and undone? In the request when it is small, else by a job.

A check does all that the import does and takes it back; so it finds what the database refuses
as well. The import does it again: meanwhile others may have changed the records.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import structlog
from flask_babel import force_locale, gettext
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.admin import import_protected
from app.admin.columns import label
from app.admin.export_cells import words_for
from app.admin.import_rows import Importer, Outcome, Rules, importable
from app.admin.import_values import kept, restored
from app.admin.job_rights import actor_of, holds
from app.exceptions import NotScoped
from app.schema.base import Base
from app.schema.entity import Can
from app.schema.fields import fields_of
from app.schema.registry import entities
from app.security.actor import acting_as, actor
from app.security.field_rights import seen
from app.services import audit, import_runs
from app.services.table_files import BOM, csv_cell
from app.services.table_reading import TableRefused, TableRow, rows
from models.import_change import ImportChange
from models.import_run import ImportRun
from models.office_enums import ImportState

SHOWN = 50
"""How many errors and changes the page shows; all errors stand in the file to fetch."""
MOST_WRONG = 400_000
TELLING = 2000
PHASES = {
    "check": ImportState.checking,
    "apply": ImportState.importing,
    "undo": ImportState.undoing,
}
log = structlog.get_logger(__name__)


def work(session: Session, id_: str, now: datetime) -> None:
    """Carry out one phase of an import as a job, under the rights of its user today."""
    number, phase, _ = id_.split(":")
    run = session.get(ImportRun, int(number))
    if run is None or run.state is not PHASES[phase]:
        return
    user, who = actor_of(session, run.user_id)
    model = entities().get(run.entity)
    if model is None or user is None or not holds(user, Can.import_, model):
        _fail(session, run, import_runs.NO_RIGHT)
        return
    with acting_as(who), force_locale(run.language):
        carry_out(session, run, phase, user, now)


def carry_out(session: Session, run: ImportRun, phase: str, user: Any, now: datetime) -> None:
    """Carry out one phase; whatever goes wrong, nothing is half done and the page says why."""
    run_id = run.id
    try:
        if phase == "undo":
            _undo(session, run, now)
        else:
            _bring(session, run, user, now, keep=phase == "apply")
    except TableRefused as refused:
        session.rollback()
        _fail(session, session.get_one(ImportRun, run_id), refused.msgid)
    except Exception:
        session.rollback()
        log.exception("import failed", run=run_id)
        _fail(session, session.get_one(ImportRun, run_id), import_runs.BROKEN)


def _fail(session: Session, run: ImportRun, why: str) -> None:
    run.state, run.why = ImportState.failed, why
    session.commit()


class _Report:
    """What is told of an import: numbers, the first errors and changes, all errors as a file."""

    def __init__(self, model: type[Base]) -> None:
        self.model = model
        self.numbers = dict.fromkeys(("added", "changed", "same", "wrong"), 0)
        self.errors: list[Any] = []
        self.changes: list[Any] = []
        self.read: list[int] = []
        """The records whose values the changes show as they were."""
        self.file = tempfile.SpooledTemporaryFile(max_size=1 << 20)  # noqa: SIM115 - closed by take
        self.written = 0
        self._line([gettext("Row"), gettext("Column"), gettext("What is wrong")], BOM)

    def _line(self, cells: list[Any], before: str = "") -> None:
        out = io.StringIO()
        csv.writer(out).writerow([csv_cell(one) for one in cells])
        self.file.write((before + out.getvalue()).encode())

    def take(self, outcome: Outcome) -> None:
        """Count what one row does."""
        if outcome.wrong:
            self.numbers["wrong"] += 1
            for name, sentence in outcome.wrong:
                if len(self.errors) < SHOWN:
                    self.errors.append([outcome.line, name, sentence])
                if self.written < MOST_WRONG:
                    self.written += 1
                    self._line([outcome.line, name, sentence])
            return
        kind = "added" if outcome.added else "changed" if outcome.after else "same"
        self.numbers[kind] += 1
        if kind != "same" and len(self.changes) < SHOWN:
            self.changes.append([outcome.line, kind, str(outcome.row), self._differences(outcome)])
            self.read += [outcome.row.id] if kind == "changed" else []

    def _differences(self, outcome: Outcome) -> list[list[str]]:
        return [
            [
                str(label(self.model, name)),
                self._words(name, outcome.before.get(name)),
                self._words(name, value),
            ]
            for name, value in outcome.after.items()
        ]

    def _words(self, name: str, value: Any) -> str:
        field = fields_of(self.model)[name]
        found = seen(self.model, name, restored(field, value), actor())
        return "" if found in (None, "") else str(words_for(field)(found))


def _rules(run: ImportRun, user: Any, now: datetime) -> Rules:
    model = entities()[run.entity]
    fields = importable(model)
    columns = {int(place): name for place, name in run.mapping.items() if name in fields}
    return Rules(
        model=model,
        columns=columns,
        may_add=holds(user, Can.add, model),
        may_edit=holds(user, Can.edit, model),
        now=now,
    )


def _bring(session: Session, run: ImportRun, user: Any, now: datetime, *, keep: bool) -> None:
    run_id, skipping = run.id, run.skipping
    rules = _rules(run, user, now)
    report = _Report(rules.model)
    with import_runs.opened(run) as file, report.file:
        importer = Importer(session, rules)
        for outcome in importer.outcomes(_without_head(rows(file))):
            report.take(outcome)
            if sum(report.numbers.values()) % TELLING == 0:
                _tell_progress(session, run_id, sum(report.numbers.values()))
            if keep and not outcome.wrong and outcome.after:
                session.add(_change(run_id, outcome))
        whole = keep and (skipping or not report.numbers["wrong"])
        if not whole:
            session.rollback()
        run = session.get_one(ImportRun, run_id)
        _tell(run, report)
        run.state = ImportState.done if whole else ImportState.checked
        if whole:
            run.imported_at = now
            _audit(session, "import", run, report.numbers, now)
        session.commit()


def _tell_progress(session: Session, run_id: int, done: int) -> None:
    """Say how far it has come, past the transaction that may be taken back.

    SQLite has one writer, which is this very transaction; there the page waits without a number.
    """
    if session.get_bind().dialect.name == "postgresql":
        with Session(bind=session.get_bind()) as own:
            own.get_one(ImportRun, run_id).done = done
            own.commit()


def _without_head(table: Iterator[TableRow]) -> Iterator[TableRow]:
    next(table, None)
    return table


def _change(run_id: int, outcome: Outcome) -> ImportChange:
    return ImportChange(
        run_id=run_id,
        user_id=actor().user_id,
        line=outcome.line,
        record_id=outcome.row.id,
        added=outcome.added,
        before=import_protected.shut(outcome.row, outcome.before),
        after=import_protected.shut(outcome.row, outcome.after),
    )


def _tell(run: ImportRun, report: _Report) -> None:
    for name, number in report.numbers.items():
        setattr(run, name, number)
    run.done = run.total
    run.why = ""
    run.shown = {"errors": report.errors, "changes": report.changes, "read": report.read}
    report.file.seek(0)
    import_runs.keep_wrong(run, report.file)  # type: ignore[arg-type]


def _audit(
    session: Session, action: str, run: ImportRun, numbers: dict[str, int], now: datetime
) -> None:
    details = {**numbers, "import": run.id, "file": run.file_sha256}
    audit.record(session, action, run.entity, "", now=now, details=details)


def _undo(session: Session, run: ImportRun, now: datetime) -> None:
    """Give each record the values from before, unless somebody changed it since."""
    model = entities()[run.entity]
    restored_ = 0
    refused: list[list[Any]] = []
    for change in import_runs.changes(session, run).all():
        why = _undo_one(session, model, change)
        restored_ += not why
        if why and len(refused) < SHOWN:
            refused.append([change.line, "", why])
    numbers = {"restored": restored_, "left": run.added + run.changed - restored_}
    run.state, run.undone_at = ImportState.undone, now
    run.shown = {**run.shown, "undone": numbers, "left": refused}
    _audit(session, "undo_import", run, numbers, now)
    session.commit()


def _undo_one(session: Session, model: type[Base], change: ImportChange) -> str:
    row: Any = session.get(model, change.record_id)
    if row is None:
        return "" if change.added else gettext("This record is no longer there.")
    opened = import_protected.opened
    if any(kept(getattr(row, one)) != opened(row, one, new) for one, new in change.after.items()):
        return gettext("Somebody changed this record since; it was left as it is.")
    fields = fields_of(model)
    nested = session.begin_nested()
    try:
        if change.added:
            session.delete(row)
        else:
            for name, value in change.before.items():
                setattr(row, name, restored(fields[name], opened(row, name, value)))
        session.flush()
    except (IntegrityError, StaleDataError, NotScoped):
        nested.rollback()
        return gettext("Other records refer to this one; it was left as it is.")
    nested.commit()
    return ""
