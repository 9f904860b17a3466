"""How is a group of a chart called, and where does the office list its rows?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from app.admin.codes import word
from app.admin.filters import LONGEST_VALUE, Group, Term, askable, written
from app.admin.naming import named
from app.admin.operators import SPLIT
from app.admin.periods import Period
from app.schema.base import Base
from app.schema.charts import Chart
from app.schema.choices import Choice
from app.schema.fields import fields_of

LONGEST = 40
"""After how many characters a group's own words are cut; the list has them whole."""
HOUR, DAY = 3600, 86400
IN_HOURS = 2 * DAY
"""Up to which time is told in hours."""


def names_of(
    session: Session, model: type[Base], name: str, values: Sequence[Any]
) -> Mapping[Any, str]:
    """Return how the records are called that a relation leads to; one statement for all."""
    relation = sa.inspect(model).relationships.get(name)
    if relation is None:
        return {}
    target = relation.mapper.class_
    rows = session.scalars(sa.select(target).where(target.id.in_(values))).unique()
    return {row.id: named(row) for row in rows}


def word_of(model: type[Base], name: str, value: Any, names: Mapping[Any, str]) -> str:
    """Return the words for one group."""
    if value is None or value == "":
        return gettext("Not stated")
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, Choice):
        return gettext(value.label)
    field = fields_of(model).get(name)
    plain = word(str(value), field.words) if field and field.coded else str(value)
    text = names.get(value) or plain
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def tone_of(value: Any) -> str:
    """Return the colour of a group: that of its state, else one for all."""
    if isinstance(value, Choice) and any(one.tone != "gray" for one in type(value)):
        return value.tone
    return "blue"


def list_address(model: type[Base], chart: Chart, period: Period, *also: Term) -> str | None:
    """Return the list of exactly the rows that the chart counts; None when it cannot tell them."""
    terms = [*(_term(name, values) for name, values in chart.where.items()), *also]
    if chart.period is not None:
        days = f"{period.first} {period.last}"
        terms.append(Term(chart.period, "between", days))
    if not {one.name for one in terms}.issubset(askable(model)):
        return None
    endpoint, tabs = f"{model.__name__}View.list", model.__entity__.tabs
    match terms:
        case []:
            return url_for(endpoint)
        case [Term(name=name, operator="is", typed=typed)] if name == tabs:
            return f"{url_for(endpoint)}?{urlencode({name: typed})}"
    return url_for(endpoint, where=written(Group("all", tuple(terms))))


def group_address(model: type[Base], chart: Chart, value: Any, period: Period) -> str | None:
    """Return the list of the rows of one group."""
    name = str(chart.group_by)
    if value is None or value == "":
        return list_address(model, chart, period, Term(_key(model, name), "empty"))
    if isinstance(value, bool):
        return list_address(model, chart, period, Term(name, "yes" if value else "no"))
    told = value.name if isinstance(value, Choice) else str(value)
    if SPLIT.search(told.strip()) or len(told) > LONGEST_VALUE:
        return None
    return list_address(model, chart, period, Term(_key(model, name), "is", told))


def _key(model: type[Base], name: str) -> str:
    """Return the field that holds the key of a relation."""
    return name if name in fields_of(model) else f"{name}_id"


def _term(name: str, values: Sequence[str]) -> Term:
    if values in (("yes",), ("no",)):
        return Term(name, values[0])
    return Term(name, "is", values[0]) if len(values) == 1 else Term(name, "in", " ".join(values))


def spell(seconds: int) -> str:
    """Return a time in the unit that a reader grasps at once."""
    if seconds < HOUR:
        minutes = max(1, round(seconds / 60))
        return ngettext("%(num)d minute", "%(num)d minutes", minutes)
    if seconds < IN_HOURS:
        return gettext("%(number)s hours", number=round(seconds / HOUR, 1))
    return gettext("%(number)s days", number=round(seconds / DAY, 1))
