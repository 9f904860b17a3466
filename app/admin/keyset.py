"""How is a list paged without counting what was passed? From key to key, forward and back.

A cursor holds the sort value and the number of the row at which a page ended. A column that
may be missing is read in two parts, values first: each part is one stretch of one index.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from werkzeug.exceptions import BadRequest

from app.policy.deadlines import SHANGHAI
from app.schema.base import Base
from app.schema.choices import Choice
from app.schema.fields import fields_of
from app.schema.kinds import Kind

LARGEST_KEY = 2**31 - 1
NUMBER = re.compile(r"-?[0-9]{1,10}")


@dataclass(frozen=True)
class Order:
    """By which column a list is sorted, and whether the greatest comes first."""

    model: type[Base]
    name: str
    down: bool

    @property
    def column(self) -> Any:
        """Return the column."""
        return getattr(self.model, self.name)

    @property
    def optional(self) -> bool:
        """Return whether rows may lack the value."""
        return bool(self.column.property.columns[0].nullable)

    def by(self, *, back: bool = False) -> tuple[Any, Any]:
        """Return the order of one part; missing values stand where the index has them."""
        down = self.down is not back
        column, key = self.column, self.model.id  # type: ignore[attr-defined]
        if down:
            return (column.desc().nulls_last() if self.optional else column.desc()), key.desc()
        return (column.asc().nulls_first() if self.optional else column.asc()), key.asc()

    def whole(self, *, back: bool = False) -> tuple[Any, Any]:
        """Return the order of all rows in one statement, missing values last (first, back)."""
        down = self.down is not back
        column, key = self.column, self.model.id  # type: ignore[attr-defined]
        sign = column.desc() if down else column.asc()
        return sign.nulls_first() if back else sign.nulls_last(), key.desc() if down else key.asc()


@dataclass(frozen=True)
class Cursor:
    """After or before which row a page begins; without a number, at a value itself."""

    value: Any
    key: int | None = None
    back: bool = False


def token(order: Order, row: Any) -> str:
    """Return the cursor of a row as it stands in an address."""
    value = _written(getattr(row, order.name))
    text = json.dumps([order.name, int(order.down), value, row.id], ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def cursor(order: Order, args: Mapping[str, str]) -> Cursor | None:
    """Return the place that the address names; BadRequest when it names none of this order."""
    for name in ("after", "before"):
        if args.get(name):
            return _opened(order, args[name], back=name == "before")
    if args.get("from", "").strip():
        return _jump(order, args["from"].strip())
    return None


def _opened(order: Order, text: str, *, back: bool) -> Cursor:
    try:
        padded = text + "=" * (-len(text) % 4)
        name, down, value, key = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
    except (ValueError, binascii.Error, TypeError, RecursionError):
        raise BadRequest from None
    sound = name == order.name and down == int(order.down)
    if not sound or type(key) is not int or not 0 < key <= LARGEST_KEY:
        raise BadRequest
    if value is None and not order.optional:
        raise BadRequest
    return Cursor(None if value is None else _read(order, value), key, back)


def _written(value: Any) -> Any:
    if isinstance(value, Choice):
        return value.name
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _read(order: Order, value: Any) -> Any:
    """Return a sort value from its written form; BadRequest when it is none of the column."""
    field = fields_of(order.model).get(order.name)
    kind = field.kind if field else Kind.integer
    if kind in {Kind.integer, Kind.link}:
        if type(value) is not int or not -LARGEST_KEY <= value <= LARGEST_KEY:
            raise BadRequest
        return value
    if kind is Kind.flag:
        return bool(value)
    if not isinstance(value, str) or "\x00" in value:
        raise BadRequest
    try:
        if field and field.choices:
            return field.choices[value]
        return READERS.get(kind, _text)(value)
    except (ValueError, KeyError, ArithmeticError):
        raise BadRequest from None


def _text(text: str) -> str:
    text.encode()  # half a character, which JSON may hold, is no text
    return text


def moment(text: str) -> datetime:
    """Return a moment from its written form; an error of value or of arithmetic for none.

    At the ends of the calendar a moment may have no time in UTC.
    """
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError
    return found.astimezone(UTC)


def _number(text: str) -> Decimal:
    found = Decimal(text)
    if not found.is_finite() or abs(found) > LARGEST_KEY:
        raise ValueError
    return found


READERS: Mapping[Kind, Any] = {
    Kind.moment: moment,
    Kind.day: date.fromisoformat,
    Kind.decimal: _number,
}
"""How a sort value is read back; text of every other kind stays as it is."""


def _jump(order: Order, text: str) -> Cursor:
    """Return the cursor in front of the first row from a typed value on."""
    field = fields_of(order.model).get(order.name)
    kind = field.kind if field else Kind.integer
    if kind in {Kind.integer, Kind.link}:
        if not NUMBER.fullmatch(text):
            raise BadRequest
        return Cursor(_read(order, int(text)))
    if kind is Kind.moment:
        return Cursor(_edge(order, _read_day(text)))
    return Cursor(_read(order, text))


def _read_day(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise BadRequest from None
    if not date(1900, 1, 1) <= found <= date(2999, 12, 31):
        raise BadRequest
    return found


def _edge(order: Order, day: date) -> datetime:
    """Return the moment at which a day begins, or in falling order ends."""
    start = datetime.combine(day, time(), SHANGHAI)
    return start + timedelta(days=1) - timedelta(microseconds=1) if order.down else start


def stretch(
    query: Any, loads: Sequence[Any], order: Order, place: Cursor | None, number: int
) -> Any:
    """Return the statement of the next ``number`` rows of ``query`` from a place on.

    Two parts become one list of keys, the second read only when the first is exhausted.
    """
    back = place is not None and place.back
    found = _parts(order, place)
    if len(found) == 1:
        only = query.where(found[0]).options(*loads)
        return only.order_by(*order.by(back=back)).limit(number)
    model: Any = order.model
    keys = query.with_only_columns(model.id).order_by(*order.by(back=back)).limit(number)
    ends = [sa.select(keys.where(part).subquery().c.id) for part in found]
    page = sa.union_all(*ends).limit(number).subquery()
    rows = sa.select(model).options(*loads)
    return rows.join(page, page.c.id == model.id).order_by(*order.whole(back=back))


def _parts(order: Order, place: Cursor | None) -> list[Any]:
    """Return the conditions of the stretches to read one after the other."""
    if not order.optional:
        return [sa.true() if place is None else _beyond(order, place)]
    missing, there = order.column.is_(None), order.column.is_not(None)
    back = place is not None and place.back
    if place is None:
        return [there, missing]
    if place.value is None:
        rest = sa.and_(missing, _by_key(order, place))
        return [rest, there] if back else [rest]
    rest = sa.and_(there, _beyond(order, place))
    return [rest] if back else [rest, missing]


def _by_key(order: Order, place: Cursor) -> Any:
    key = order.model.id  # type: ignore[attr-defined]
    return key < place.key if order.down is not place.back else key > place.key


def _beyond(order: Order, place: Cursor) -> Any:
    down = order.down is not place.back
    if place.key is None:
        return order.column <= place.value if down else order.column >= place.value
    if order.name == "id":
        return _by_key(order, place)
    value = sa.literal(place.value, order.column.type)
    row = sa.tuple_(order.column, order.model.id)  # type: ignore[attr-defined]
    end = sa.tuple_(value, sa.literal(place.key))
    return row < end if down else row > end
