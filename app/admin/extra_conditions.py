"""How is a list searched by the extra fields of one round? By the rows that filings wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from werkzeug.exceptions import BadRequest

from app.admin.conditions import LONGEST_CONDITION
from app.admin.extra_questions import ROWS, askable_questions, known_questions
from app.forms.validators import whole_number
from app.policy.extra_fields import PREFIX
from app.policy.names import normalise_name
from app.schema.base import Base
from app.schema.fields import Field
from app.schema.kinds import Kind
from app.security.actor import actor
from app.security.field_rights import seen

ROUND = "round"
"""The condition that says whose questions are meant."""
FEW = 8
"""So many questions stand in the query row although no round was chosen."""
EXACT = frozenset({Kind.entry, Kind.flag, Kind.integer, Kind.day})


def extra_questions(model: type[Base], conditions: Mapping[str, str]) -> dict[str, Field]:
    """Return the extra fields of the query row: those of the chosen round, of all if few.

    Protected answers are sealed, and can be found by nobody.
    """
    every = askable_questions(model)
    key = whole_number(conditions.get(ROUND, ""))
    if key is not None:
        own = known_questions(model, key)
        return {name: one for name, one in every.items() if name in own or name in conditions}
    return {name: one for name, one in every.items() if len(every) <= FEW or name in conditions}


def answered(model: type[Base], name: str, condition: Any = None) -> Any:
    """Return the condition that some answer to the question is there, and is such a one."""
    row = sa.inspect(model).relationships[ROWS].mapper.class_
    named = row.name == name.removeprefix(PREFIX)
    whole = named if condition is None else sa.and_(named, condition)
    return getattr(model, ROWS).any(whole)


def code_of(model: type[Base]) -> Any:
    """Return the column that holds the code of an answer."""
    return sa.inspect(model).relationships[ROWS].mapper.class_.code


def words_of(model: type[Base]) -> Any:
    """Return the column that holds an answer in words."""
    return sa.inspect(model).relationships[ROWS].mapper.class_.answer


def holds_code(model: type[Base], codes: Sequence[str]) -> Any:
    """Return the condition that one of several codes is among those that were chosen."""
    listed = sa.literal(",") + code_of(model) + ","
    return sa.or_(*(listed.contains(f",{one},", autoescape=True) for one in codes))


def extra_condition(model: type[Base], name: str, text: str, field: Field) -> Any:
    """Return the condition that some answer to the question is, or contains, what was typed."""
    if len(text) > LONGEST_CONDITION or "\x00" in text:
        raise BadRequest
    if field.kind in EXACT:
        return answered(model, name, code_of(model) == text)
    if field.kind is Kind.several:
        return answered(model, name, holds_code(model, [text]))
    words = normalise_name(text)
    return answered(model, name, words_of(model).icontains(words, autoescape=True))


def extra_as_json(row: Any) -> list[dict[str, Any]]:
    """Return what was answered to extra fields, as the reader may see it; for REST."""
    answers = getattr(row, ROWS)
    names = ("name", "section", "person", "question", "answer", "protected_answer", "version")
    return [
        {name: seen(type(one), name, getattr(one, name), actor()) for name in names}
        for one in answers
    ]
