"""How are a family's answers shown to it, and whose paper is which picture?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Flask
from flask_babel import gettext

from app.display import placed
from app.extensions import db
from app.forms.answer_words import answer_words
from app.forms.asking import kept_questions
from app.forms.builder import section_fields, show_rule
from app.forms.conditional import rules_of
from app.forms.sections import SectionForms, records
from app.policy.identity_numbers import birth_date, normalise_number
from app.policy.pinyin import pinyin_of
from app.policy.required_pictures import FAMILY, Wanted
from app.policy.serial_numbers import spaced
from app.schema.conditions import hidden
from app.schema.fields import Field, fields_of
from app.schema.kinds import Kind
from app.schema.registry import entity_named
from app.schema.words import N_
from app.services import drafts, extra_fields, regions
from app.services.filed_answers import CORRECTED
from models.application import Application
from models.application_event import ApplicationEvent
from models.enums import ApplicationStatus, Section
from models.upload import Upload

Answers = Mapping[str, Any]
Rows = list[tuple[str, str]]
ASKED_ANEW = N_(
    "The questions of this section have changed since you answered it. "
    "Look at it again and press “Next step”."
)


@dataclass(frozen=True)
class Correction:
    """One correction by the office: its event, and label, old and new value of each field."""

    event: ApplicationEvent
    lines: list[tuple[str, str, str]]


def answers_of(document: Answers) -> dict[Section, list[Rows]]:
    """Return label and answer of every field, record by record; numbers are masked."""
    return {
        section: [
            _shown(section, one, kept_questions(document, section))
            for one in records(section, document)
        ]
        for section in Section
    }


def _shown(section: Section, one: Answers, extra: Mapping[str, Field]) -> Rows:
    rows = []
    fields = section_fields(section, extra)
    gone = hidden(rules_of(fields), one)
    for name, field in fields.items():
        if name in gone:
            continue
        rows.append((placed(field.label), _answer(field, one.get(name))))
        if section is Section.students and name == "id_number":
            rows += derived(one)
    return rows


def _answer(field: Field, value: Any) -> str:
    """Return an answer as its own family reads it: numbers are masked, its address is not."""
    named = partial(regions.name_of, db.session())
    return answer_words(field, value, named, hidden=field.kind is not Kind.address)


def corrections_of(application: Application) -> list[Correction]:
    """Return what the office corrected in a registration, the last correction first."""
    found = []
    for event in reversed(application.events):
        if event.name == CORRECTED:
            fields = fields_of(entity_named(event.details["entity"]))
            lines = [
                (placed(fields[one["field"]].label), *_both(fields[one["field"]], one))
                for one in event.details["changes"]
            ]
            found.append(Correction(event, lines))
    return found


def _both(field: Field, change: Answers) -> tuple[str, str]:
    """Return old and new value; protected ones were masked when they were kept."""
    named = partial(regions.name_of, db.session())
    old, new = (answer_words(field, change[side], named, hidden=False) for side in ("old", "new"))
    return old, new


def derived(record: Answers) -> Rows:
    """Return what follows from a student's name and number, as far as they tell it."""
    rows = []
    born = birth_date(normalise_number(str(record.get("id_number") or "")))
    if record.get("name"):
        rows.append((gettext("Name in pinyin"), pinyin_of(str(record["name"]))))
    if born is not None:
        rows.append((gettext("Birth date"), born.isoformat()))
    return rows


def owner_name(document: Answers, subject: str) -> str:
    """Return the name of ``guardian:<position>`` or ``student:<key>``; empty for others."""
    names = {
        f"guardian:{position}": one.get("name")
        for position, one in enumerate(document.get("guardians", ()), 1)
    }
    names |= {f"student:{one['key']}": one.get("name") for one in document.get("students", ())}
    return str(names.get(subject) or "")


def named_errors(found: SectionForms) -> list[tuple[str, str]]:
    """Return field id and sentence of every error; of several records each names its own."""
    named = []
    for position, form in enumerate(found.forms, 1):
        who = _record_name(found.section, position) if len(found.forms) > 1 else ""
        for field in form:
            for sentence in field.errors:
                words = gettext("%(item)s: %(reason)s", item=who, reason=sentence)
                named.append((field.id, words if who else str(sentence)))
    return named


def _record_name(section: Section, position: int) -> str:
    if section is Section.guardians:
        return gettext("First guardian") if position == 1 else gettext("Second guardian")
    return gettext("Student %(number)s", number=position)


def paper(document: Answers, one: Wanted | Upload) -> str:
    """Return which paper of whom a picture shows, or shall show."""
    owner = "" if one.subject == FAMILY else owner_name(document, one.subject)
    return " · ".join(filter(None, (gettext(one.slot.label), owner)))


def place(want: Wanted) -> str:
    """Return the id on the page of where the picture is given."""
    return f"{want.slot.value}|{want.subject}"


def unseen(application: Application, section: Section, seen: str) -> str:
    """Return what a family is told whose page did not show the questions that are asked now."""
    now = extra_fields.mark(db.session(), application, section)
    return gettext(ASKED_ANEW) if now not in {"", seen} else ""


def missing(document: Answers, want: Wanted) -> str:
    """Return the sentence of a picture that is asked for and not there."""
    return gettext("Picture missing: %(name)s", name=paper(document, want))


def states(application: Application, order: Sequence[Section]) -> dict[Section, str]:
    """Return how far each section is: done, doing, todo; change where a filed one is opened."""
    document = application.draft.answers if application.draft else {}
    done = set(extra_fields.done(db.session(), application))
    modifying = application.status is ApplicationStatus.modifying
    found = {}
    for section in order:
        if section.value in done:
            found[section] = "done"
        elif modifying:
            found[section] = "change" if drafts.may_edit(application, section) else "done"
        else:
            found[section] = "doing" if _begun(section, document) else "todo"
    return found


def _begun(section: Section, document: Answers) -> bool:
    """Return whether the family answered anything; the first guardian comes from the account."""
    kept = records(section, document)
    if section is Section.guardians:
        return len(kept) > 1 or bool(kept[0].get("relation"))
    given = (value for one in kept for name, value in one.items() if name != "key")
    return any(value not in ("", "no", False, None, []) for value in given)


def serials(application: Application) -> str:
    """Return the serial numbers as they are read out."""
    return "、".join(spaced(one.serial_number) for one in application.students)


def add_helpers(app: Flask) -> None:
    """Give the pages what they derive from a record while it is filled in."""
    app.jinja_env.globals.update(derived=derived, paper=paper, serials=serials, show_rule=show_rule)
