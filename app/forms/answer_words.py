"""How does an answer of a family read, on its own pages and on the office's?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext

from app.forms.members import chooses, member_word
from app.schema.fields import Field
from app.schema.kinds import Kind
from app.security.masking import mask


def answer_words(field: Field, value: Any, region: Callable[[str], str], *, hidden: bool) -> str:
    """Return an answer in words; ``region`` names a code, ``hidden`` masks what is protected."""
    if value in (None, "", []):
        return ""
    if field.kind is Kind.flag:
        return gettext("Yes") if value in (True, "yes") else gettext("No")
    if chooses(field):
        names = value if isinstance(value, list) else [value]
        return "、".join(member_word(field, str(one)) for one in names)
    if field.kind is Kind.region:
        return region(str(value))
    return mask(field, str(value)) if hidden and field.sensitive else str(value)
