"""How many rows does a list hold, and how many under each tab? Counted no further than to a cap."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Self

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


def counts(
    session: Session, model: type[Base], query: Any, others: Any, views: Sequence[Any] = ()
) -> tuple[CappedCount, dict[str, CappedCount], list[CappedCount]]:
    """Return how many rows ``query`` finds, ``others`` under each tab, and each of ``views``.

    It is one statement, however many tabs and pinned views a list has.
    """
    choices = _tabs_of(model)
    asked = [_capped(model, query, COUNT_CAP), *(_capped(model, one, TAB_CAP) for one in views)]
    none = sa.type_coerce(sa.null(), _tab(model).type) if choices else sa.null()
    parts = [sa.select(sa.literal(place), none, one) for place, one in enumerate(asked)]
    if choices:
        parts.append(_under_tabs(model, others, choices))
    found = list(session.execute(sa.union_all(*parts)))
    under = {tab.name: CappedCount(n, TAB_CAP) for _, tab, n in found if tab is not None and n}
    plain = {place: n for place, tab, n in found if tab is None}
    ordered = {one.name: under[one.name] for one in choices if one.name in under}
    pinned = [CappedCount(plain[place], TAB_CAP) for place in range(1, len(asked))]
    return CappedCount(plain[0]), ordered, pinned


def _under_tabs(model: type[Base], others: Any, choices: Sequence[Any]) -> Any:
    """Return the query of the counts under all tabs; one sub-query, however many tabs there are."""
    column, listed = _tab(model), _listed(model, tuple(choices))
    under = _capped(model, others.where(column == listed.c.tab).correlate(listed), TAB_CAP)
    return sa.select(sa.literal(-1), listed.c.tab, under)


@lru_cache(maxsize=128)
def _listed(model: type[Base], choices: tuple[Any, ...]) -> sa.CTE:
    # Not VALUES: what SQLAlchemy makes of it is compiled anew each time.
    each = [sa.select(sa.literal(one, _tab(model).type).label("tab")) for one in choices]
    return sa.union_all(*each).cte("tabs")


def tab_counts(session: Session, model: type[Base]) -> dict[str, CappedCount]:
    """Return how many rows in scope stand under each tab of the list."""
    query = sa.select(model)
    return counts(session, model, query.where(sa.false()), query)[1]


def _tab(model: type[Base]) -> Any:
    return getattr(model, str(model.__entity__.tabs))


def _tabs_of(model: type[Base]) -> list[Any]:
    name = model.__entity__.tabs
    field = fields_of(model)[name] if name and may_ask(model, name, actor()) else None
    return list(field.choices) if field and field.choices else []


def _capped(model: type[Base], query: Any, cap: int) -> Any:
    rows = query.with_only_columns(model.id).order_by(None).limit(cap + 1).subquery()  # type: ignore[attr-defined]
    return sa.select(sa.func.count()).select_from(rows).scalar_subquery()
