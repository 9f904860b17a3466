"""How is a record added, corrected and deleted?"""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app.admin.office_form import (
    constraint_sentence,
    fill,
    form_class,
    offer_links,
    stale_sentence,
    version_of,
)
from app.admin.page import Page
from app.exceptions import NotScoped
from app.extensions import clock
from app.schema.fields import fields_of
from app.services import audit


class FormPages(Page):
    """The forms of one entity."""

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> str | Response:
        """Add a record by the form of its schema."""
        return self._form(self.model(), new=True)

    @expose("/edit/<int:pk>", methods=["GET", "POST"])
    @has_access
    def edit(self, pk: int) -> str | Response:
        """Correct a record by the form of its schema."""
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

    def _form(self, row: Any, *, new: bool) -> str | Response:
        form = form_class(self.model)(obj=None if new else row)
        if request.method == "GET":
            form.version.data = "" if new else version_of(row)
        offer_links(form, self.model, self.session)
        if form.validate_on_submit():
            done = self._save(form, row, new=new)
            if done is not None:
                return done
        return self._render("form", form=form, row=row, new=new)

    def _save(self, form: Any, row: Any, *, new: bool) -> Response | None:
        if not new and form.version.data != version_of(row):
            form.form_errors.append(stale_sentence())
            form.version.data = version_of(row)
            return None
        changed = fill(form, row, self.session, clock())
        if new:
            self.session.add(row)
        try:
            self.session.flush()
            self._audit("add" if new else "edit", row, changed)
            self.session.commit()
        except (IntegrityError, StaleDataError, NotScoped) as refused:
            self.session.rollback()
            self._explain(form, refused)
            return None
        flash(gettext("Saved."), "success")
        return redirect(url_for(f"{self.endpoint}.show", pk=row.id))

    def _explain(self, form: Any, refused: Exception) -> None:
        if isinstance(refused, StaleDataError):
            form.form_errors.append(stale_sentence())
        elif isinstance(refused, IntegrityError):
            name, sentence = constraint_sentence(self.model, refused)
            if name is not None and name in form:
                form[name].errors = [*form[name].errors, sentence]
            else:
                form.form_errors.append(sentence)
        else:
            form.form_errors.append(gettext("This lies outside your district."))

    def _audit(self, action: str, row: Any, changed: dict[str, tuple[Any, Any]]) -> None:
        fields = fields_of(self.model)
        details = {
            name: [str(before), str(after)]
            for name, (before, after) in changed.items()
            if not fields[name].sensitive
        }
        audit.record(
            self.session,
            action,
            self.model.__name__,
            row.id,
            now=clock(),
            district_id=getattr(row, "district_id", None),
            details=details,
        )
