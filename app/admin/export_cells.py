"""How is one column of a table told that leaves the house? All values of it together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext

from app.admin.codes import word
from app.admin.columns import region_name
from app.forms.members import chooses, member_word
from app.policy.deadlines import SHANGHAI
from app.schema.choices import Choice
from app.schema.fields import Field
from app.schema.kinds import Kind
from app.security.masking import mask
from app.security.sealed import unseal
from app.services.table_files import Cell

Words = Callable[[Any], Cell]
Column = Callable[[Sequence[Any], Sequence[str]], list[Cell]]
"""Makes the cells of stored values; beside each value stands the uid of its row."""
FEW = frozenset({Kind.choice, Kind.entry, Kind.flag, Kind.region})
"""Kinds of which many rows hold the same value."""
AS_IT_IS = frozenset({Kind.text, Kind.person_name, Kind.long_text})
"""Kinds whose values are the words that are told."""


def column(field: Field, *, masked: bool, place: tuple[str, str] | None) -> Column:
    """Return what makes the cells of a column; ``place`` is table and name of a sealed one."""
    plain = words_for(field)
    words: Words = (lambda value: mask(field, str(value))) if masked else plain
    if place is not None:
        table, name = place

        def opened(values: Sequence[Any], uids: Sequence[str]) -> list[Cell]:
            return [
                "" if value is None else words(unseal(table, name, uid, value))
                for value, uid in zip(values, uids, strict=True)
            ]

        return opened
    if not masked and field.kind in AS_IT_IS and not field.coded:
        return lambda values, _uids: ["" if value is None else value for value in values]
    return lambda values, _uids: ["" if value is None else words(value) for value in values]


def words_for(field: Field) -> Words:
    """Return what turns an unprotected value into a cell; words are looked up once."""
    known: dict[Any, str] = {}

    def remembered(value: Any) -> str:
        if value not in known:
            known[value] = _said(field, value)
        return known[value]

    if field.kind in FEW or field.coded:
        return lambda value: remembered(tuple(value) if isinstance(value, list) else value)
    if field.kind in {Kind.integer, Kind.decimal}:
        return lambda value: value if isinstance(value, (int, Decimal)) else str(value)
    return MAKERS.get(field.kind, lambda value: _said(field, value))


def _moment(value: datetime) -> str:
    return value.astimezone(SHANGHAI).replace(tzinfo=None).isoformat(" ", "seconds")


MAKERS: dict[Kind, Words] = {Kind.moment: _moment, Kind.day: date.isoformat}


def _said(field: Field, value: Any) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, Choice):
        return gettext(value.label)
    if field.kind is Kind.region:
        return region_name(value)
    if isinstance(value, (list, tuple)):
        known = chooses(field)
        told = (member_word(field, one) if known else word(str(one), field.words) for one in value)
        return "、".join(told)
    if field.kind is Kind.entry:
        return member_word(field, value)
    return word(value, field.words) if field.coded else str(value)
