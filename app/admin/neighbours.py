"""Which records stand before and after this one in the list from which the reader came?"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import request
from sqlalchemy.orm import Session, lazyload, load_only
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from app.admin.keyset import Cursor, stretch
from app.admin.listing import around
from app.admin.request_checks import refuse_reserved
from app.schema.base import Base

PLACES = frozenset({"after", "before", "from", "size"})
"""Arguments of a list that say which page of it is shown, not which rows it has."""
EVERYTHING = "all"
LONGEST = 200
MOST_ARGUMENTS = 20


def came_from() -> dict[str, str]:
    """Return the argument that carries this list's address to a record; none when too long."""
    kept = [(k, v) for k, v in request.args.items(multi=True) if k not in PLACES and v.strip()]
    text = urlencode(kept) or EVERYTHING
    return {"from": text} if len(text) <= LONGEST else {}


def from_list(tab: str | None) -> dict[str, str]:
    """Return the arguments of a record's page that keep the list and open a tab."""
    kept = {"from": request.args.get("from", ""), "tab": tab or ""}
    return {name: value for name, value in kept.items() if value}


def list_args(address: str) -> MultiDict[str, str]:
    """Return the arguments of the list from which the reader came; BadRequest for nonsense."""
    if address in {"", EVERYTHING}:
        return MultiDict()
    if len(address) > LONGEST:
        raise BadRequest
    try:
        pairs = parse_qsl(address, strict_parsing=True, max_num_fields=MOST_ARGUMENTS)
    except ValueError:
        raise BadRequest from None
    refuse_reserved(name for name, _ in pairs)
    return MultiDict([pair for pair in pairs if pair[0] not in PLACES])


def neighbours(
    session: Session, model: type[Base], row: Any, address: str
) -> tuple[int | None, int | None]:
    """Return the numbers of the rows before and after ``row`` in that list, one key each."""
    query, order = around(model, list_args(address))
    value = getattr(row, order.name)
    loads = [load_only(model.id), lazyload("*")]  # type: ignore[attr-defined]
    found = []
    for back in (True, False):
        place = Cursor(value, row.id, back)
        one = session.scalars(stretch(query, loads, order, place, 1)).first()
        found.append(one.id if one is not None else None)
    return found[0], found[1]
