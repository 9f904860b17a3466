"""How are chosen columns of chosen records changed at once: chosen, previewed, then written?"""

from __future__ import annotations

from typing import Any

from flask import abort, request
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext
from wtforms import Form

from app.admin import merging
from app.admin.bulk_edit import MOST, Line, apply, bulk_fields, bulk_form, plan
from app.admin.form_pages import FormPages
from app.admin.office_form import canonical, offer_links
from app.admin.selection import keep, meant

REFUSED = 422
Answer = str | tuple[str, int]


class BulkEditPages(FormPages):
    """The page on which many records get the same values."""

    def may_change_many(self) -> bool:
        """Return whether the user may change many records at once; the list asks."""
        return (
            "change_many" in self.include_route_methods
            and self.may("can_edit")
            and bool(bulk_fields(self.model))
        )

    @expose("/change-many", methods=["GET", "POST"])
    @has_access
    @permission_name("edit")
    def change_many(self) -> Answer:
        """Ask for the values, show what they would change, and change it."""
        ids = meant(self.model, MOST)
        fields = bulk_fields(self.model)
        if not fields:
            abort(404)
        sent = request.form if request.method == "POST" else None
        columns = [name for name in fields if sent is not None and name in sent.getlist("columns")]
        form = bulk_form(self.model, list(fields))(sent)
        act = sent.get("act", "") if sent is not None else ""
        offer_links(form, self.session, sent, act.removeprefix("find:"))
        if sent is None or act.startswith("find:"):
            return self._bulk(ids, form, columns)
        picked = bulk_form(self.model, columns)(sent)
        offer_links(picked, self.session, sent)
        if not columns or not picked.validate():
            for name, errors in picked.errors.items():
                form[str(name)].errors = errors
            why = "" if columns else gettext("Choose at least one column to change.")
            return self._bulk(ids, form, columns, why=why), REFUSED
        read = merging.unseal(self.model, "many", sent.get("read"))
        values = {one.name: canonical(one) for one in picked}
        if act == "apply" and read is not None and read.answers == values:
            return self._apply({int(pk): v for pk, v in read.versions.items()}, picked)
        return self._preview(ids, form, columns, picked)

    def _preview(self, ids: list[int], form: Form, columns: list[str], picked: Form) -> str:
        lines = plan(self.session, self.model, ids, picked)
        self._log_read([one.pk for one in lines])
        versions = {str(one.pk): one.version for one in lines if not one.why}
        values = {one.name: canonical(one) for one in picked}
        read = merging.seal(self.model, "many", merging.Read(versions, values))
        return self._bulk(ids, form, columns, lines=lines, read=read)

    def _apply(self, versions: dict[int, str], form: Form) -> str:
        lines, done = apply(self.session, self.model, versions, form)
        for pk, changed in done.items():
            self._audit("edit", self.session.get_one(self.model, pk), changed)
        self.session.commit()
        keep(self.model, [])
        return self._render("bulk_edit_result", lines=lines)

    def _bulk(  # noqa: PLR0913 - the page has that many facts
        self,
        ids: list[int],
        form: Form,
        columns: list[str],
        *,
        lines: list[Line] | None = None,
        read: str = "",
        why: str = "",
    ) -> str:
        more: dict[str, Any] = {"lines": lines, "read": read, "why": why}
        return self._render("bulk_edit", ids=ids, form=form, columns=columns, **more)
