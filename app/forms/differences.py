"""What did a family change between two filings? Field by field, labelled by the schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.forms.asking import kept_questions
from app.forms.builder import section_fields
from app.forms.conditional import rules_of
from app.forms.sections import records
from app.schema.conditions import hidden
from app.schema.fields import Field
from models.enums import Section

Answers = Mapping[str, Any]
BLANK: tuple[Any, ...] = (None, "", [], False, "no")
"""An answer that was not given, and one that says no, look the same to a reader."""


@dataclass(frozen=True)
class Difference:
    """One answer that is not what it was; ``whom`` names the person in a repeated section."""

    section: Section
    whom: str
    field: Field
    before: Any
    after: Any


@dataclass(frozen=True)
class PictureChange:
    """One paper whose picture is another one, is new, or is not asked for any more."""

    slot: str
    subject: str
    before: str | None
    after: str | None


def differences(before: Answers, after: Answers) -> list[Difference]:
    """Return every answer that differs between two documents of answers, in the form's order."""
    found: list[Difference] = []
    for section in Section:
        old, new = _keyed(section, before), _keyed(section, after)
        # As the later filing words a question; one that it was not asked, as the earlier did.
        extra = {**kept_questions(before, section), **kept_questions(after, section)}
        asked = section_fields(section, extra)
        for key in dict.fromkeys([*old, *new]):
            found += _of_record(section, asked, old.get(key, {}), new.get(key, {}))
    return found


def picture_changes(before: Answers, after: Answers) -> list[PictureChange]:
    """Return every paper that shows another picture; ``before`` and ``after`` are snapshots."""
    old, new = _pictures(before), _pictures(after)
    return [
        PictureChange(slot, subject, *(_uid(side, (slot, subject)) for side in (old, new)))
        for slot, subject in dict.fromkeys([*old, *new])
        if _hash(old, (slot, subject)) != _hash(new, (slot, subject))
    ]


def _keyed(section: Section, document: Answers) -> dict[str, Answers]:
    """Return the records of a section: students by their key, others by their place."""
    if section.value not in document:
        return {}
    kept = records(section, document)
    return {str(one.get("key") or place): one for place, one in enumerate(kept)}


def _of_record(
    section: Section, asked: Mapping[str, Field], old: Answers, new: Answers
) -> Iterator[Difference]:
    whom = str(new.get("name") or old.get("name") or "")
    was, now = (_given(asked, record) for record in (old, new))
    for name, field in asked.items():
        before, after = was.get(name), now.get(name)
        if before != after and not (before in BLANK and after in BLANK):
            yield Difference(section, whom, field, before, after)


def _given(fields: Mapping[str, Field], record: Answers) -> Answers:
    """Return the answers without those that the others do not ask for."""
    gone = hidden(rules_of(fields), record)
    return {name: answer for name, answer in record.items() if name not in gone}


Pictures = Mapping[tuple[str, str], Mapping[str, str]]


def _pictures(snapshot: Answers) -> Pictures:
    return {(one["slot"], one["subject"]): one for one in snapshot.get("pictures", ())}


def _uid(side: Pictures, place: tuple[str, str]) -> str | None:
    return side[place]["upload"] if place in side else None


def _hash(side: Pictures, place: tuple[str, str]) -> str | None:
    return side[place]["sha256"] if place in side else None
