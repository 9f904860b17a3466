"""Where does the filter builder send its form? To a page that answers with the list's address."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask_appbuilder import expose, has_access, permission_name
from werkzeug.wrappers import Response

from app.admin.filters import BUTTON, typed_in, written
from app.admin.listing import WHERE
from app.admin.page import Page
from app.schema.fields import conditions_of


class FilterPages(Page):
    """The filter builder of one entity: every press of a button is an address of the list."""

    @expose("/filter")
    @has_access
    @permission_name("list")
    def filter_by(self) -> Response:
        """Lead to the list under the filter that was put together; nothing is changed by it."""
        where = written(typed_in(self.model, request.args))
        tabs = self.model.__entity__.tabs or ""
        names = {"q", "size", "order", "down", tabs, *conditions_of(self.model)}
        kept: dict[str, Any] = {k: v for k, v in request.args.items() if k in names and v}
        kept |= {WHERE: where} if where else {}
        kept |= {} if request.args.get(BUTTON, "apply") == "apply" else {"build": "1"}
        return redirect(url_for(f"{self.endpoint}.list", **kept))
