"""Which figures of an entity does the dashboard show? Declared as data, evaluated by one reader."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.schema.choices import Choice
    from app.schema.entity import Role


class Draw(enum.StrEnum):
    """How a chart is drawn; each one is told by a table as well."""

    counter = enum.auto()
    """One number, which leads to the rows that it counts."""
    daily = enum.auto()
    """Rows by the day of each of ``moments``, days as they are in Xiamen."""
    stack = enum.auto()
    """Shares of the whole by ``group_by``, in the colours of its states."""
    bars = enum.auto()
    """The greatest groups by ``group_by``, the others together."""
    funnel = enum.auto()
    """How many rows have each of ``steps`` in the list ``group_by``, and where they stop."""
    duration = enum.auto()
    """Median and percentiles of the time between the two ``moments``."""


@dataclass(frozen=True, kw_only=True)
class Chart:
    """One figure of an entity, counted over the rows in the reader's scope.

    ``period`` names the moment by which the chosen period narrows the rows; without it all rows
    that there are now count. ``words`` name what happened at each of ``moments``; without them the
    moments' own labels do. ``where`` names the values that a field must have, where
    "application.status" is one of a related record. ``seen_by`` are the roles that see the
    chart; None: whoever lists the entity and sees every field it names.
    """

    label: str
    draw: Draw
    group_by: str | None = None
    moments: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    period: str | None = None
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    steps: type[Choice] | None = None
    seen_by: tuple[Role, ...] | None = None
    help: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Return every field that the chart asks for."""
        single = (self.group_by, self.period)
        return (*filter(None, single), *self.moments, *self.where)


def counter(label: str, *, period: str | None = None, **where: tuple[str, ...]) -> Chart:
    """Declare a number of rows."""
    return Chart(label=label, draw=Draw.counter, period=period, where=where)
