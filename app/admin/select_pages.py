"""How are rows chosen over several pages of a list, or all that a filter finds?"""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder import expose, has_access, permission_name
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.admin.listing import statement
from app.admin.page import Page
from app.admin.request_checks import refuse_reserved
from app.admin.selection import MOST_CHOSEN, keep, kept_of, together
from app.services.list_views import arguments_of


class SelectPages(Page):
    """The rows of one entity that somebody has chosen, page after page."""

    @expose("/select", methods=["POST"])
    @has_access
    @permission_name("list")
    def select(self) -> Response:
        """Keep the ticks of a page and go on; or choose all that is found; or none."""
        act, _, place = request.form.get("do", "").partition("|")
        if act == "edit" and "change_many" not in self.include_route_methods:
            abort(404)
        query: dict[str, Any] = arguments_of(request.form.get("query", ""))
        refuse_reserved(query)
        if act == "clear":
            keep(self.model, [])
        elif act == "all":
            keep(self.model, self._all(query))
        else:
            page = self._page_for(act, place) if self._keep_ticks() else None
            if page is not None:
                return redirect(page)
            if act in {"act", "edit", "do"}:
                flash(gettext("Tick the rows first."), "warning")
            query = self._moved(query, place)
        return redirect(url_for(f"{self.endpoint}.list", **query))

    def _keep_ticks(self) -> list[int]:
        """Keep what is chosen on this page and on others, and return it."""
        chosen = together(kept_of(self.model), request.form)
        if len(chosen) > MOST_CHOSEN:
            flash(gettext("At most %(number)s rows can be chosen.", number=MOST_CHOSEN), "danger")
        keep(self.model, chosen[:MOST_CHOSEN])
        return chosen[:MOST_CHOSEN]

    def _page_for(self, act: str, place: str) -> str | None:
        """Return the page on which something is done with the chosen rows."""
        if act == "act":
            return url_for("transitions.ask_many", action=place)
        if act == "edit":
            return url_for(f"{self.endpoint}.change_many")
        if act == "do" and place in self.model.__entity__.commands:
            return url_for(f"{self.endpoint}.do", name=place)
        return None

    def _all(self, query: dict[str, Any]) -> list[int]:
        """Return what the list's address finds, as many as can be chosen; say when not all."""
        model = self.model
        ids = statement(model, query, ()).with_only_columns(model.id)  # type: ignore[attr-defined]
        found = list(self.session.scalars(ids.limit(MOST_CHOSEN + 1)))
        if len(found) > MOST_CHOSEN:
            told = gettext(
                "More were found than can be chosen; the first %(number)s are.", number=MOST_CHOSEN
            )
            flash(told, "warning")
        return found[:MOST_CHOSEN]

    @staticmethod
    def _moved(query: dict[str, Any], place: str) -> dict[str, Any]:
        """Return the address of another page of the list: after, before, or the first."""
        name, _, cursor = place.partition("=")
        rest = {k: v for k, v in query.items() if k not in {"after", "before", "from"}}
        if name in {"after", "before"} and cursor:
            return {**rest, name: cursor}
        return rest if name == "first" else query
