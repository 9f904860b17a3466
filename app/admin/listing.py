"""Which rows does a list page show? Every argument of its address is checked here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer, joinedload, selectinload
from werkzeug.exceptions import BadRequest, HTTPException, NotFound

from app.admin.conditions import condition, whole
from app.admin.counting import CappedCount, Counts, counting
from app.admin.extra_conditions import extra_condition
from app.admin.extra_questions import ROWS, askable_questions, is_question
from app.admin.filters import NOTHING, Group, as_condition, read
from app.admin.keyset import Cursor, Order, cursor, stretch, token
from app.admin.quick_search import HIT_CAP, can_search, hits, matching
from app.schema.base import Base
from app.schema.fields import conditions_of, fields_of, list_columns
from app.schema.keys import among
from app.schema.kinds import Kind
from app.security.actor import actor
from app.security.field_rights import may_ask

PAGE_SIZES = (25, 50, 100)
QUICK = "q"
WHERE = "where"
CONTROL = frozenset(
    {QUICK, WHERE, "build", "view", "size", "order", "down", "after", "before", "from"}
)


@dataclass(frozen=True)
class Listing:
    """One page of a list, and all that its links need."""

    rows: Sequence[Any]
    count: CappedCount
    size: int
    order: str
    down: bool
    conditions: Mapping[str, str]
    tabs: Mapping[str, CappedCount]
    next_cursor: str | None
    prev_cursor: str | None
    typed: str = ""
    where: Group = NOTHING
    badges: Sequence[CappedCount] = ()
    too_many: bool = False
    """Whether the search box found more than it lists."""

    @property
    def narrowed(self) -> bool:
        """Return whether something was asked for, so that an empty list is no empty table."""
        return bool(self.conditions or self.typed or self.where.everything)

    @property
    def everything(self) -> str:
        """Return the number of rows under all tabs together, as the page shows it."""
        more = any(one.capped for one in self.tabs.values())
        return f"{sum(min(one, one.cap) for one in self.tabs.values())}{'+' if more else ''}"


@dataclass(frozen=True)
class Asked:
    """Which rows in which order the address asks for."""

    conditions: Mapping[str, str]
    order: Order
    typed: str = ""
    """What was typed into the one search box."""
    where: Group = NOTHING
    """The filter of several conditions."""


def listing(
    session: Session,
    model: type[Base],
    args: Mapping[str, str],
    also: Sequence[str] = (),
    pinned: Sequence[Mapping[str, str]] = (),
) -> Listing:
    """Return the page that ``args`` asks for; BadRequest or NotFound for what does not exist.

    Relations among its columns and in ``also`` are loaded at once; ``pinned`` lists are counted.
    """
    asked = _asked(model, args)
    size = _size(args)
    found = hits(session, model, asked.typed) if asked.typed else None
    within = None if found is None else among(_key(model), found, session)
    query = _narrowed(model, asked.conditions, asked, within)
    under = _narrowed(model, _without_tab(model, asked), asked, within)
    counted = counting(model, query, under, [_counted(model, one) for one in pinned])
    loads = _loads(model, (*list_columns(model), *also))
    numbers: list[str] = []

    def read(place: Cursor | None) -> list[Any]:
        page = stretch(query, loads, asked.order, place, size + 1).add_columns(counted.column)
        rows = session.execute(page).unique().all()
        numbers.extend(text for _, text in rows[:1])
        return [row for row, _ in rows]

    rows, more, place = _page(read, cursor(asked.order, args), size)
    # No row came that could have brought the numbers along.
    text = numbers[0] if numbers else session.scalar(sa.select(counted.column))
    following, before = _neighbours(asked.order, rows, place, more=more)
    shown = Shown(rows, following, before, too_many=found is not None and len(found) > HIT_CAP)
    return _told(asked, size, shown, counted.told(text or ""))


@dataclass(frozen=True)
class Shown:
    """The rows of a page, where its neighbours begin, and whether the box found too much."""

    rows: Sequence[Any]
    following: str | None
    before: str | None
    too_many: bool


def _told(asked: Asked, size: int, shown: Shown, counts: Counts) -> Listing:
    return Listing(
        rows=shown.rows,
        count=counts.rows,
        size=size,
        order=asked.order.name,
        down=asked.order.down,
        conditions=asked.conditions,
        tabs=counts.tabs,
        next_cursor=shown.following,
        prev_cursor=shown.before,
        typed=asked.typed,
        where=asked.where,
        badges=counts.views,
        too_many=shown.too_many,
    )


def _without_tab(model: type[Base], asked: Asked) -> dict[str, str]:
    tab = model.__entity__.tabs
    return {k: v for k, v in asked.conditions.items() if k != tab}


def _size(args: Mapping[str, str]) -> int:
    size = whole(args.get("size", str(PAGE_SIZES[0])))
    if size not in PAGE_SIZES:
        raise BadRequest
    return size


def _neighbours(
    order: Order, rows: Sequence[Any], place: Cursor | None, *, more: bool
) -> tuple[str | None, str | None]:
    """Return the cursors of the next and of the previous page; None where there is none."""
    if not rows:
        return None, None
    back = place is not None and place.back
    following = token(order, rows[-1]) if more or back else None
    return following, token(order, rows[0]) if place and (more or not back) else None


def statement(model: type[Base], args: Mapping[str, str], columns: Sequence[str]) -> Any:
    """Return the statement of all rows that the address asks for, with these columns loaded."""
    query, order = around(model, args)
    return query.order_by(*order.whole()).options(*_loads(model, columns))


def around(model: type[Base], args: Mapping[str, str]) -> tuple[Any, Order]:
    """Return the rows of a list without an order, and the order in which it has them."""
    asked = _asked(model, args)
    found = None
    if asked.typed:
        matched = matching(model, asked.typed)
        found = sa.false() if matched is None else _key(model).in_(matched)
    return _narrowed(model, asked.conditions, asked, found), asked.order


def _counted(model: type[Base], args: Mapping[str, str]) -> Any:
    """Return the query of a pinned view; of one that asks what is no longer there, nothing."""
    try:
        asked = _asked(model, args)
        return _narrowed(model, asked.conditions, asked, None)
    except HTTPException:
        return sa.select(model).where(sa.false())


def _page(
    read: Callable[[Cursor | None], list[Any]], place: Cursor | None, size: int
) -> tuple[list[Any], bool, Cursor | None]:
    """Return one page, whether there is more in its direction, and where it really begins."""
    rows = read(place)
    if place is not None and place.back and len(rows) <= size:
        # What lies before is not more than a page: that is the first page, shown as such.
        place, rows = None, read(None)
    found = rows[:size]
    return found[::-1] if place and place.back else found, len(rows) > size, place


def _asked(model: type[Base], args: Mapping[str, str]) -> Asked:
    entity = model.__entity__
    conditions = {k: v.strip() for k, v in args.items() if k not in CONTROL and v.strip()}
    unknown = set(conditions) - {*conditions_of(model), *([entity.tabs] if entity.tabs else [])}
    unknown -= set(askable_questions(model)) if unknown else set()
    order = args.get("order") or entity.order[0]
    hidden = [name for name in (*conditions, order) if not may_ask(model, name, actor())]
    if unknown or hidden or order not in entity.order:
        raise NotFound
    if sum(bool(args.get(name)) for name in ("after", "before", "from")) > 1:
        raise BadRequest
    down = args.get("down", "1" if entity.newest_first else "0") == "1"
    typed = args.get(QUICK, "").strip()
    if typed and not can_search(model):
        raise NotFound
    return Asked(conditions, Order(model, order, down), typed, read(model, args.get(WHERE, "")))


def _loads(model: type[Base], columns: Sequence[str]) -> list[Any]:
    """Return the options that load the relations among the columns at once.

    Of a related record a list tells the name: its documents stay where they are. The few answers
    to questions come with their rows: a page has no statement to spare.
    """
    relations = sa.inspect(model).relationships
    found = []
    for name in dict.fromkeys(columns):
        if name in relations:
            load = selectinload if relations[name].uselist and name != ROWS else joinedload
            target: type[Base] = relations[name].mapper.class_
            left = () if name == ROWS else _without_documents(target)
            found.append(load(getattr(model, name)).options(*left))
    return found


@lru_cache(maxsize=256)
def _without_documents(model: type[Base]) -> tuple[Any, ...]:
    documents = (name for name, one in fields_of(model).items() if one.kind is Kind.document)
    columns = sa.inspect(model).column_attrs
    return tuple(defer(getattr(model, name)) for name in documents if name in columns)


def _key(model: Any) -> Any:
    return model.id


def _narrowed(model: Any, conditions: Mapping[str, str], asked: Asked, within: Any) -> Any:
    """Return the query of what the query row, the builder and the search box leave."""
    query = sa.select(model)
    extra = askable_questions(model) if any(map(is_question, conditions)) else {}
    for name, text in conditions.items():
        asked_for = extra.get(name)
        if asked_for is None:
            query = query.where(condition(model, name, text))
        else:
            query = query.where(extra_condition(model, name, text, asked_for))
    where = as_condition(model, asked.where)
    if where is not None:
        query = query.where(where)
    return query if within is None else query.where(within)
