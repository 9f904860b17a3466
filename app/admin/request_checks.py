"""Do the arguments of a stock list page make sense? Stock answers nonsense with an error 500."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from flask import Flask, request
from flask_appbuilder import AppBuilder
from werkzeug.exceptions import BadRequest, NotFound

PAGE = re.compile(r"(?:page|psize)_\w+")
MOST = 6
LONGEST = 200
LONG = {"after": 1000, "before": 1000, "where": 4000}
"""Arguments of our own lists that may be longer: places in a list, filters of several rows."""
LARGEST_PAGE = 100
LARGEST_KEY = 2**31 - 1
"""Greater numbers no database takes as a key; they are errors 500 there."""

RESERVED = frozenset({"endpoint", "_anchor", "_external", "_method", "_scheme"})
"""By these names addresses are built; no page has an argument that is called so."""


def refuse_reserved(names: Iterable[str]) -> None:
    """Refuse arguments of an address from which no other address can be built."""
    if not RESERVED.isdisjoint(names):
        raise BadRequest


def check_arguments(app: Flask, builder: AppBuilder) -> None:
    """Refuse pages, sizes, orders and filters that the stock views cannot answer."""
    orders = {
        view.__class__.__name__: set(getattr(view, "order_columns", None) or ())
        for view in builder.baseviews
    }

    @app.before_request
    def _check() -> None:
        if any(isinstance(key, int) and key > LARGEST_KEY for key in _keys()):
            raise NotFound
        refuse_reserved(request.args)
        # What stands in the path is asked for there alone.
        if any(name in request.args for name in request.view_args or {}):
            raise BadRequest
        for name, value in request.args.items(multi=True):
            if "\x00" in value or len(value) > LONG.get(name, LONGEST):
                raise BadRequest
            if PAGE.fullmatch(name) and not _is_small(name, value):
                raise BadRequest
            if name.startswith("_oc_") and value not in orders.get(name.removeprefix("_oc_"), ()):
                raise NotFound


def _keys() -> list[Any]:
    """Return what stands for a record's number in the path."""
    found = request.view_args or {}
    return [int(one) if _is_digits(one) else one for one in found.values()]


def _is_digits(text: Any) -> bool:
    return isinstance(text, str) and text.isascii() and text.isdigit()


def _is_small(name: str, value: str) -> bool:
    if not _is_digits(value) or len(value) > MOST:
        return False
    return not name.startswith("psize_") or 1 <= int(value) <= LARGEST_PAGE
