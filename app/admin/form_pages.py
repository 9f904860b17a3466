"""How is a record added, changed and deleted, alone or with its children?"""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app.admin import merging
from app.admin.office_form import constraint_sentence, fill, stale_sentence, version_of
from app.admin.page import Page
from app.admin.sheet import Record, Sheet, open_sheet
from app.exceptions import NotScoped
from app.extensions import clock
from app.schema.base import Base
from app.schema.fields import fields_of
from app.services import audit

CONFLICT, WRONG = 409, 422
Answer = str | Response | tuple[str, int]


class FormPages(Page):
    """The forms of one entity."""

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> Answer:
        """Add a record by the form of its schema."""
        return self._form(self.model(), new=True)

    @expose("/edit/<int:pk>", methods=["GET", "POST"])
    @has_access
    def edit(self, pk: int) -> Answer:
        """Change a record by the form of its schema."""
        return self._form(self._row(pk), new=False)

    @expose("/delete/<int:pk>", methods=["POST"])
    @has_access
    def delete(self, pk: int) -> Response:
        """Delete a record, with an audit entry."""
        row = self._row(pk)
        self._audit("delete", row, {})
        self.session.delete(row)
        try:
            self.session.commit()
        except IntegrityError:
            self.session.rollback()
            flash(gettext("Other records refer to this one; it was not deleted."), "warning")
            return redirect(url_for(f"{self.endpoint}.show", pk=pk))
        flash(gettext("Deleted."), "success")
        return redirect(url_for(f"{self.endpoint}.list"))

    def _form(self, row: Any, *, new: bool) -> Answer:
        sent = request.form if request.method == "POST" else None
        sheet = open_sheet(
            self.session, self.model, row, new=new, sent=sent, may=self.appbuilder.sm.has_access
        )
        act = sent.get("act", "") if sent is not None else ""
        sheet.offer(self.session, sent, act.removeprefix("find:"))
        read = merging.unseal(self.model, row.id, sheet.main.form.read.data)
        if sent is None or act:
            return self._page(sheet, read if sent is not None else None)
        if not new and sheet.stale(read, sheet.main.form.version.data):
            sheet.compare(read, sent)
            if sheet.clashes or any(one.lost for one in sheet.records()):
                return self._merge(sheet, read)
        chosen = sheet.choose(read, sent) if read and read.opened else True
        if sheet.main.form.validate_on_submit() & sheet.validate() & chosen:
            done = self._save(sheet)
            if done is not None:
                return done
        return self._page(sheet, read), WRONG

    def _page(self, sheet: Sheet, read: merging.Read | None) -> str:
        """Return the form; what was read at first stays with it for as long as it is open."""
        main = sheet.main
        if not main.new:
            read = read or sheet.read()
            main.form.read.data = merging.seal(self.model, main.row.id, read)
            main.form.version.data = read.versions.get("", version_of(main.row))
        return self._render("form", form=main.form, row=main.row, new=main.new, sheet=sheet)

    def _merge(self, sheet: Sheet, read: merging.Read | None) -> tuple[str, int]:
        """Return the form with both answers of each field that somebody else changed."""
        now = sheet.read()
        before = read.answers if read else {}
        now.opened = {name: before.get(name) for name in sheet.clashes}
        sheet.main.form.form_errors.append(stale_sentence())
        return self._page(sheet, now), CONFLICT

    def _save(self, sheet: Sheet) -> Response | None:
        try:
            for record in sheet.records():
                self._write(sheet, record)
            self.session.commit()
        except (IntegrityError, StaleDataError, NotScoped) as refused:
            self.session.rollback()
            self._explain(sheet, refused)
            return None
        flash(gettext("Saved."), "success")
        return redirect(url_for(f"{self.endpoint}.show", pk=sheet.main.row.id))

    def _write(self, sheet: Sheet, record: Record) -> None:
        """Write one record of the form and note it, unless there is nothing to write."""
        if record.skipped():
            return
        if record.removed:
            self._audit("delete", record.row, {})
            self.session.delete(record.row)
            self.session.flush()
            return
        ties = self._ties(sheet, record)
        for name, value in ties.items():
            setattr(record.row, name, value)
        changed = fill(record.form, record.row, self.session, clock())
        if record.new:
            self.session.add(record.row)
        self.session.flush()
        if record.new or changed or not record.key:
            self._audit("add" if record.new else "edit", record.row, changed)

    def _ties(self, sheet: Sheet, record: Record) -> dict[str, Any]:
        """Return what a child holds of its parent, also where the parent's value has changed."""
        mine = (one for one in sheet.children if any(record is each for each in one.records))
        return {name: value for group in mine for name, value in group.ties(sheet.main.row).items()}

    def _explain(self, sheet: Sheet, refused: Exception) -> None:
        form = sheet.main.form
        if isinstance(refused, StaleDataError):
            form.form_errors.append(stale_sentence())
        elif isinstance(refused, IntegrityError):
            record, name, sentence = _place(sheet, refused)
            if name is not None and name in record.form:
                record.form[name].errors = [*record.form[name].errors, sentence]
            else:
                form.form_errors.append(sentence)
        else:
            form.form_errors.append(gettext("This lies outside your district."))

    def _audit(self, action: str, row: Base, changed: dict[str, tuple[Any, Any]]) -> None:
        fields = fields_of(type(row))
        details = {
            name: [str(before), str(after)]
            for name, (before, after) in changed.items()
            if not fields[name].sensitive
        }
        audit.record(
            self.session,
            action,
            type(row).__name__,
            getattr(row, "id", ""),
            now=clock(),
            district_id=getattr(row, "district_id", None),
            details=details,
        )


def _place(sheet: Sheet, clash: IntegrityError) -> tuple[Record, str | None, str]:
    """Return at which record and field a violated rule is told, and its sentence."""
    place, told = (sheet.main, None), ""
    for record in sheet.records():
        name, sentence = constraint_sentence(record.model, clash)
        if name is not None:
            return record, name, sentence
        told = sentence
    return (*place, told)
