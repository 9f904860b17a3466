"""How many rows does a list hold, and how many under each tab? Counted no further than to a cap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, Self

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.schema.base import Base
from app.schema.fields import fields_of
from app.security.actor import actor
from app.security.field_rights import may_ask

COUNT_CAP = 10_000
TAB_CAP = 999


class CappedCount(int):
    """A number of rows, counted no further than to its cap."""

    cap: int

    def __new__(cls, number: int, cap: int = COUNT_CAP) -> Self:
        """Keep the number with the cap to which was counted."""
        self = super().__new__(cls, number)
        self.cap = cap
        return self

    @property
    def capped(self) -> bool:
        """Return whether there are more than were counted."""
        return self > self.cap

    @property
    def words(self) -> str:
        """Return the number as a page shows it: 42, 999+ or 10 000+."""
        return f"{self.cap:,}+".replace(",", " ") if self.capped else str(int(self))


@dataclass(frozen=True)
class Counting:
    """What is counted for one page: its rows, those under each tab, those of pinned views.

    ``column`` is one text with all numbers, so that the numbers come with the rows of the page,
    in their statement, however many tabs and views a list has.
    """

    choices: Sequence[Any]
    views: int
    column: Any

    def told(self, text: str) -> Counts:
        """Return the numbers that stand in the text."""
        pairs = (one.split(":") for one in text.split(","))
        found = {int(place): int(number) for place, number in pairs}
        tabs = {
            one.name: CappedCount(found[-place], TAB_CAP)
            for place, one in enumerate(self.choices, 1)
            if found[-place]
        }
        views = [CappedCount(found[place], TAB_CAP) for place in range(1, self.views + 1)]
        return Counts(CappedCount(found[0]), tabs, views)


class Counts(NamedTuple):
    """How many rows the list has, how many are under each tab, how many in each pinned view."""

    rows: CappedCount
    tabs: dict[str, CappedCount]
    views: list[CappedCount]


def counting(model: type[Base], query: Any, others: Any, views: Sequence[Any] = ()) -> Counting:
    """Return what counts the rows of ``query``, of ``others`` under each tab, and of ``views``."""
    choices = _tabs_of(model)
    asked = [_capped(model, query, COUNT_CAP), *(_capped(model, one, TAB_CAP) for one in views)]
    parts = [sa.select(sa.literal(n).label("place"), one) for n, one in enumerate(asked)]
    if choices:
        parts.append(_under_tabs(model, others, choices))
    each = sa.union_all(*parts).subquery()
    place, number = (sa.cast(one, sa.String) for one in each.c)
    text = sa.func.aggregate_strings(place + ":" + number, ",")
    return Counting(choices, len(views), sa.select(text).scalar_subquery())


def _under_tabs(model: type[Base], others: Any, choices: Sequence[Any]) -> Any:
    """Return the query of the counts under all tabs; one sub-query, however many tabs there are."""
    column, listed = _tab(model), _listed(model, tuple(choices))
    under = _capped(model, others.where(column == listed.c.tab).correlate(listed), TAB_CAP)
    return sa.select(listed.c.place, under)


@lru_cache(maxsize=128)
def _listed(model: type[Base], choices: tuple[Any, ...]) -> sa.CTE:
    # Not VALUES: what SQLAlchemy makes of it is compiled anew each time.
    each = [
        sa.select(sa.literal(-n).label("place"), sa.literal(one, _tab(model).type).label("tab"))
        for n, one in enumerate(choices, 1)
    ]
    return sa.union_all(*each).cte("tabs")


def tab_counts(session: Session, model: type[Base]) -> dict[str, CappedCount]:
    """Return how many rows in scope stand under each tab of the list."""
    query = sa.select(model)
    asked = counting(model, query.where(sa.false()), query)
    return asked.told(session.scalar(sa.select(asked.column)) or "").tabs


def _tab(model: type[Base]) -> Any:
    return getattr(model, str(model.__entity__.tabs))


def _tabs_of(model: type[Base]) -> list[Any]:
    name = model.__entity__.tabs
    field = fields_of(model)[name] if name and may_ask(model, name, actor()) else None
    return list(field.choices) if field and field.choices else []


def _capped(model: type[Base], query: Any, cap: int) -> Any:
    rows = query.with_only_columns(model.id).order_by(None).limit(cap + 1).subquery()  # type: ignore[attr-defined]
    return sa.select(sa.func.count()).select_from(rows).scalar_subquery()
