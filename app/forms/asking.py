"""What does a round ask beyond the schema, and on which day are its dictionaries read?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.extensions import db
from app.forms.language import SIMPLIFIED, language
from app.policy.deadlines import local_day
from app.policy.extra_fields import Definition
from app.schema.conditions import Rule, from_json
from app.schema.fields import Field
from app.schema.kinds import Kind
from app.services import extra_fields
from models.admission_round import AdmissionRound
from models.enums import Section

LENGTHS = {Kind.text: 200, Kind.long_text: 2000, Kind.person_name: 50}
"""How many characters an answer to an added field may have."""


@dataclass(frozen=True)
class Asking:
    """The day by which choices are valid, and the fields that the office added to a section."""

    on: date | None = None
    extra: Mapping[Section, Mapping[str, Field]] = field(default_factory=dict)

    def of(self, section: Section) -> Mapping[str, Field]:
        """Return the added fields of a section by their names."""
        return self.extra.get(section, {})


SCHEMA_ONLY = Asking()


def day_of(round_: AdmissionRound) -> date | None:
    """Return the day by which the choices of a round are valid: the one on which it opens."""
    opens: datetime | None = round_.opens_at
    return local_day(opens) if opens is not None else None


def asking_of(round_: AdmissionRound) -> Asking:
    """Return what a round asks now."""
    now = extra_fields.in_force(db.session(), round_.id)
    made = {section: questions(now.of(section)) for section in Section} if now.fields else {}
    return Asking(on=day_of(round_), extra=made)


def kept_questions(document: Mapping[str, Any], section: Section) -> dict[str, Field]:
    """Return the added fields of a section as a draft or filing keeps them."""
    return questions(extra_fields.pinned(document, section))


def questions(definitions: Sequence[Definition]) -> dict[str, Field]:
    """Return added fields by their names, worded in the reader's language."""
    return {one["name"]: _question(one) for one in definitions}


def _question(one: Definition) -> Field:
    kind = Kind.entry if one["kind"] == "choice" else Kind[one["kind"]]
    return Field(
        kind=kind,
        label=_words(one["labels"]),
        help=_words(one["help"]),
        step=one["section"],
        show_if=_rule(one["show_if"]),
        required_if=_rule(one["required_if"]),
        required=one["required"],
        sensitive=one["sensitive"],
        entries=one["dictionary"],
        options=tuple((each["code"], _words(each["labels"])) for each in one["options"]),
        length=LENGTHS.get(kind),
    )


def _words(labels: Mapping[str, str]) -> str:
    return labels.get(language()) or labels.get(SIMPLIFIED, "")


def _rule(told: Mapping[str, Any] | None) -> Rule | None:
    return from_json(told) if told else None
