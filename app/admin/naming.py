"""By which words is a record called before this reader?"""

from __future__ import annotations

from typing import Any

from app.schema.base import Base
from app.schema.fields import fields_of
from app.security.actor import actor
from app.security.field_rights import Sight, sight


def named(row: Any) -> str:
    """Return what a record is called; its number where the name tells what the reader may not see.

    A record calls itself by its own values, whoever reads it.
    """
    text, who = str(row), actor()
    if not isinstance(row, Base):
        return text
    model: type[Base] = type(row)
    for name, field in fields_of(model).items():
        if field.seen_by is None or sight(model, name, who) is not Sight.hidden:
            continue
        value = getattr(row, name)
        if value and str(value) in text:
            return f"#{row.id}"  # type: ignore[attr-defined]
    return text
