"""With which operators can a field of each kind be asked for, and what does each one mean?"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from werkzeug.exceptions import BadRequest

from app.admin.conditions import EARLIEST, LATEST, indexed_first, literal, sought
from app.admin.extra_conditions import answered, code_of, holds_code, words_of
from app.admin.extra_questions import question
from app.extensions import clock
from app.forms.members import all_members
from app.policy.deadlines import SHANGHAI
from app.policy.names import normalise_name
from app.schema.base import Base
from app.schema.fields import Field, fields_of, optional
from app.schema.kinds import Kind
from app.schema.words import N_
from app.security.sealed import Sealed

LARGEST = 2**31 - 1
MOST_VALUES = 50
MOST_DAYS = 3660
SPLIT = re.compile(r"[,，、;；\s]+")


@dataclass(frozen=True)
class Operator:
    """One way to compare; ``values`` says how many values it takes (None: any number)."""

    name: str
    label: str
    values: int | None = 1


OPERATORS: Mapping[str, Operator] = {
    one.name: one
    for one in (
        Operator("is", N_("is")),
        Operator("not", N_("is not")),
        Operator("has", N_("contains")),
        Operator("starts", N_("starts with")),
        Operator("in", N_("is one of"), None),
        Operator("lt", N_("is less than")),
        Operator("gt", N_("is greater than")),
        Operator("between", N_("is between"), 2),
        Operator("before", N_("is before")),
        Operator("after", N_("is after")),
        Operator("last", N_("in the last … days")),
        Operator("yes", N_("is yes"), 0),
        Operator("no", N_("is no"), 0),
        Operator("empty", N_("is empty"), 0),
        Operator("filled", N_("is not empty"), 0),
    )
}
TEXT = ("is", "not", "has", "starts", "in")
NUMBER = ("is", "not", "lt", "gt", "between")
TIME = ("is", "before", "after", "between", "last")
BY_KIND: Mapping[Kind, tuple[str, ...]] = {
    Kind.text: TEXT,
    Kind.long_text: TEXT,
    Kind.person_name: TEXT,
    Kind.region: ("is", "not", "starts", "in"),
    Kind.integer: NUMBER,
    Kind.decimal: NUMBER,
    Kind.link: ("is", "not", "in"),
    Kind.choice: ("is", "not", "in"),
    Kind.entry: ("is", "not", "in"),
    Kind.flag: ("yes", "no"),
    Kind.day: TIME,
    Kind.moment: TIME,
    Kind.several: ("has", "in"),
}


def operators_of(model: type[Base], name: str) -> list[Operator]:
    """Return the operators of a field; a protected one is asked for whole, or whether it is."""
    extra = question(model, name)
    if extra is not None:
        own = () if extra.sensitive else BY_KIND.get(extra.kind, TEXT)
        return [OPERATORS[one] for one in (*own, "empty", "filled")]
    field = fields_of(model)[name]
    attribute = vars(model).get(name)
    if isinstance(attribute, Sealed):
        names: tuple[str, ...] = ("is",) if attribute.group else ()
    else:
        names = BY_KIND.get(field.kind, ())
    if names or isinstance(attribute, Sealed):
        names += ("empty", "filled") if optional(model, name) or field.kind in WORDS else ()
    return [OPERATORS[one] for one in names]


WORDS = frozenset({Kind.text, Kind.long_text})
"""Kinds of which an empty word may stand where nothing was entered."""


def compared(model: type[Base], name: str, operator: str, values: Sequence[str]) -> Any:
    """Return the condition; BadRequest when the values are none of the field's."""
    extra = question(model, name)
    if extra is not None:
        return _extra(model, name, extra, operator, values)
    field, attribute = fields_of(model)[name], vars(model).get(name)
    if isinstance(attribute, Sealed):
        return _protected(attribute, operator, values)
    column = getattr(model, name)
    if operator in {"empty", "filled"}:
        nothing = column.is_(None)
        if field.kind is Kind.several:
            nothing = sa.or_(nothing, sa.cast(column, sa.Text).in_(("null", "[]")))
        if field.kind in WORDS:
            nothing = sa.or_(nothing, column == "")
        return nothing if operator == "empty" else sa.not_(nothing)
    if field.kind is Kind.flag:
        return column.is_(operator == "yes")
    if field.kind in {Kind.day, Kind.moment}:
        return _in_time(column, field, operator, values)
    return _of_value(column, field, operator, [_value(field, one) for one in values])


def _of_value(column: Any, field: Field, operator: str, found: Sequence[Any]) -> Any:
    if field.kind is Kind.several:
        return _holds(column, found)
    condition = COMPARE[operator](column, found)
    if operator in {"has", "starts"}:
        return sa.and_(condition, *indexed_first(column, field, found[0]))
    return condition


def _protected(attribute: Sealed[Any], operator: str, values: Sequence[str]) -> Any:
    if operator in {"empty", "filled"}:
        return attribute.is_there() if operator == "filled" else sa.not_(attribute.is_there())
    return attribute.fingerprint() == sought(str(attribute.group), values[0])


def _holds(column: Any, codes: Sequence[str]) -> Any:
    """Return the condition that a list of codes, kept as JSON, holds one of these."""
    text = sa.cast(column, sa.Text)
    return sa.or_(*(text.like(f'%"{literal(str(one))}"%', escape="\\") for one in codes))


NUMERIC = r"^-?[0-9]{1,11}([.][0-9]{1,6})?$"


def _extra(model: Any, name: str, field: Field, operator: str, values: Sequence[str]) -> Any:
    """Return the condition on what was answered to a question of a round."""
    if operator in {"empty", "filled"}:
        return answered(model, name) if operator == "filled" else sa.not_(answered(model, name))
    code = code_of(model)
    if operator in {"yes", "no"}:
        return answered(model, name, code == operator)
    if field.kind is Kind.several:
        return answered(model, name, holds_code(model, [_value(field, one) for one in values]))
    if field.kind is Kind.day:
        return answered(model, name, _in_time(code, field, operator, values, str))
    made = [_value(field, one) for one in values]
    column = words_of(model)
    if field.kind in {Kind.integer, Kind.decimal}:
        # Another version may have asked for words under this name.
        column = sa.case((code.regexp_match(NUMERIC), sa.cast(code, sa.Numeric(20, 6))))
    elif field.kind is Kind.entry:
        column = code
    if operator == "not":
        return sa.not_(answered(model, name, column == made[0]))
    return answered(model, name, COMPARE[operator](column, made))


def _unlike(column: Any, values: Sequence[Any]) -> Any:
    return sa.or_(column != values[0], column.is_(None))


def _like(start: str) -> Callable[[Any, Sequence[Any]], Any]:
    return lambda column, values: column.like(f"{start}{literal(values[0])}%", escape="\\")


COMPARE: Mapping[str, Callable[[Any, Sequence[Any]], Any]] = {
    "is": lambda column, values: column == values[0],
    "not": _unlike,
    "has": _like("%"),
    "starts": _like(""),
    "in": lambda column, values: column.in_(values),
    "lt": lambda column, values: column < values[0],
    "gt": lambda column, values: column > values[0],
    "between": lambda column, values: column.between(*values),
}


def _value(field: Field, text: str) -> Any:
    if field.choices is not None:
        if text not in field.choices.__members__:
            raise BadRequest
        return field.choices[text]
    if field.kind in {Kind.entry, Kind.several} and text not in dict(all_members(field)):
        raise BadRequest
    if field.kind in {Kind.integer, Kind.link, Kind.decimal}:
        return _number(field, text)
    return normalise_name(text) if field.kind is Kind.person_name else text


def _number(field: Field, text: str) -> Any:
    try:
        found = Decimal(text)
        too_large = not found.is_finite() or abs(found) > LARGEST
    except ArithmeticError:
        raise BadRequest from None
    whole = field.kind is not Kind.decimal
    if too_large or (whole and found % 1):
        raise BadRequest
    return int(found) if whole else found


def _in_time(
    column: Any,
    field: Field,
    operator: str,
    values: Sequence[str],
    kept: Callable[[Any], Any] = lambda edge: edge,
) -> Any:
    if operator == "last":
        return column >= kept(_edge(field, _days_ago(values[0])))
    days = [_day(one) for one in values]
    start, end = (kept(_edge(field, one)) for one in (days[0], days[-1] + timedelta(days=1)))
    if operator == "before":
        return column < start
    if operator == "after":
        return column >= end
    return sa.and_(column >= start, column < end)


def _days_ago(text: str) -> date:
    if not text.isascii() or not text.isdigit() or len(text) > 4 or int(text) > MOST_DAYS:  # noqa: PLR2004 - digits of the greatest
        raise BadRequest
    return clock().astimezone(SHANGHAI).date() - timedelta(days=int(text))


def _day(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise BadRequest from None
    if not EARLIEST <= found <= LATEST:
        raise BadRequest
    return found


def _edge(field: Field, day: date) -> date | datetime:
    return day if field.kind is Kind.day else datetime.combine(day, time(), SHANGHAI)
