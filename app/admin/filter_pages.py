"""Where does the filter builder send its form? To a page that answers with the list's address."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask_appbuilder import expose, has_access, permission_name
from werkzeug.wrappers import Response

from app.admin.concealed import concealed, concealed_filter
from app.admin.extra_questions import is_question
from app.admin.filters import BUTTON, typed_in, written
from app.admin.listing import WHERE
from app.admin.page import Page
from app.admin.request_checks import refuse_reserved
from app.schema.fields import conditions_of

LEFT_OUT = frozenset({"csrf_token", "after", "before", "from"})
"""What a form of the list sends that is no part of the address to which it leads."""


class FilterPages(Page):
    """The filter builder of one entity: every press of a button is an address of the list."""

    @expose("/list/find", methods=["POST"])
    @has_access
    @permission_name("list")
    def find(self) -> Response:
        """Lead to what the search box or the query row asks for; protected numbers are hidden."""
        form = request.form
        refuse_reserved(form)
        sent = {k: next(filter(str.strip, form.getlist(k)), "") for k in form if k not in LEFT_OUT}
        asked: dict[str, Any] = concealed(self.model, {k: v for k, v in sent.items() if v})
        return redirect(url_for(f"{self.endpoint}.list", **asked))

    @expose("/filter", methods=["GET", "POST"])
    @has_access
    @permission_name("list")
    def filter_by(self) -> Response:
        """Lead to the list under the filter that was put together; nothing is changed by it."""
        args = request.form if request.method == "POST" else request.args
        where = written(concealed_filter(self.model, typed_in(self.model, args)))
        tabs = self.model.__entity__.tabs or ""
        names = {"q", "size", "order", "down", tabs, *conditions_of(self.model)}
        sent = {k: v for k, v in args.items() if (k in names or is_question(k)) and v}
        kept: dict[str, Any] = concealed(self.model, sent)
        kept |= {WHERE: where} if where else {}
        kept |= {} if args.get(BUTTON, "apply") == "apply" else {"build": "1"}
        return redirect(url_for(f"{self.endpoint}.list", **kept))
