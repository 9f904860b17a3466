"""Do the arguments of a stock list page make sense? Stock answers nonsense with an error 500."""

from __future__ import annotations

import re

from flask import Flask, request
from flask_appbuilder import AppBuilder
from werkzeug.exceptions import BadRequest, NotFound

PAGE = re.compile(r"(?:page|psize)_\w+")
MOST = 6
LONGEST = 200
LARGEST_PAGE = 100


def check_arguments(app: Flask, builder: AppBuilder) -> None:
    """Refuse pages, sizes, orders and filters that the stock views cannot answer."""
    orders = {
        view.__class__.__name__: set(getattr(view, "order_columns", None) or ())
        for view in builder.baseviews
    }

    @app.before_request
    def _check() -> None:
        for name, value in request.args.items():
            if "\x00" in value or len(value) > LONGEST:
                raise BadRequest
            if PAGE.fullmatch(name) and not _is_small(name, value):
                raise BadRequest
            if name.startswith("_oc_") and value not in orders.get(name.removeprefix("_oc_"), ()):
                raise NotFound


def _is_small(name: str, value: str) -> bool:
    if not value.isascii() or not value.isdigit() or len(value) > MOST:
        return False
    return not name.startswith("psize_") or 1 <= int(value) <= LARGEST_PAGE
