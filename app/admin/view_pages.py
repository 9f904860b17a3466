"""Where does somebody keep a filter under a name, and choose the columns of a list?"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from flask import flash, redirect, request, url_for
from flask_appbuilder import expose, has_access, permission_name
from flask_babel import gettext
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from app.admin.columns import shown_columns, shown_fields
from app.admin.extra_questions import known_questions
from app.admin.filters import read
from app.admin.listing import PAGE_SIZES, WHERE
from app.admin.page import Page
from app.exceptions import JifenError
from app.extensions import clock
from app.schema.base import Base
from app.schema.fields import fields_of
from app.schema.kinds import Kind
from app.schema.words import N_
from app.security.actor import actor
from app.services import list_views

PROTECTED = N_("A view cannot keep a person's number. Remove it from the filter first.")
MOST_COLUMNS = 20


class ViewPages(Page):
    """The saved views of one entity's list, and its columns."""

    @expose("/views", methods=["POST"])
    @has_access
    @permission_name("list")
    def save_view(self) -> Response:
        """Keep the filter of the list under a name."""
        query = list_views.plain_query(request.form.get("query", ""))
        if _holds_numbers(self.model, query):
            flash(gettext(PROTECTED), "danger")
            return redirect(f"{self._list_address()}?{query}")
        form = request.form
        wish = list_views.Wish(
            form.get("name", ""), query, form.get("role", ""), pinned="pinned" in form
        )
        try:
            row = list_views.save(self.session, self.model, actor(), wish, clock())
        except list_views.ViewRefused as refused:
            return self._refused(refused, query)
        flash(gettext("The view is saved."), "success")
        return redirect(f"{self._list_address()}?{row.query}&view={row.id}")

    @expose("/views/<int:pk>", methods=["POST"])
    @has_access
    @permission_name("list")
    def change_view(self, pk: int) -> Response:
        """Rename, pin, share or delete one of the own views."""
        row = list_views.own_view(self.session, self.model, actor(), pk)
        if request.form.get("do") == "delete":
            list_views.noted(self.session, row, "delete_view", clock())
            self.session.delete(row)
            self.session.commit()
            flash(gettext("The view is deleted."), "success")
            return redirect(self._list_address())
        before = row.name, row.shared_role
        try:
            own = list_views.views_of(self.session, self.model, actor())
            mine = [one for one in own if one.user_id == row.user_id]
            list_views.rename(self.session, row, request.form.get("name", row.name), mine)
            list_views.share(self.model, row, actor(), request.form.get("role", ""))
        except list_views.ViewRefused as refused:
            return self._refused(refused, row.query)
        row.pinned = "pinned" in request.form
        list_views.noted(self.session, row, _what_changed(before, row), clock())
        self.session.commit()
        flash(gettext("The view is saved."), "success")
        return redirect(f"{self._list_address()}?{row.query}&view={row.id}")

    @expose("/columns", methods=["GET"])
    @has_access
    @permission_name("list")
    def columns(self) -> str:
        """Show which columns the list can have, and in which order it has them."""
        rows = list_views.views_of(self.session, self.model, actor())
        chosen = columns_in(self.model, usual_of(rows))
        return self._render(
            "columns", chosen=chosen, offered=possible_columns(self.model), sizes=PAGE_SIZES,
            usual=usual_of(rows),
        )  # fmt: skip

    @expose("/columns", methods=["POST"])
    @has_access
    @permission_name("list")
    def choose_columns(self) -> Response:
        """Keep the chosen columns and the page size for the user, or forget them."""
        row = list_views.usual(self.session, self.model, actor())
        if request.form.get("do") == "reset":
            row.columns = row.size = None
        else:
            row.size = _size(request.form.get("size", ""))
            if request.form.get("do") != "size":
                row.columns = _chosen(self.model, request.form)
        self.session.commit()
        query = list_views.plain_query(request.form.get("query", ""))
        return redirect(f"{self._list_address()}?{query}" if query else self._list_address())

    def _list_address(self) -> str:
        return url_for(f"{self.endpoint}.list")

    def _refused(self, refused: JifenError, query: str) -> Response:
        self.session.rollback()
        flash(gettext(refused.msgid), "danger")
        return redirect(f"{self._list_address()}?{query}")


def usual_of(rows: Any) -> Any:
    """Return how the user usually sees the list, of all views that he or she sees."""
    return next((one for one in rows if not one.name and one.user_id == actor().user_id), None)


def possible_columns(model: type[Base]) -> list[str]:
    """Return the columns that the reader's list can have: the declared, then the other fields."""
    fields = fields_of(model)
    others = [
        name
        for name in shown_fields(model)
        if name not in fields or fields[name].kind not in {Kind.document, Kind.link, Kind.long_text}
    ]
    return list(dict.fromkeys([*shown_columns(model), *others, *known_questions(model)]))


def columns_in(model: type[Base], view: Any) -> list[str]:
    """Return the columns of a view as far as the reader still sees them; else the declared."""
    allowed = possible_columns(model)
    kept = [name for name in (view.columns if view else None) or () if name in allowed]
    return kept or shown_columns(model)


def _chosen(model: type[Base], form: Any) -> list[str]:
    """Return the columns with a place, in the order of the places; BadRequest for nonsense."""
    places = []
    for name in possible_columns(model):
        place = form.get(f"place-{name}", "").strip()
        if place and not (place.isascii() and place.isdigit() and len(place) < 4):  # noqa: PLR2004 - digits
            raise BadRequest
        if place and int(place):
            places.append((int(place), name))
    if not places or len(places) > MOST_COLUMNS:
        raise BadRequest(gettext("Choose at least one column and at most 20."))
    return [name for _, name in sorted(places, key=lambda one: one[0])]


def _what_changed(before: tuple[str, str | None], row: Any) -> str:
    """Return what was done to a view: shared, or no longer; renamed; else changed."""
    if before[1] != row.shared_role:
        return "share_view"
    return "rename_view" if before[0] != row.name else "change_view"


def _size(text: str) -> int | None:
    if not text:
        return None
    if text not in map(str, PAGE_SIZES):
        raise BadRequest
    return int(text)


def _holds_numbers(model: type[Base], query: str) -> bool:
    """Return whether the filter asks for a protected value: such are kept nowhere in plain."""
    fields, pairs = fields_of(model), dict(parse_qsl(query))
    names = {*pairs, *(one.name for one in read(model, pairs.get(WHERE, "")).everything)}
    return "q" in pairs or any(name in fields and fields[name].sealed for name in names)
