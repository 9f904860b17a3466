"""How does a list of changes keep a value, and how does it become one again?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.schema.choices import Choice
from app.schema.fields import Field
from app.schema.kinds import Kind


def kept(value: Any) -> Any:
    """Return a value as a document keeps it."""
    if isinstance(value, Choice):
        return value.name
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def restored(field_: Field, value: Any) -> Any:
    """Return the value that :func:`kept` wrote, or that a table names as its record's key."""
    if value is None:
        return None
    if field_.kind is Kind.choice and field_.choices:
        return field_.choices[value]
    makers: dict[Kind, Any] = {
        Kind.day: date.fromisoformat,
        Kind.moment: datetime.fromisoformat,
        Kind.decimal: Decimal,
        Kind.integer: int,
        Kind.link: int,
    }
    return makers.get(field_.kind, lambda same: same)(value)


def fits(kinds: Sequence[Field], key: Sequence[Any]) -> bool:
    """Return whether the texts of a key can be values of its columns."""
    try:
        for one, value in zip(kinds, key, strict=True):
            restored(one, value)
    except (ValueError, KeyError, ArithmeticError):
        return False
    return True
