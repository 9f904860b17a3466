"""Which rows do the answers to extra fields become when a family files?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.policy.identity_numbers import normalise_id_number, normalise_mobile, normalise_number
from app.policy.names import normalise_name
from app.schema.conditions import from_json, hidden
from app.schema.fields import fields_of
from app.services import dictionaries
from app.services.extra_fields import MODELS, PINNED, pinned, short_name
from models.application import Application
from models.enums import Dictionary, Section
from models.extra_answer import ExtraAnswer

OFFICE = "zh_Hans"
"""In this language the rows keep question and answer, as the office reads and searches them."""
NORMALISED: Mapping[str, Callable[[str], str]] = {
    "phone": normalise_mobile,
    "id_number": normalise_id_number,
    "certificate": normalise_number,
    "person_name": normalise_name,
}
LONGEST_CODE = 200


def write(session: Session, application: Application, answers: Mapping[str, Any]) -> None:
    """Write the rows anew from the document that is filed, with its questions as it keeps them."""
    there = {(row.section, row.subject, row.name): row for row in application.extra_answers}
    for values in _rows(session, answers):
        place = values["section"], values["subject"], values["name"]
        row = there.pop(place, None)
        if row is None:
            application.extra_answers.append(ExtraAnswer(**values))
            continue
        for name, value in values.items():
            setattr(row, name, value)
    for row in there.values():
        application.extra_answers.remove(row)


def _rows(session: Session, answers: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for section in Section:
        asked = pinned(answers, section)
        if not asked:
            continue
        version = answers[PINNED][section.value]["version"]
        for subject, record in _records(section, answers):
            gone = _hidden(section, asked, record)
            for one in asked:
                value = record.get(one["name"]) if one["name"] not in gone else None
                if value not in (None, "", []):
                    about = {"section": section, "subject": subject, "version": version}
                    person = str(record.get("name") or "")
                    yield {**about, "person": person, **_filled(session, one, value)}


def _records(
    section: Section, answers: Mapping[str, Any]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    kept = answers.get(section.value) or {}
    if isinstance(kept, Mapping):
        yield "family", kept
        return
    for position, one in enumerate(kept, 1):
        yield str(one.get("key") or position), one


def _hidden(
    section: Section, asked: Sequence[Mapping[str, Any]], record: Mapping[str, Any]
) -> frozenset[str]:
    """Return the fields that were not shown, those of the schema too."""
    own = fields_of(MODELS[section]).items()
    rules = {name: field.show_if for name, field in own if field.step and field.show_if}
    rules |= {one["name"]: from_json(one["show_if"]) for one in asked if one["show_if"]}
    return hidden(rules, record)


def _filled(session: Session, one: Mapping[str, Any], value: Any) -> dict[str, Any]:
    normal = NORMALISED.get(one["kind"])
    kept = normal(str(value)) if normal else value
    words = words_of(session, one, kept)
    hidden = one["sensitive"]
    code = ",".join(kept) if isinstance(kept, list) else str(kept)
    return {
        "name": short_name(one["name"]),
        "question": one["labels"][OFFICE],
        "answer": None if hidden else words,
        "protected_answer": words if hidden else None,
        "code": None if hidden else code[:LONGEST_CODE],
    }


def words_of(session: Session, one: Mapping[str, Any], value: Any) -> str:
    """Return an answer as the office reads it; words of codes as they are when it is filed."""
    codes: Sequence[str] = value if isinstance(value, list) else [str(value)]
    dictionary = Dictionary.yes_no.value if one["kind"] == "flag" else one["dictionary"]
    if dictionary:
        known = (dictionaries.label(session, dictionary, code, OFFICE) for code in codes)
        return "、".join(known)
    listed = {each["code"]: each["labels"][OFFICE] for each in one["options"]}
    return "、".join(listed.get(code, code) for code in codes)
