"""Which questions of rounds has a list besides its columns, and what was answered to them?

A question that changed between versions, or that several rounds ask, is one column under its
name: worded as it was published last, with all answers that could ever be chosen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from flask import g

from app.extensions import db
from app.forms.asking import questions
from app.forms.language import language
from app.policy.extra_fields import PREFIX, Definition
from app.schema.base import Base
from app.schema.entity import READ
from app.schema.fields import Field
from app.security.actor import Actor, Party, actor
from app.security.field_rights import Sight, may_ask, seen, sight
from app.services import extra_fields
from app.services.extra_fields import Published

ROWS = "extra_answers"
"""The relation that holds the answers of a record."""
MOST = 100
"""How many questions a list knows at most, those published last."""


def is_question(name: str) -> bool:
    """Return whether the name can only be that of a question."""
    return name.startswith(PREFIX)


def answers_of(model: type[Base]) -> Any:
    """Return the entity that holds the answers to questions about ``model``, None without one."""
    relation = sa.inspect(model).relationships.get(ROWS)
    return relation.mapper.class_ if relation is not None else None


def may_read(model: type[Base], who: Actor) -> bool:
    """Return whether ``who`` may read what was answered to questions."""
    row = answers_of(model)
    if row is None:
        return False
    allowed = row.__entity__.allows(who.roles) & READ
    return (who.party is Party.system or bool(allowed)) and may_ask(row, "answer", who)


def known_questions(model: type[Base], round_id: int | None = None) -> Mapping[str, Field]:
    """Return the questions that the reader's rounds ask or asked, or one of them, by name."""
    if not may_read(model, actor()):
        return {}
    versions = extra_fields.published(db.session())
    key = (model, actor(), language(), round_id)
    kept: dict[Any, Any] = g.setdefault("known_questions", {})
    if key not in kept or kept[key][0] is not versions:
        kept[key] = versions, _merged(_reached(versions, actor(), round_id))
    found: Mapping[str, Field] = kept[key][1]
    return found


def question(model: type[Base], name: str) -> Field | None:
    """Return the question of this name, None when the reader knows none."""
    return known_questions(model).get(name) if is_question(name) else None


def askable_questions(model: type[Base]) -> dict[str, Field]:
    """Return the questions by whose answers lists are searched: protected ones nobody finds."""
    return {name: one for name, one in known_questions(model).items() if not one.sensitive}


def _reached(
    versions: Sequence[Published], who: Actor, round_id: int | None
) -> Sequence[Published]:
    return [
        one for one in versions if who.reaches(one.district_id) and round_id in {None, one.round_id}
    ]


def _merged(versions: Sequence[Published]) -> dict[str, Field]:
    found: dict[str, Definition] = {}
    for version in versions:
        for one in version.fields:
            before = found.pop(one["name"], None)
            found[one["name"]] = one if before is None else _both(before, one)
    last = list(found.values())[-MOST:]
    return questions(last)


def _both(before: Definition, one: Definition) -> Definition:
    """Return the later version of a question, with the answers that the earlier one offered."""
    options = {each["code"]: each for each in (*before["options"], *one["options"])}
    return {
        **one,
        "sensitive": before["sensitive"] or one["sensitive"],
        "options": list(options.values()) if one["options"] else [],
    }


def told(model: type[Base], row: Any, name: str) -> str:
    """Return what a record answered to a question, as the reader may see it."""
    field = question(model, name)
    if field is None:
        return ""
    short = extra_fields.short_name(name)
    rows = [
        (one.person, _answer(one))
        for one in sorted(getattr(row, ROWS), key=lambda each: each.id)
        if one.name == short
    ]
    return joined(rows)


def _answer(one: Any) -> str:
    model, who = type(one), actor()
    plain = seen(model, "answer", one.answer, who)
    if plain is None and sight(model, "protected_answer", who) is not Sight.hidden:
        return str(seen(model, "protected_answer", one.protected_answer, who) or "")
    return str(plain or "")


def joined(rows: Sequence[tuple[str, str]]) -> str:
    """Return the answers of a record as one cell; who gave each, where several did."""
    if len(rows) == 1:
        return rows[0][1]
    return "；".join(f"{person}：{words}" if person else words for person, words in rows)
