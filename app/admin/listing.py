"""Which rows does a list page show? Every argument of its address is checked here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload
from werkzeug.exceptions import BadRequest, NotFound

from app.admin.codes import codes_like
from app.policy.deadlines import SHANGHAI
from app.policy.identity_numbers import (
    normalise_id_number,
    normalise_mobile,
    normalise_number,
)
from app.policy.names import normalise_name
from app.schema.base import Base
from app.schema.fields import Field, Kind, conditions_of, fields_of, list_columns
from app.security.actor import actor
from app.security.field_rights import may_ask
from app.security.sealed import Sealed, indexed

COUNT_CAP = 10_000
PAGE_SIZES = (25, 50, 100)
LONGEST_CONDITION = 200
EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)
"""Between which days a moment is looked for; the ends of the calendar have no next day."""
CONTROL = frozenset({"page", "size", "order", "down"})
NUMBERS = {"id_number": normalise_id_number, "phone": normalise_mobile}
"""How a typed number is brought into the form in which its group of sealed values is kept."""


class CappedCount(int):
    """A number of rows, counted no further than to the cap."""

    @property
    def capped(self) -> bool:
        """Return whether there are more than were counted."""
        return self > COUNT_CAP


@dataclass(frozen=True)
class Listing:
    """One page of a list, and all that its links need."""

    rows: Sequence[Any]
    count: CappedCount
    page: int
    size: int
    order: str
    down: bool
    conditions: Mapping[str, str]
    tabs: Mapping[str, int]

    @property
    def first(self) -> int:
        """Return the number of the first row shown."""
        return self.page * self.size + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """Return the number of the last row shown."""
        return self.page * self.size + len(self.rows)

    @property
    def has_next(self) -> bool:
        """Return whether there is a next page."""
        return self.last < min(self.count, COUNT_CAP) or (self.count.capped and bool(self.rows))


def listing(
    session: Session, model: type[Base], args: Mapping[str, str], also: Sequence[str] = ()
) -> Listing:
    """Return the page that ``args`` asks for; BadRequest or NotFound for what does not exist.

    Relations among its columns, and those named in ``also``, are loaded for all rows at once.
    """
    entity = model.__entity__
    asked = _asked(model, args)
    page, size = _number(args, "page", 1, 10**6) - 1, _number(args, "size", PAGE_SIZES[0], 100)
    if size not in PAGE_SIZES:
        raise NotFound
    others = {k: v for k, v in asked.conditions.items() if k != entity.tabs}
    query = _filtered(model, asked.conditions)
    rows = (
        session.scalars(
            _ordered(query, model, asked)
            .options(*_loads(model, (*list_columns(model), *also)))
            .offset(page * size)
            .limit(size)
        )
        .unique()
        .all()
    )
    if page and not rows:
        raise NotFound
    return Listing(
        rows=rows,
        count=_count(session, query, model),
        page=page,
        size=size,
        order=asked.order,
        down=asked.down,
        conditions=asked.conditions,
        tabs=_tabs(session, _filtered(model, others), model),
    )


@dataclass(frozen=True)
class Asked:
    """Which rows in which order the address asks for."""

    conditions: Mapping[str, str]
    order: str
    down: bool


def _asked(model: type[Base], args: Mapping[str, str]) -> Asked:
    entity = model.__entity__
    conditions = {k: v.strip() for k, v in args.items() if k not in CONTROL and v.strip()}
    unknown = set(conditions) - {*conditions_of(model), *([entity.tabs] if entity.tabs else [])}
    order = args.get("order") or entity.order[0]
    hidden = [name for name in (*conditions, order) if not may_ask(model, name, actor())]
    if unknown or hidden or order not in entity.order:
        raise NotFound
    down = args.get("down", "1" if entity.newest_first else "0") == "1"
    return Asked(conditions, order, down)


def statement(model: type[Base], args: Mapping[str, str], columns: Sequence[str]) -> Any:
    """Return the statement of all rows that the address asks for, with these columns loaded."""
    asked = _asked(model, args)
    query = _ordered(_filtered(model, asked.conditions), model, asked)
    return query.options(*_loads(model, columns))


def _number(args: Mapping[str, str], name: str, default: int, most: int) -> int:
    number = _whole(args.get(name, str(default)))
    if not 1 <= number <= most:
        raise BadRequest
    return number


def _ordered(query: Any, model: type[Base], asked: Asked) -> Any:
    column = getattr(model, asked.order)
    key = model.id  # type: ignore[attr-defined]
    if asked.down:
        return query.order_by(column.desc().nulls_last(), key.desc())
    return query.order_by(column.asc().nulls_last(), key.asc())


def _count(session: Session, query: Any, model: type[Base]) -> CappedCount:
    capped = query.with_only_columns(model.id).limit(COUNT_CAP + 1).subquery()  # type: ignore[attr-defined]
    return CappedCount(session.scalar(sa.select(sa.func.count()).select_from(capped)) or 0)


def tab_counts(session: Session, model: type[Base]) -> dict[str, int]:
    """Return how many rows in scope stand under each tab of the list."""
    return _tabs(session, sa.select(model), model)


def _tabs(session: Session, query: Any, model: type[Base]) -> dict[str, int]:
    name = model.__entity__.tabs
    if name is None or not may_ask(model, name, actor()):
        return {}
    column = getattr(model, name)
    counted = query.with_only_columns(column, sa.func.count()).group_by(column)
    return {str(value): number for value, number in session.execute(counted)}


def _loads(model: type[Base], columns: Sequence[str]) -> list[Any]:
    """Return the options that load the relations among the columns at once."""
    relations = sa.inspect(model).relationships
    return [selectinload(getattr(model, name)) for name in columns if name in relations]


def _filtered(model: type[Base], conditions: Mapping[str, str]) -> Any:
    query = sa.select(model)
    fields = fields_of(model)
    for name, text in conditions.items():
        if len(text) > LONGEST_CONDITION or "\x00" in text:
            raise BadRequest
        query = query.where(_condition(model, name, fields.get(name), text))
    return query


def _condition(model: type[Base], name: str, field: Field | None, text: str) -> Any:
    if field is None:
        relation = sa.inspect(model).relationships[name]
        return next(iter(relation.local_columns)) == _whole(text)
    attribute = vars(model)[name] if name in vars(model) else getattr(model, name)
    if isinstance(attribute, Sealed):
        if attribute.group is None:
            raise NotFound
        kept = NUMBERS.get(attribute.group, normalise_number)(text)
        return attribute.fingerprint() == indexed(attribute.group, kept)
    return CONDITIONS.get(field.kind, _contains)(getattr(model, name), field, text)


def _contains(column: Any, field: Field, text: str) -> Any:
    words = normalise_name(text)
    found = column.ilike(f"%{_literal(words)}%", escape="\\")
    return sa.or_(found, column.in_(codes_like(words))) if field.coded else found


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _member(column: Any, field: Field, text: str) -> Any:
    if field.choices is None or text not in field.choices.__members__:
        raise NotFound
    return column == field.choices[text]


def _equal(column: Any, field: Field, text: str) -> Any:  # noqa: ARG001 - one signature for all
    return column == _whole(text)


def _whole(text: str) -> int:
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
    Kind.integer: _equal,
    Kind.link: _equal,
    Kind.flag: _yes,
    Kind.day: _on_day,
    Kind.moment: _on_day,
}
"""How a condition on each kind is understood; text of every other kind is searched in."""
