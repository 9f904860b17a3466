"""How is a list searched by the extra fields of one round? By the rows that filings wrote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from werkzeug.exceptions import BadRequest

from app.admin.conditions import LONGEST_CONDITION
from app.extensions import db
from app.forms.asking import questions
from app.forms.validators import whole_number
from app.policy.extra_fields import PREFIX
from app.policy.names import normalise_name
from app.schema.base import Base
from app.schema.fields import Field
from app.schema.kinds import Kind
from app.security.actor import actor
from app.security.field_rights import seen
from app.services import extra_fields

ROWS, ROUND = "extra_answers", "round"
"""The relation that holds the answers, and the condition that says whose questions are meant."""
EXACT = frozenset({Kind.entry, Kind.flag, Kind.integer, Kind.day})


def extra_questions(model: type[Base], conditions: Mapping[str, str]) -> dict[str, Field]:
    """Return the extra fields by which the list can be searched: those of its chosen round.

    Protected answers are sealed, and can be found by nobody.
    """
    chosen = conditions.get(ROUND, "")
    key = whole_number(chosen)
    if ROWS not in sa.inspect(model).relationships or key is None:
        return {}
    now = extra_fields.in_force(db.session(), key)
    return questions([one for one in now.fields if not one["sensitive"]])


def extra_condition(model: type[Base], name: str, text: str, field: Field) -> Any:
    """Return the condition that some answer to the question is, or contains, what was typed."""
    if len(text) > LONGEST_CONDITION or "\x00" in text:
        raise BadRequest
    relation = getattr(model, ROWS)
    row = sa.inspect(model).relationships[ROWS].mapper.class_
    named = row.name == name.removeprefix(PREFIX)
    if field.kind in EXACT:
        return relation.any(sa.and_(named, row.code == text))
    if field.kind is Kind.several:
        listed = sa.literal(",") + row.code + ","
        return relation.any(sa.and_(named, listed.contains(f",{text},", autoescape=True)))
    words = normalise_name(text)
    return relation.any(sa.and_(named, row.answer.icontains(words, autoescape=True)))


def extra_as_json(row: Any) -> list[dict[str, Any]]:
    """Return what was answered to extra fields, as the reader may see it; for REST."""
    answers = getattr(row, ROWS)
    names = ("name", "section", "person", "question", "answer", "protected_answer", "version")
    return [
        {name: seen(type(one), name, getattr(one, name), actor()) for name in names}
        for one in answers
    ]
