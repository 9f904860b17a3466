"""How is the filter of several conditions told to a program? Grammar, fields and operators."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext

from app.admin.columns import label
from app.admin.filters import LONGEST_VALUE, MODES, MOST_GROUPS, MOST_TERMS, askable
from app.admin.operators import OPERATORS, operators_of
from app.schema.base import Base

Schema = dict[str, Any]
LONGEST = 4000
TOLD = (
    "A filter of several conditions: {modes}, then each condition behind a ~ as "
    "field.operator.value. Several values stand with commas between them; an operator without "
    "value ends with its full stop. A group of conditions stands between ~({modes} and ~). In a "
    "value !t stands for ~ and !! for !. At most {terms} conditions and {groups} groups; "
    "x-operators names the operators of each field, x-values how many values each one takes "
    "(null: any number)."
)


def filter_schema(model: type[Base]) -> Schema | None:
    """Return what stands in the document about the filter; None when nothing can be asked."""
    operators = {name: [one.name for one in operators_of(model, name)] for name in askable(model)}
    if not operators:
        return None
    used = dict.fromkeys(one for names in operators.values() for one in names)
    return {
        "type": "string",
        "minLength": 1,
        "maxLength": LONGEST,
        "pattern": _pattern(operators),
        "description": TOLD.format(modes=" or ".join(MODES), terms=MOST_TERMS, groups=MOST_GROUPS),
        "examples": [_example(operators)],
        "x-operators": {
            name: {"title": str(label(model, name)), "operators": names}
            for name, names in operators.items()
        },
        "x-values": {
            one: {"title": gettext(OPERATORS[one].label), "values": OPERATORS[one].values}
            for one in used
        },
    }


def _pattern(operators: dict[str, list[str]]) -> str:
    """Return the grammar as a pattern that every dialect of regular expressions reads."""
    terms = "|".join(
        rf"{re.escape(name)}\.(?:{'|'.join(names)})\.[^~]{{0,{2 * LONGEST_VALUE}}}"
        for name, names in operators.items()
    )
    mode = "|".join(MODES)
    return rf"^(?:{mode})(?:~(?:{terms}|\((?:{mode})(?:~(?:{terms}))*~\)))*$"


def _example(operators: dict[str, list[str]]) -> str:
    name, names = next(iter(operators.items()))
    plain = next((one for one in names if OPERATORS[one].values == 0), None)
    return f"all~{name}.{plain}." if plain else f"all~{name}.{names[0]}.1"
