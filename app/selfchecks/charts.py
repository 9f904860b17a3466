"""What can be wrong in the declaration of a chart?"""

from __future__ import annotations

from collections.abc import Iterator

from app.schema.charts import Chart, Draw
from app.schema.fields import Field
from app.schema.kinds import Kind
from app.selfchecks.rules import Declared, Found, Portal, rule

GROUPED = frozenset({Draw.stack, Draw.bars, Draw.funnel})
MOMENTS = {Draw.daily: (1, 3), Draw.duration: (2, 2)}


@rule("E032", "A chart names no field, or one that it may not ask for.",
      "Name plain columns or relations of the entity.")  # fmt: skip
def names(everything: Portal) -> Found:
    """Find charts of fields that are not there, internal or protected."""
    for name, one, chart in _charts(everything):
        for asked in chart.names:
            where = _holder(everything, one, asked)
            far = asked.rpartition(".")[2]
            if where is None or (far not in where.fields and far not in where.relations):
                yield name, f"the chart {chart.label} names no field {asked}"
            elif far in where.fields and _closed(where.fields[far]):
                yield name, f"the chart {chart.label} may not ask for {asked}"


@rule("E033", "A chart lacks what it draws, or has a field of another kind.",
      "Bars, stacks and funnels need group_by, a funnel steps, the others moments.")  # fmt: skip
def parts(everything: Portal) -> Found:
    """Find charts that nobody could draw."""
    for name, one, chart in _charts(everything):
        for wrong in _lacks(one, chart):
            yield name, f"the chart {chart.label} {wrong}"


@rule("E034", "A chart counts a value that the field does not have.",
      "Name members of the field's choices in where=….")  # fmt: skip
def values(everything: Portal) -> Found:
    """Find conditions of charts that never hold."""
    for name, one, chart in _charts(everything):
        for asked, wanted in chart.where.items():
            where = _holder(everything, one, asked)
            field = where.fields.get(asked.rpartition(".")[2]) if where else None
            for value in wanted if field and field.choices else ():
                if value not in field.choices.__members__:  # type: ignore[union-attr]
                    yield name, f"in the chart {chart.label} {asked} is never {value}"


def _charts(everything: Portal) -> Iterator[tuple[str, Declared, Chart]]:
    for name, one in everything.entities.items():
        for chart in one.entity.charts:
            yield name, one, chart


def _holder(everything: Portal, one: Declared, asked: str) -> Declared | None:
    """Return the entity that has the field; another one where the name leads through a relation."""
    relation = asked.rpartition(".")[0]
    return everything.entities.get(one.relations.get(relation, "")) if relation else one


def _closed(field: Field) -> bool:
    return field.internal or field.sensitive or field.sealed


def _lacks(one: Declared, chart: Chart) -> Iterator[str]:
    if (chart.draw in GROUPED) != (chart.group_by is not None):
        yield "is grouped by nothing, or for nothing"
    if (chart.draw is Draw.funnel) != (chart.steps is not None):
        yield "has no steps, or has them for nothing"
    least, most = MOMENTS.get(chart.draw, (0, 0))
    if not least <= len(chart.moments) <= most:
        yield f"has {len(chart.moments)} moments"
    for moment in filter(None, (*chart.moments, chart.period)):
        if moment in one.fields and one.fields[moment].kind is not Kind.moment:
            yield f"takes {moment} for a moment"
