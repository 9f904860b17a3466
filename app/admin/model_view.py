"""What does every generated page of the portal do? The one hardened base of them all.

Flask-AppBuilder gives routing, menu, permissions and templates. Lists, details and forms are
our own, because its filters are shared between threads, its actions and orders ignore the
scope, its errors show SQL and lose what was typed (each edge has its test in tests/admin).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder import ModelView, expose, has_access
from flask_babel import gettext
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app.admin.columns import label, shown, shown_fields
from app.admin.export import as_csv
from app.admin.listing import listing
from app.admin.office_form import (
    constraint_sentence,
    fill,
    form_class,
    offer_links,
    stale_sentence,
    version_of,
)
from app.exceptions import NotScoped
from app.extensions import clock, db
from app.schema.base import Base
from app.schema.fields import conditions_of, fields_of, list_columns
from app.services import audit
from app.services.transitions import RULES_READ

ROUTES = {"list", "show", "add", "edit", "delete", "export"}


class PortalModelView(ModelView):
    """List, detail, add, edit and delete of one entity, all from its declaration."""

    model: ClassVar[type[Base]]
    include_route_methods = ROUTES
    related_views: ClassVar[list[Any]] = []

    def _init_properties(self) -> None:
        """Leave Flask-AppBuilder's own column lists empty; it would fill them from the model."""
        self._related_views: Sequence[Any] = ()
        self._filters = None
        self._base_filters = None

    def _init_forms(self) -> None:
        """Make no forms of Flask-AppBuilder's; ours come from the schema."""

    def _init_titles(self) -> None:
        """Take no English titles; the pages use the entity's labels."""

    @property
    def session(self) -> Session:
        """Return the request's session."""
        session: Session = db.session()
        return session

    def may(self, name: str) -> bool:
        """Return whether the user holds a permission on this entity."""
        return bool(self.appbuilder.sm.has_access(name, self.class_permission_name))

    @expose("/list/")
    @has_access
    def list(self) -> str:
        """Show one page of the rows in scope."""
        also = RULES_READ if self.model.__entity__.workflow else ()
        page = listing(self.session, self.model, request.args, also)
        self._log_read([row.id for row in page.rows])
        heads = {name: str(label(self.model, name)) for name in list_columns(self.model)}
        return self._render("list", page=page, heads=heads)

    @expose("/export")
    @has_access
    def export(self) -> Response:
        """Answer the rows that the list's address asks for as a table to take away."""
        table, ids = as_csv(self.session, self.model, request.args)
        audit.record_read(
            self.session, self.model.__name__, "", now=clock(), details={"export": ids}
        )
        answer = Response(table, mimetype="text/csv")
        name = f"{self.model.__tablename__}.csv"
        answer.headers["Content-Disposition"] = f"attachment; filename={name}"
        return answer

    @expose("/show/<int:pk>")
    @has_access
    def show(self, pk: int) -> str:
        """Show one record with what belongs to it."""
        row = self._row(pk)
        self._log_read([row.id])
        return self._render("show", row=row, names=shown_fields(self.model))

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

    def _row(self, pk: int) -> Any:
        """Return the record in scope; another district's is as little found as none."""
        # Locked while it is compared and saved, so that two people do not save at once.
        lock: Any = {"of": self.model} if request.method == "POST" else None
        row = self.session.get(self.model, pk, with_for_update=lock)
        if row is None:
            abort(404)
        return row

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

    def _log_read(self, ids: Sequence[int]) -> None:
        """Write who saw records of families; a page of a list is one entry with its ids."""
        if ids and self.model.__entity__.scope.account:
            one = ids[0] if len(ids) == 1 else ""
            more = {"ids": ids} if len(ids) > 1 else {}
            audit.record_read(self.session, self.model.__name__, one, now=clock(), details=more)

    def _render(self, template: str, /, **context: Any) -> str:
        entity = self.model.__entity__
        self.update_redirect()
        return str(
            self.render_template(
                f"staff/{template}.html",
                view=self,
                entity=entity,
                model=self.model,
                title=gettext(entity.plural if template == "list" else entity.label),
                label=label,
                shown=shown,
                search=conditions_of(self.model),
                **context,
            )
        )
