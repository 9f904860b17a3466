"""Among which answers does a field choose, in the reader's language? Asked by every page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext

from app.extensions import clock, db
from app.forms.language import language
from app.policy.deadlines import local_day
from app.schema.fields import Field
from app.services import dictionaries
from models.admission_round import AdmissionRound
from models.enums import Dictionary


def members(
    field: Field, *, on: date | None = None, also: Iterable[str] = ()
) -> list[tuple[str, str]]:
    """Return code and words of what may be chosen on a day, today where none is named.

    ``also``: codes that were chosen before and stay possible although they have ended.
    """
    if field.choices is not None:
        return [(one.name, gettext(one.label)) for one in field.choices]
    if field.entries is None:
        return list(field.options)
    day = on or local_day(clock())
    found = dictionaries.offered(db.session(), field.entries, day, also)
    return [(one.code, one.label(language())) for one in found]


def reason_phrases(round_: AdmissionRound) -> list[str]:
    """Return the phrases that the office chooses from: the dictionary's, then the round's own."""
    day = local_day(round_.opens_at)
    found = dictionaries.offered(db.session(), Dictionary.reason, day)
    return list(dict.fromkeys([*(one.label(language()) for one in found), *round_.reasons]))


def all_members(field: Field) -> list[tuple[str, str]]:
    """Return code and words of all that a row may hold, what has ended too; for searching."""
    if field.entries is None:
        return members(field)
    known = dictionaries.entries(db.session(), field.entries)
    return [(one.code, one.label(language())) for one in known.values()]


def entry_word(dictionary: str, code: str | None) -> str:
    """Return the words of a dictionary's code, ended or not."""
    return dictionaries.label(db.session(), dictionary, code, language()) if code else ""


def member_word(field: Field, code: str) -> str:
    """Return the words of one answer of a field that chooses."""
    if field.choices is not None:
        known = field.choices.__members__.get(code)
        return gettext(known.label) if known else code
    if field.entries is None:
        return dict(field.options).get(code, code)
    return entry_word(field.entries, code)


def chooses(field: Field) -> bool:
    """Return whether the field's answers are codes with words."""
    return field.choices is not None or field.entries is not None or bool(field.options)
