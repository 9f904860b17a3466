"""What would each row of a table do to the records, by the rules of the edit form?

A row passes the very form by which somebody would type it: kinds, limits, conditions, field
rights. Records are written in portions under a savepoint; when the database refuses one, its
portion is taken row by row, so that each refusal finds its row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict
from wtforms.fields import SelectChoice

from app.admin import import_cells, import_protected
from app.admin.columns import label
from app.admin.import_values import fits, kept, restored
from app.admin.office_form import constraint_sentence, editable, empty_is_none, form_of_fields
from app.exceptions import NotScoped
from app.schema.base import Base
from app.schema.fields import Field, fields_of, optional
from app.schema.kinds import Kind
from app.security.sealed import indexed
from app.services.table_reading import CELLS, TableRow

PORTION = 200


@dataclass
class Outcome:
    """What one row does: adds or changes a record, leaves it, or is wrong and why."""

    line: int
    row: Any = None
    added: bool = False
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    wrong: list[tuple[str, str]] = field(default_factory=list)
    """Column and sentence."""


@dataclass(frozen=True)
class Rules:
    """Under which rules rows are taken in: which column is which field, and what one may do."""

    model: type[Base]
    columns: Mapping[int, str]
    may_add: bool
    may_edit: bool
    now: datetime

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the columns by which a row finds its record."""
        return self.model.__entity__.natural_key


def importable(model: type[Base]) -> dict[str, Field]:
    """Return the fields that a table may hold: those of the edit form, and protected ones."""
    plain = {name: one for name, one in editable(model).items() if one.kind is not Kind.document}
    more = import_protected.protected(model)
    return {name: one for name, one in fields_of(model).items() if name in plain or name in more}


class Importer:
    """Takes the rows of one table in, within the session's transaction."""

    def __init__(self, session: Session, rules: Rules) -> None:
        """Make the form once; each row fills it anew."""
        self.session, self.rules, self.model = session, rules, rules.model
        self.form = form_of_fields(rules.model, importable(rules.model))
        self.form.session = session
        self.fields = fields_of(rules.model)
        self.lines: dict[tuple[Any, ...], int] = {}
        self.names: dict[str, str] = {}

    def outcomes(self, rows: Iterator[TableRow]) -> Iterator[Outcome]:
        """Yield what each row does, in the order of the file; the caller commits or not."""
        portion: list[TableRow] = []
        for row in rows:
            portion.append(row)
            if len(portion) == PORTION:
                yield from self._portion(portion)
                portion = []
        yield from self._portion(portion)

    def _portion(self, rows: list[TableRow]) -> list[Outcome]:
        known = [self._known(row) for row in rows]
        found = self._try(rows, known)
        if found is not None:
            return found
        return [self._one(*pair) for pair in zip(rows, known, strict=True)]

    def _one(self, row: TableRow, known: tuple[Any, ...] | None) -> Outcome:
        why: list[tuple[str, str]] = []
        found = self._try([row], [known], why)
        return found[0] if found else Outcome(row.line, wrong=why)

    def _try(
        self,
        rows: list[TableRow],
        keys: Sequence[tuple[Any, ...] | None],
        why: list[tuple[str, str]] | None = None,
    ) -> list[Outcome] | None:
        """Write some rows; None when the database refuses one of them, which is then undone."""
        nested = self.session.begin_nested()
        try:
            with self.session.no_autoflush:
                there = self._there([key for key in keys if key is not None])
                found = [
                    self._outcome(row, key, there.get(key) if key else None)
                    for row, key in zip(rows, keys, strict=True)
                ]
            self.session.flush()
        except (IntegrityError, StaleDataError, NotScoped) as clash:
            nested.rollback()
            if why is not None:
                why.append(self._sentence(clash))
            return None
        nested.commit()
        return found

    def _sentence(self, clash: Exception) -> tuple[str, str]:
        if isinstance(clash, IntegrityError):
            name, sentence = constraint_sentence(self.model, clash)
            return (str(label(self.model, name)) if name else ""), sentence
        if isinstance(clash, NotScoped):
            return "", gettext("This lies outside your district.")
        return "", gettext("Somebody else is changing this record. Import it again.")

    def _known(self, row: TableRow) -> tuple[Any, ...] | None:
        """Return the values by which the row finds its record."""
        by_name = {name: row.cells[place] for place, name in self.rules.columns.items()}
        key = tuple(self._key(name, by_name.get(name, "")) for name in self.rules.keys)
        return key if key and all(key) else None

    def _key(self, name: str, text: str) -> str:
        """Return by what the key is looked for: a protected one by its fingerprint."""
        declared = import_protected.fingerprint(self.model, name)
        if declared is not None:
            plain = import_protected.normal(self.fields[name], text)
            return indexed(str(declared.group), plain) if plain else ""
        if self.fields[name].kind is not Kind.link:
            return text
        try:
            return str(import_cells.value(self.session, self.fields[name], text))
        except import_cells.WrongCell:
            return ""  # what is wrong with it is said where the row is filled in

    def _there(self, keys: list[tuple[Any, ...]]) -> dict[tuple[Any, ...], Any]:
        """Return the records in scope that the rows name."""
        if not keys:
            return {}
        hidden = {one: import_protected.fingerprint(self.model, one) for one in self.rules.keys}
        columns = [
            found.fingerprint() if found else getattr(self.model, name)
            for name, found in hidden.items()
        ]
        kinds = [self.fields[name] for name in self.rules.keys]
        wanted = [tuple(map(restored, kinds, key)) for key in keys if fits(kinds, key)]
        query = sa.select(self.model).where(sa.tuple_(*columns).in_(wanted))
        rows = self.session.scalars(query).unique()
        return {
            tuple(
                found.fingerprint_of(one) if found else str(kept(getattr(one, name)))
                for name, found in hidden.items()
            ): one
            for one in rows
        }

    def _outcome(self, row: TableRow, key: tuple[Any, ...] | None, there: Any) -> Outcome:
        outcome = Outcome(row.line, there, added=there is None)
        self._check_whole(outcome, row, key)
        if outcome.wrong:
            return outcome
        target = self.model() if there is None else there
        form = self._form(outcome, row, None if there is None else there)
        if outcome.wrong or not self._is_valid(outcome, form):
            return outcome
        self._fill(outcome, form, target)
        if there is None:
            stamp = getattr(target, "stamp", None)
            if stamp is not None:
                stamp(self.session, self.rules.now)
            self.session.add(target)
        outcome.row = target
        return outcome

    def _fill(self, outcome: Outcome, form: Any, target: Any) -> None:
        """Write the answers, and keep what stood there before."""
        gone = form.hidden()
        for one in form:
            name, field_ = one.name, self.fields.get(one.name)
            if field_ is None or (name in gone and field_.keep_hidden):
                continue
            before = None if outcome.added else getattr(target, name)
            if name in gone:
                setattr(target, name, False if field_.kind is Kind.flag else None)
            elif field_.sealed:
                setattr(target, name, import_protected.normal(field_, one.data))
            else:
                one.populate_obj(target, name)
                empty_is_none(target, name)
            after = getattr(target, name)
            if before != after:
                outcome.before[name], outcome.after[name] = kept(before), kept(after)

    def _check_whole(self, outcome: Outcome, row: TableRow, key: Any) -> None:
        for place, why in row.bad.items():
            name = self.rules.columns.get(place)
            if name or why == "ragged":
                words = str(label(self.model, name)) if name else ""
                outcome.wrong.append((words, gettext(CELLS[why])))
        if key is not None and self.lines.setdefault(key, row.line) != row.line:
            words = gettext("The same record stands in row %(line)s.", line=self.lines[key])
            outcome.wrong.append(("", words))
        if outcome.added and not self.rules.may_add:
            outcome.wrong.append(("", gettext("There is no such record, and you may add none.")))
        if not outcome.added and not self.rules.may_edit:
            outcome.wrong.append(("", gettext("This record is there, and you may not change it.")))

    def _form(self, outcome: Outcome, row: TableRow, there: Any) -> Any:
        data: MultiDict[str, Any] = MultiDict({"version": ""})
        picked: dict[str, str] = {}
        kept_: set[str] = set()
        for place, name in self.rules.columns.items():
            field_, text = self.fields[name], row.cells[place]
            if import_protected.stays(field_, there, name, text):
                kept_.add(name)
                continue
            try:
                import_protected.check_cell(field_, text)
                sent = import_cells.value(self.session, field_, text)
            except import_cells.WrongCell as wrong:
                outcome.wrong.append((str(label(self.model, name)), str(wrong)))
                continue
            data.setlist(name, sent if isinstance(sent, list) else [sent])
            if field_.kind is Kind.flag and not sent:
                data.poplist(name)
            if field_.kind is Kind.link:
                picked[name] = sent
        form = self.form(formdata=data, obj=there, meta={"csrf": False})
        for name, key in picked.items():
            form[name].choices = [SelectChoice("", ""), SelectChoice(int(key or 0), key)]
        self._leave_out(form, there, kept_)
        return form

    def _leave_out(self, form: Any, there: Any, kept_: set[str]) -> None:
        """Ask only for what the table has, and for what a new record cannot be without."""
        given = set(self.rules.columns.values()) - kept_
        if there is not None:
            others = {name for name in self.fields if name not in given}
            form.stands = {
                name: getattr(there, name) for name in others if not self.fields[name].sealed
            }
        for one in list(form):
            name = one.name
            needed = there is None and name in self.fields and self._needed(name)
            if name not in given and not needed:
                del form[name]
            elif name not in given and self.fields[name].kind is Kind.link:
                form[name].choices = [SelectChoice("", "")]
        form.sequences = {
            end: start for end, start in form.sequences.items() if end in form and start in form
        }

    def _needed(self, name: str) -> bool:
        stored = f"{name}_sealed" if self.fields[name].sealed else name
        column = sa.inspect(self.model).column_attrs[stored].columns[0]
        return not optional(self.model, name) and column.default is None

    def _name_of(self, one: Any) -> str:
        """Return how a column is called; translated once for all rows that are wrong."""
        if one.name not in self.names:
            self.names[one.name] = str(one.label.text)
        return self.names[one.name]

    def _is_valid(self, outcome: Outcome, form: Any) -> bool:
        if form.validate():
            return True
        for one in form:
            ruined = import_protected.rounded(self.fields.get(one.name), str(one.data or ""))
            errors = [gettext(import_protected.RUINED)] if one.errors and ruined else one.errors
            name = self._name_of(one) if errors else ""
            outcome.wrong += [(name, str(words)) for words in errors]
        outcome.wrong += [("", str(words)) for words in form.form_errors]
        return False
