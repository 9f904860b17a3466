"""How does a rule of policy speak in a form?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext
from wtforms.validators import ValidationError

from app.extensions import clock
from app.policy.deadlines import local_day
from app.policy.identity_numbers import id_number_error, mobile_error, paper_of
from app.policy.names import name_error
from app.schema.words import Refusal
from models.enums import IdType

LONGEST_NUMBER = 9
Rule = Callable[[Any, str], Refusal | None]


class Sentence:
    """Asks a rule of policy, which answers with a sentence when the text is refused."""

    def __init__(self, rule: Rule) -> None:
        """Keep the rule; it gets the form, because some depend on another answer."""
        self.rule = rule

    def __call__(self, form: Any, field: Any) -> None:
        """Refuse the field's text with the rule's sentence."""
        if not field.data:
            return
        refusal = self.rule(form, str(field.data))
        if refusal is not None:
            raise ValidationError(said(refusal))


def whole_number(text: str | None) -> int | None:
    """Return what a page sent as a number of its own, None when somebody bent it."""
    sent = text or ""
    plain = sent.isascii() and sent.isdigit() and len(sent) <= LONGEST_NUMBER
    return int(sent) if plain else None


def said(refusal: Refusal) -> str:
    """Return the refusal in the reader's language."""
    return gettext(refusal.msgid, **refusal.params)


def person_name_rule(form: Any, text: str) -> Refusal | None:  # noqa: ARG001 - every rule gets the form
    """Refuse what cannot be a name."""
    return name_error(text)


def phone_rule(form: Any, text: str) -> Refusal | None:  # noqa: ARG001 - every rule gets the form
    """Refuse what is no mobile number."""
    return mobile_error(text)


def id_number_rule(form: Any, text: str) -> Refusal | None:
    """Refuse a number that is wrong for the chosen kind of paper; a citizen's where none is."""
    stands = getattr(form, "stands", {})
    chosen = form["id_type"].data if "id_type" in form else stands.get("id_type", "")
    kind = paper_of(chosen) if chosen else IdType.resident_id_card
    return id_number_error(kind, text, local_day(clock()))
