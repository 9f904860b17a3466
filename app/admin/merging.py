"""What did somebody else change while a form was open, and which answer is kept of each field?

A form carries what stood in its fields when it was opened, signed; of protected values nothing,
for they never stand in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import current_app
from flask_babel import gettext
from itsdangerous import BadSignature, URLSafeSerializer

from app.admin.columns import linked, plain, region_name
from app.forms.members import chooses, member_word
from app.schema.base import Base
from app.schema.fields import fields_of
from app.schema.kinds import Kind
from app.schema.shapes import Shape

MINE, THEIRS = "mine", "theirs"
KEEP = "keep-"
"""What stands before a field's name in the choice between two answers."""


@dataclass
class Read:
    """What was on the page: versions by record, answers by field, which fields it asks about."""

    versions: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str | None] = field(default_factory=dict)
    opened: dict[str, str | None] = field(default_factory=dict)
    """Of the fields that were asked about: what stood there at first."""


@dataclass
class Clash:
    """One field that somebody else changed: their answer, and what stood there before."""

    theirs: str
    opened: str
    keep: str
    error: str = ""


def seal(model: type[Base], pk: object, read: Read) -> str:
    """Return what a form carries of what was read."""
    return str(_signer(model, pk).dumps([read.versions, read.answers, read.opened]))


def unseal(model: type[Base], pk: object, text: str | None) -> Read | None:
    """Return what the form carried; None when it carried nothing that was written here."""
    try:
        return Read(*_signer(model, pk).loads(text or ""))
    except BadSignature:
        return None


def _signer(model: type[Base], pk: object) -> Any:
    return URLSafeSerializer(str(current_app.secret_key), salt=f"read {model.__name__} {pk}")


def clash_of(
    mine: str | None, theirs: str | None, opened: str | None, said: str | None
) -> str | None:
    """Return which answer is proposed where somebody else changed one; None where nobody did.

    Where both changed it, the choice is the reader's, so that nothing is overwritten unseen.
    """
    if theirs in {opened, mine}:
        return None
    if said in {MINE, THEIRS}:
        return said
    return THEIRS if mine == opened else ""


def told(  # noqa: PLR0911 - one return for each sort of value
    model: type[Base], name: str, text: str | None
) -> str:
    """Return an answer, as a form carries it, in the words of the office."""
    declared = fields_of(model)[name]
    if text is None:
        return "—"
    if declared.kind is Kind.flag:
        return gettext("Yes") if text == "yes" else gettext("No")
    if declared.kind is Kind.several and chooses(declared):
        return "、".join(member_word(declared, one) for one in json.loads(text))
    if chooses(declared):
        return member_word(declared, text)
    if declared.kind is Kind.link and declared.target:
        return linked(declared.target, int(text))
    if declared.kind is Kind.region:
        return region_name(text)
    if isinstance(declared.shape, Shape):
        return plain(declared, json.loads(text))
    return text.replace("T", " ") if declared.kind is Kind.moment else text


def choice_of(sent: Mapping[str, str], name: str) -> str | None:
    """Return which answer was chosen for a field."""
    return sent.get(KEEP + name)
