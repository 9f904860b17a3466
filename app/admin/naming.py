"""By which words is a record called before this reader?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.schema.base import Base
from app.schema.fields import fields_of
from app.security.actor import actor
from app.security.field_rights import Sight, sight


def named(row: Any) -> str:
    """Return what a record is called; its number where the name tells what the reader may not see.

    A record calls itself by its own values, whoever reads it.
    """
    return namer(type(row))(row) if isinstance(row, Base) else str(row)


def namer(model: type[Base]) -> Callable[[Any], str]:
    """Return what calls any record of ``model``; which fields are hidden is asked once."""
    who = actor()
    hidden = [
        name
        for name, field in fields_of(model).items()
        if field.seen_by is not None and sight(model, name, who) is Sight.hidden
    ]

    def called(row: Any) -> str:
        text = str(row)
        told = (str(value) in text for name in hidden if (value := getattr(row, name)))
        return f"#{row.id}" if any(told) else text

    return called
