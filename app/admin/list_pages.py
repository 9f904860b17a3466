"""How does the list of an entity answer?"""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import parse_qsl

from flask import current_app, redirect, request, url_for
from flask_appbuilder import expose, has_access
from werkzeug.wrappers import Response

from app.admin.columns import label
from app.admin.concealed import concealed
from app.admin.extra_questions import ROWS, is_question
from app.admin.filters import askable
from app.admin.list_rows import Doors, Link, rows_of
from app.admin.listing import Listing, listing
from app.admin.operators import operators_of
from app.admin.page import Page
from app.admin.quick_search import can_search
from app.admin.selection import kept_of
from app.admin.view_pages import columns_in, usual_of
from app.extensions import clock
from app.security.actor import actor
from app.services.list_views import sharing_roles, views_of
from app.services.transitions import available_on_page
from app.workflow.transitions import TRANSITIONS

MOST_PINNED = 8


class ListPages(Page):
    """The list of one entity."""

    @expose("/list/")
    @has_access
    def list(self) -> str | Response:
        """Show one page of the rows in scope, never under an address with a protected number."""
        hidden: dict[str, Any] = concealed(self.model, request.args)
        if hidden != request.args.to_dict():
            return redirect(url_for(f"{self.endpoint}.list", **hidden))
        views = views_of(self.session, self.model, actor())
        now = next((one for one in views if str(one.id) == request.args.get("view")), None)
        usual, pinned = usual_of(views), [one for one in views if one.name and one.pinned]
        columns = columns_in(self.model, now if now and now.columns else usual)
        also = ["round"] if self.model.__entity__.workflow else []
        also += [ROWS] if any(map(is_question, columns)) else []
        args: dict[str, Any] = request.args.to_dict()
        if usual and usual.size:
            args.setdefault("size", str(usual.size))
        asked = [dict(parse_qsl(one.query)) for one in pinned[:MOST_PINNED]]
        page = listing(self.session, self.model, args, (*also, *columns), asked)
        heads = {name: str(label(self.model, name)) for name in columns}
        rows = rows_of(self.model, page.rows, heads, self._doors(), self._actions(page.rows))
        # The last statement: its commit ends the transaction in which all others were asked.
        self._log_read([row.id for row in page.rows])
        return self._render(
            "list",
            page=page,
            rows=rows,
            heads=heads,
            quick=can_search(self.model),
            askable=askable(self.model),
            operators_of=operators_of,
            **self._own(views, page, now),
        )

    def _doors(self) -> Doors:
        """Return where the links of a row lead this reader."""
        routes, workflow = self.include_route_methods, self.model.__entity__.workflow
        return Doors(
            link=cast("Link", current_app.jinja_env.globals["url_for"]),
            endpoint=self.endpoint,
            shows="show" in routes,
            reviews=bool(workflow and self.may("can_show")),
            edits="edit" in routes and self.may("can_edit"),
            commands=self.commands if self.model.__entity__.commands else None,
        )

    def _actions(self, rows: Any) -> dict[int, Any]:
        """Return what the reader may do with each row of a page whose entity has a workflow."""
        if not self.model.__entity__.workflow:
            return {}
        known = {name for name in TRANSITIONS if self.may(name)}
        found = available_on_page(self.session, rows, actor(), clock())
        return {key: [row for row in value if row.name in known] for key, value in found.items()}

    def _own(self, views: Any, page: Listing, now: Any) -> dict[str, Any]:
        """Return what belongs to the user: views with their badges, and what is selected."""
        named = [one for one in views if one.name]
        pinned = [one for one in named if one.pinned][:MOST_PINNED]
        shown = [row.id for row in page.rows]
        return {
            "views": named,
            "view_now": now,
            "badges": {one.id: n for one, n in zip(pinned, page.badges, strict=True)},
            "sharing": sharing_roles(self.model, actor()),
            "kept_ids": kept_of(self.model),
            "shown_ids": shown,
        }
