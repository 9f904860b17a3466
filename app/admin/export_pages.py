"""How does an office take the rows of a list away?"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import abort, current_app, redirect, request, stream_with_context, url_for
from flask_appbuilder import expose, has_access
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response

from app.admin.export import Wanted, chosen_ids, count_of, table
from app.admin.export_form import ExportForm, chosen, offered
from app.admin.listing import statement
from app.admin.page import Page
from app.extensions import clock
from app.extensions.database import only_reads_now
from app.security.actor import actor
from app.security.field_rights import may_reveal
from app.services import audit, export_jobs
from app.services.row_ranges import blocks, ranges
from app.services.table_files import csv_chunks, file_chunks, write_workbook

SHEET_SHARE = 10
"""A workbook takes ten times as long as CSV; so many fewer rows of it are made at once."""
MIMES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ExportPages(Page):
    """The export of one entity."""

    @expose("/export", methods=["GET", "POST"])
    @has_access
    def export(self) -> Any:
        """Ask for reason, format and columns; answer the rows, or hand the work to a job."""
        form = ExportForm()
        columns = offered(self.model, request.form if request.method == "POST" else None)
        names = chosen(columns)
        wanted = self._wanted(names, revealing=bool(form.revealing.data))
        most = current_app.config["SETTINGS"].export_most
        # Who waits for the first byte waits for the rows to be looked up: once, not counted first.
        ids = chosen_ids(self.session, wanted, most) if form.validate_on_submit() else None
        number = len(ids) if ids is not None else count_of(self.session, wanted, most)
        why = _refusal(number, most, names, columns)
        if ids is not None and not why:
            return self._take(form, wanted, ids)
        page = self._render(
            "export",
            form=form,
            columns=columns,
            number=min(number, most),
            why=why,
            heading=gettext(self.model.__entity__.plural),
            may_reveal=may_reveal(self.model, actor()),
            conditions=dict(wanted.conditions),
            at_once=_at_once("csv"),
        )
        return (page, 422) if request.method == "POST" else page

    def _wanted(self, names: list[str], *, revealing: bool) -> Wanted:
        if revealing and not may_reveal(self.model, actor()):
            abort(403)
        conditions = {key: value for key, value in request.args.items() if value.strip()}
        # Names what is wrong with the address before anything is asked.
        statement(self.model, conditions, ())
        return Wanted(model=self.model, conditions=conditions, columns=names, revealing=revealing)

    def _take(self, form: ExportForm, wanted: Wanted, ids: Any) -> Response:
        kind, reason = form.form.data, form.reason.data.strip()
        self._note_export(wanted, ids, kind, reason)
        if len(ids) > _at_once(kind):
            job = export_jobs.ask(
                self.session,
                self.model.__name__,
                wanted.conditions,
                wanted.columns,
                form=kind,
                revealing=wanted.revealing,
                language=str(get_locale()),
                reason=reason,
                total=len(ids),
                now=clock(),
                hours=current_app.config["SETTINGS"].export_hours,
            )
            self.session.commit()
            return redirect(url_for("exports.show", job_id=job.id))
        # The lock of a changing request would last as long as the answer.
        self.session.commit()
        only_reads_now()
        rows = table(self.session, wanted, ids, actor())
        return sent(_body(rows, kind), f"{self.model.__tablename__}.{kind}", kind)

    def _note_export(self, wanted: Wanted, ids: Any, kind: str, reason: str) -> None:
        details: dict[str, Any] = {
            "conditions": dict(wanted.conditions),
            "columns": list(wanted.columns),
            "rows": len(ids),
            "format": kind,
            "revealed": wanted.revealing,
        }
        if self.model.__entity__.scope.account:
            details |= {"export": ranges(ids), "blocks": blocks(ids)}
        audit.record(
            self.session,
            "export",
            self.model.__name__,
            "",
            now=clock(),
            reason=reason,
            details=details,
        )


def sent(body: Iterator[bytes], name: str, kind: str) -> Response:
    """Return the answer that hands a table over, piece by piece."""
    answer = current_app.response_class(stream_with_context(body), content_type=MIMES[kind])
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _body(rows: Any, kind: str) -> Iterator[bytes]:
    if kind == "csv":
        return csv_chunks(rows)
    with tempfile.NamedTemporaryFile(suffix=".xlsx", delete=False) as file:
        path = Path(file.name)
    try:
        write_workbook(rows, path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return file_chunks(path)


def _at_once(kind: str) -> int:
    most: int = current_app.config["SETTINGS"].export_at_once
    return most if kind == "csv" else most // SHEET_SHARE


def _refusal(number: int, most: int, names: list[str], columns: list[Any]) -> str:
    if number > most:
        return gettext(
            "The list has more than %(most)s rows; so many are never taken away at once. "
            "Narrow it by a condition, for example a district, a state or a period.",
            most=f"{most:,}".replace(",", " "),
        )
    if columns and not names:
        return gettext("Choose at least one column.")
    return ""
