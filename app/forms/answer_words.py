"""How does an answer of a family read, on its own pages and on the office's?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext

from app.schema.fields import Field, Kind
from app.security.masking import mask


def answer_words(field: Field, value: Any, region: Callable[[str], str], *, hidden: bool) -> str:
    """Return an answer in words; ``region`` names a code, ``hidden`` masks what is protected."""
    if value in (None, "", []):
        return ""
    if field.kind is Kind.flag:
        return gettext("Yes") if value in (True, "yes") else gettext("No")
    if field.choices is not None:
        names = value if isinstance(value, list) else [value]
        known = [one for one in names if one in field.choices.__members__]
        return "、".join(gettext(field.choices[one].label) for one in known)
    if field.kind is Kind.region:
        return region(str(value))
    return mask(field, str(value)) if hidden and field.sensitive else str(value)
