"""What do the declared charts say now? One evaluator for all of them; aggregated in SQL.

The scope layer narrows every statement to the reader's rows; a chart that names a field which
the reader does not see in full is not shown at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext
from sqlalchemy.orm import Session

from app.admin.chart_words import group_address, list_address, names_of, tone_of, word_of
from app.admin.periods import Period
from app.schema.base import Base
from app.schema.calendar_sql import day_in_xiamen, seconds_between
from app.schema.charts import Chart, Draw
from app.schema.fields import fields_of
from app.schema.kinds import Kind
from app.security.actor import Actor, Party
from app.security.field_rights import Sight, sight

MOST_GROUPS = 10
"""How many groups are told one by one; the others stand together."""
RANKS = (50, 75, 90)
"""Of how many of a hundred rows the time is told."""


@dataclass(frozen=True)
class Part:
    """One line of a figure: its words, its number, and where its rows are listed."""

    words: str
    number: int
    tone: str = "blue"
    address: str | None = None
    stopped: int = 0


@dataclass(frozen=True)
class Figure:
    """One chart with its numbers."""

    chart: Chart
    model: type[Base]
    total: int = 0
    parts: tuple[Part, ...] = ()
    days: tuple[date, ...] = ()
    series: tuple[tuple[int, ...], ...] = ()
    address: str | None = None

    @property
    def greatest(self) -> int:
        """Return the greatest number of the figure, at least one."""
        numbers = [part.number for part in self.parts]
        return max([1, *numbers, *(one for row in self.series for one in row)])


@dataclass(frozen=True)
class Board:
    """All figures that a reader sees."""

    counters: tuple[Figure, ...] = ()
    cards: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class _Question:
    """One chart of one entity, asked by one session for one period."""

    session: Session
    model: type[Base]
    chart: Chart
    period: Period

    @property
    def figure(self) -> Figure:
        """Return the figure without its numbers."""
        return Figure(chart=self.chart, model=self.model)

    def ask(self, *columns: Any, within: str | None = None, period: Period | None = None) -> Any:
        """Return the statement over the chart's rows whose moment ``within`` is in the period."""
        query = sa.select(*columns).select_from(self.model)
        for name, values in self.chart.where.items():
            query = query.where(_one_of(self.model, name, values))
        if within is not None:
            moment, span = column_of(self.model, within), period or self.period
            query = query.where(moment >= span.start, moment < span.end)
        return query


def board(session: Session, models: Iterable[type[Base]], period: Period, who: Actor) -> Board:
    """Return the figures of these entities that ``who`` may see."""
    figures = [
        DRAWN[chart.draw](_Question(session, model, chart, period))
        for model in models
        for chart in charts_for(model, who)
    ]
    return Board(
        tuple(one for one in figures if one.chart.draw is Draw.counter),
        tuple(one for one in figures if one.chart.draw is not Draw.counter),
    )


def charts_for(model: type[Base], who: Actor) -> list[Chart]:
    """Return the charts whose every field ``who`` sees in full; one district is no comparison."""
    whole = who.whole_city or who.party is Party.system
    return [
        chart
        for chart in model.__entity__.charts
        if _may_see(chart, who)
        and all(_sees(model, name, who) for name in chart.names)
        and (whole or not _by_district(model, chart))
    ]


def _may_see(chart: Chart, who: Actor) -> bool:
    return chart.seen_by is None or who.party is Party.system or who.has(*chart.seen_by)


def _by_district(model: type[Base], chart: Chart) -> bool:
    by = chart.group_by
    return by is not None and model.__entity__.scope.district in {by, f"{by}_id"}


def column_of(model: type[Base], name: str) -> Any:
    """Return the column of a field, or the key of a relation."""
    relation = sa.inspect(model).relationships.get(name)
    if relation is None:
        return getattr(model, name)
    local = next(iter(relation.local_columns))
    return getattr(model, sa.inspect(model).get_property_by_column(local).key)


def _sees(model: type[Base], name: str, who: Actor) -> bool:
    """Return whether ``who`` sees the field in full, and the relation that leads to it."""
    relation, _, far = name.rpartition(".")
    if relation:
        target = sa.inspect(model).relationships[relation].mapper.class_
        return _sees(model, relation, who) and _sees(target, far, who)
    return sight(model, name, who) is Sight.plain


def _one_of(model: type[Base], name: str, values: Sequence[str]) -> Any:
    relation, _, far = name.rpartition(".")
    if relation:
        target = sa.inspect(model).relationships[relation].mapper.class_
        return getattr(model, relation).has(_one_of(target, far, values))
    known = fields_of(model).get(name)
    if known is not None and known.choices is not None and known.kind is Kind.choice:
        return column_of(model, name).in_([known.choices[one] for one in values])
    if known is not None and known.kind is Kind.flag:
        return column_of(model, name).in_([one == "yes" for one in values])
    return column_of(model, name).in_(values)


def _counter(asked: _Question) -> Figure:
    """Return the number of rows; with a period, also of each day, for a line beside it."""
    chart, model = asked.chart, asked.model
    address = list_address(model, chart, asked.period)
    if chart.period is None:
        total = asked.session.scalar(asked.ask(sa.func.count())) or 0
        return replace(asked.figure, total=total, address=address)
    wide = asked.period if asked.period.name == "round" else asked.period.shown
    daily = _by_day(asked, chart.period, wide)
    total = sum(number for day, number in daily.items() if day >= asked.period.first)
    shown = asked.period.shown.days
    line = tuple(daily.get(one, 0) for one in shown)
    return replace(asked.figure, total=total, days=shown, series=(line,), address=address)


def _by_day(asked: _Question, name: str, period: Period) -> dict[date, int]:
    day = day_in_xiamen(column_of(asked.model, name))
    query = asked.ask(day, sa.func.count(), within=name, period=period).group_by(day)
    return {date.fromisoformat(one): number for one, number in asked.session.execute(query)}


def _daily(asked: _Question) -> Figure:
    """Return how many rows each day has, once for each moment."""
    period = asked.period.shown
    counted = [_by_day(asked, name, period) for name in asked.chart.moments]
    series = tuple(tuple(one.get(day, 0) for day in period.days) for one in counted)
    return replace(asked.figure, days=period.days, series=series, total=sum(map(sum, series)))


def _groups(asked: _Question) -> Figure:
    """Return the greatest groups, and how many rows stand in all others."""
    name = str(asked.chart.group_by)
    group, number = column_of(asked.model, name), sa.func.count()
    query = (
        asked.ask(group, number, sa.func.sum(number).over(), within=asked.chart.period)
        .group_by(group)
        .order_by(number.desc(), group)
        .limit(MOST_GROUPS)
    )
    rows = asked.session.execute(query).all()
    total = int(rows[0][2]) if rows else 0
    names = names_of(asked.session, asked.model, name, [value for value, *_ in rows])
    parts = [
        Part(
            word_of(asked.model, name, value, names),
            count,
            tone_of(value),
            group_address(asked.model, asked.chart, value, asked.period),
        )
        for value, count, _ in rows
    ]
    others = total - sum(part.number for part in parts)
    if others:
        parts.append(Part(gettext("All others"), others, "gray"))
    return replace(asked.figure, parts=tuple(parts), total=total)


def _funnel(asked: _Question) -> Figure:
    """Return how many rows have each step, and at which step the others stop."""
    steps = list(asked.chart.steps or ())
    there = sa.cast(column_of(asked.model, str(asked.chart.group_by)), sa.Text)
    has = [there.contains(f'"{one.name}"', autoescape=True) for one in steps]
    first = [sa.and_(*has[:place], sa.not_(one)) for place, one in enumerate(has)]
    counted = [sa.func.count().filter(one) for one in (*has, *first)]
    query = asked.ask(sa.func.count(), *counted, within=asked.chart.period)
    total, *numbers = asked.session.execute(query).one()
    done, stopped = numbers[: len(steps)], numbers[len(steps) :]
    parts = tuple(
        Part(gettext(one.label), number, stopped=gone)
        for one, number, gone in zip(steps, done, stopped, strict=True)
    )
    return replace(asked.figure, parts=parts, total=total)


def _duration(asked: _Question) -> Figure:
    """Return within how many seconds a half, three quarters and nine tenths were done."""
    start, end = (column_of(asked.model, name) for name in asked.chart.moments)
    taken = seconds_between(start, end)
    place = sa.func.row_number().over(order_by=taken).label("place")
    inner = asked.ask(
        taken.label("taken"), place, sa.func.count().over().label("all"), within=asked.chart.period
    )
    ranked = inner.where(start.is_not(None), end >= start).subquery()
    at = ranked.c
    times = [
        sa.func.max(at.taken).filter(at.place == (at["all"] * rank + 99) // 100) for rank in RANKS
    ]
    total, *found = asked.session.execute(sa.select(sa.func.max(at["all"]), *times)).one()
    parts = tuple(
        Part(str(rank), seconds)
        for rank, seconds in zip(RANKS, found, strict=True)
        if seconds is not None
    )
    return replace(asked.figure, parts=parts, total=total or 0)


DRAWN: dict[Draw, Callable[[_Question], Figure]] = {
    Draw.counter: _counter,
    Draw.daily: _daily,
    Draw.stack: _groups,
    Draw.bars: _groups,
    Draw.funnel: _funnel,
    Draw.duration: _duration,
}
