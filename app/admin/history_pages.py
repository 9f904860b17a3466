"""On which page does an earlier value come back?"""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder import expose, has_access
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app.admin.office_form import constraint_told, stale_sentence, version_of
from app.admin.page import Page
from app.admin.restoring import RestoreForm, earlier, may_restore, refusal, restore
from app.admin.timeline import in_words
from app.extensions import clock
from app.security.actor import actor


class HistoryPages(Page):
    """Brings earlier values of one record back."""

    @expose("/restore/<int:pk>/<int:change>/<string:field>", methods=["GET", "POST"])
    @has_access
    @permission_name("edit")
    def restore(self, pk: int, change: int, field: str) -> str | Response | tuple[str, int]:
        """Ask why an earlier value of a field comes back, and write it as a new change."""
        row, form = self._row(pk), RestoreForm()
        found = earlier(self.session, row, change, field)
        if found is None or not may_restore(self.model, field, actor()):
            abort(404)
        if request.method == "GET":
            form.version.data = version_of(row)
        elif form.validate():
            done = self._bring_back(form, row, found, field)
            if done is not None:
                return done
        page = self._restore_page(form, row, found, field)
        return (page, 422) if form.errors or form.form_errors else page

    def _restore_page(self, form: Any, row: Any, found: Any, field: str) -> str:
        now = found.changes[field][1]
        return self._render(
            "restore",
            form=form,
            row=row,
            name=field,
            change=found,
            before=in_words(self.model, field, found.changes[field][0]),
            after=in_words(self.model, field, now),
        )

    def _bring_back(self, form: Any, row: Any, found: Any, field: str) -> Response | None:
        if form.version.data != version_of(row):
            form.form_errors.append(stale_sentence())
            form.version.data = version_of(row)
            return None
        why = refusal(row, field, found.changes[field][0])
        if why:
            form.form_errors.append(why)
            return None
        try:
            restore(self.session, row, found, field, form.reason.data.strip(), clock())
            self.session.commit()
        except (IntegrityError, StaleDataError) as refused:
            self.session.rollback()
            form.form_errors.append(self._sentence(refused))
            return None
        flash(gettext("The earlier value is back."), "success")
        return redirect(url_for(f"{self.endpoint}.show", pk=row.id, tab="history"))

    def _sentence(self, refused: IntegrityError | StaleDataError) -> str:
        if isinstance(refused, StaleDataError):
            return stale_sentence()
        return constraint_told(self.model, refused)
