"""How does a draft show again a day or number that was typed wrongly?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import DateField, Field, IntegerField

from app.forms.kinds import FiniteField


class _Kept(Field):
    """Takes the text that a draft keeps; a form of a draft is shown, never saved from."""

    def process_data(self, value: Any) -> None:
        """Show the text as it was typed."""
        self.data = None
        self.raw_data = [value] if isinstance(value, str) and value else []


class KeptDay(_Kept, DateField):
    """A day of a draft."""


class KeptInteger(_Kept, IntegerField):
    """A whole number of a draft."""


class KeptDecimal(_Kept, FiniteField):
    """A decimal number of a draft."""


KEPT: Mapping[type[Field], type[Field]] = {
    DateField: KeptDay,
    IntegerField: KeptInteger,
    FiniteField: KeptDecimal,
}


def kept_as_typed(unbound: Any) -> Any:
    """Return the unbound field, in the class that shows a draft's text where there is one."""
    unbound.field_class = KEPT.get(unbound.field_class, unbound.field_class)
    return unbound
