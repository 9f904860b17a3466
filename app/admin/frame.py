"""What of a staff page is worked out once for many pages? Its words, its links, its menu.

A list has some two hundred words and a hundred links; asked of the frameworks one by one, they
cost more than the rows. What is kept depends on nothing but its key.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from flask import Flask, g, render_template, request
from flask_appbuilder import AppBuilder
from flask_babel import get_locale, gettext
from markupsafe import Markup

MOST = 20_000
"""How many answers are kept of each kind; then they are forgotten and gathered anew."""
ANY_KEY = 987_654_321
"""Stands in a kept link where the number of the record comes."""
SIMPLE = (str, int, type(None))


class Kept(dict[Hashable, Any]):
    """Answers by what was asked; never more than can be borne."""

    def get_or_make(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return what is kept under ``key``, or make and keep it."""
        found = self.get(key)
        if found is None:
            if len(self) >= MOST:
                self.clear()
            found = self[key] = make()
        return found


def install(app: Flask, builder: AppBuilder) -> None:
    """Give the portal's templates the quick ways."""
    words, links, menus = Kept(), Kept(), Kept()

    def translated(msgid: str, **values: Any) -> Markup:
        known = g.get("words")
        if known is None:
            known = g.words = words.get_or_make(str(get_locale()), Kept)
        # Like the stock way: a msgid is ours, what stands in its place is escaped.
        text = known.get_or_make(msgid, lambda: Markup(gettext(msgid)))  # noqa: S704 - ditto
        return text % values if values or "%" in text else text

    def link(endpoint: str, **values: Any) -> str:
        if endpoint.startswith(".") or not _is_simple(values):
            return app.url_for(endpoint, **values)
        key = values.pop("pk", None)
        asked = (request.script_root, endpoint, key is None, *values.items())
        parts = links.get_or_make(asked, lambda: _parts(app, endpoint, values, key))
        return parts[0] if len(parts) == 1 else f"{parts[0]}{key}{parts[1]}"

    def menu() -> Markup:
        here = request.script_root + request.path
        urls = menus.get_or_make(request.script_root, lambda: _urls(builder.menu.get_list()))
        current = tuple(url for url in urls if here.startswith(url))
        asked = (builder.sm.held(g.user), str(get_locale()), request.script_root, current)
        return menus.get_or_make(asked, rendered)

    def rendered() -> Markup:
        return Markup(render_template("appbuilder/navbar_menu.html"))  # noqa: S704 - a template

    app.jinja_env.globals.update(_=translated, url_for=link, menu_markup=menu)


def _is_simple(values: dict[str, Any]) -> bool:
    """Return whether the link depends on these values alone, and is the same for every record."""
    key = values.get("pk", 0)
    return (
        type(key) is int
        and key >= 0
        and all(isinstance(value, SIMPLE) and name[0] != "_" for name, value in values.items())
    )


def _parts(app: Flask, endpoint: str, values: dict[str, Any], key: int | None) -> list[str]:
    """Return the link, in two parts where the number of a record comes between them."""
    if key is None:
        return [app.url_for(endpoint, **values)]
    parts = app.url_for(endpoint, **values, pk=ANY_KEY).split(str(ANY_KEY))
    return parts if len(parts) == 2 else [app.url_for(endpoint, **values, pk=key)]  # noqa: PLR2004


def _urls(items: list[Any]) -> tuple[str, ...]:
    """Return where the entries of the menu lead, as beginnings of what lies below them."""
    found = []
    for item in items:
        url = item.get_url() or ""
        found += [url.rsplit("/list", 1)[0] + "/", url, *_urls(item.childs)]
    return tuple(url for url in dict.fromkeys(found) if url not in {"", "/", "#", "#/"})
