"""Which condition does a typed word on a field of each kind mean?"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from werkzeug.exceptions import BadRequest, NotFound

from app.admin.codes import codes_like
from app.forms.members import all_members
from app.policy.deadlines import SHANGHAI
from app.policy.identity_numbers import (
    normalise_id_number,
    normalise_mobile,
    normalise_number,
)
from app.policy.names import normalise_name
from app.policy.search_keys import keys_within
from app.policy.serial_numbers import serial_is_valid
from app.schema.base import Base
from app.schema.fields import Field, fields_of
from app.schema.kinds import Kind
from app.schema.search_key import KEY, holds_keys
from app.security.sealed import Sealed, indexed

LONGEST_CONDITION = 200
MARK = "~"
FINGERPRINT = re.compile(MARK + r"[0-9a-f]{32}")
"""How a protected number stands in an address: by its fingerprint, behind a mark."""
KEYED = frozenset({Kind.person_name, Kind.text, Kind.long_text})
EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)
"""Between which days a moment is looked for; the ends of the calendar have no next day."""
NUMBERS = {"id_number": normalise_id_number, "phone": normalise_mobile}
"""How a typed number is brought into the form in which its group of sealed values is kept."""


def condition(model: type[Base], name: str, text: str) -> Any:
    """Return the condition; BadRequest or NotFound for what cannot be looked for."""
    if len(text) > LONGEST_CONDITION or "\x00" in text:
        raise BadRequest
    return _condition(model, name, fields_of(model).get(name), text)


def _condition(model: type[Base], name: str, field: Field | None, text: str) -> Any:
    if field is None:
        relation = sa.inspect(model).relationships[name]
        return next(iter(relation.local_columns)) == whole(text)
    attribute = vars(model)[name] if name in vars(model) else getattr(model, name)
    if isinstance(attribute, Sealed):
        if attribute.group is None:
            raise NotFound
        return attribute.fingerprint() == sought(attribute.group, text)
    return CONDITIONS.get(field.kind, _contains)(getattr(model, name), field, text)


def sought(group: str, text: str) -> str:
    """Return the fingerprint of a number that was typed, or that an address holds already."""
    if FINGERPRINT.fullmatch(text):
        return text.removeprefix(MARK)
    return indexed(group, NUMBERS.get(group, normalise_number)(text))


def _contains(column: Any, field: Field, text: str) -> Any:
    if field.quick and column.property.columns[0].unique and serial_is_valid(text):
        return column == normalise_number(text)  # nothing longer holds it, and the index answers
    words = normalise_name(text)
    found = sa.and_(
        column.ilike(f"%{literal(words)}%", escape="\\"), *indexed_first(column, field, words)
    )
    return sa.or_(found, column.in_(codes_like(words, field.words))) if field.coded else found


def indexed_first(column: Any, field: Field, text: str) -> list[Any]:
    """Return what an index answers and what holds of every value that contains the text.

    The names of a row stand in its search keys; the condition itself is checked on what is left.
    """
    model = column.class_
    keys = keys_within(text) if field.quick and field.kind in KEYED else ()
    return [holds_keys(getattr(model, KEY), " ".join(keys))] if keys and hasattr(model, KEY) else []


def literal(text: str) -> str:
    """Return the text as LIKE takes it, its wildcards as signs of their own."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _member(column: Any, field: Field, text: str) -> Any:
    if field.choices is None or text not in field.choices.__members__:
        raise NotFound
    return column == field.choices[text]


def _code(column: Any, field: Field, text: str) -> Any:
    if text not in dict(all_members(field)):
        raise NotFound
    return column == text


def _equal(column: Any, field: Field, text: str) -> Any:  # noqa: ARG001 - one signature for all
    return column == whole(text)


def whole(text: str) -> int:
    """Return a whole number that was typed; BadRequest for anything else."""
    if not text.isascii() or not text.isdigit() or len(text) > 9:  # noqa: PLR2004 - fits an integer
        raise BadRequest
    return int(text)


def _yes(column: Any, field: Field, text: str) -> Any:  # noqa: ARG001 - one signature for all
    if text not in {"yes", "no"}:
        raise NotFound
    return column.is_(text == "yes")


def _on_day(column: Any, field: Field, text: str) -> Any:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadRequest from None
    if field.kind is Kind.day:
        return column == day
    if not EARLIEST <= day <= LATEST:
        raise BadRequest
    start = datetime.combine(day, time(), SHANGHAI)
    return sa.and_(column >= start, column < start + timedelta(days=1))


CONDITIONS: dict[Kind, Callable[[Any, Field, str], Any]] = {
    Kind.choice: _member,
    Kind.entry: _code,
    Kind.integer: _equal,
    Kind.link: _equal,
    Kind.flag: _yes,
    Kind.day: _on_day,
    Kind.moment: _on_day,
}
"""How a condition on each kind is understood; text of every other kind is searched in."""
