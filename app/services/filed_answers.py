"""What do the filed rows answer, in the form in which a draft has it?"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from app.schema.base import Base
from app.schema.choices import Choice
from app.schema.fields import fields_of
from models.application import Application
from models.application_event import ApplicationEvent
from models.enums import Section

QUESTIONS = frozenset({"disabled", "owned"})
"""Flags that a family answers by yes or no, because other questions hang on them."""


TABLES = {
    Section.guardians: "guardians",
    Section.students: "students",
    Section.kinship: "kinships",
    Section.property: "properties",
}
FILED = frozenset({"submit", "resubmit"})
CORRECTED = "corrected"
"""Name of the event of a correction by the office."""


def answers_of_rows(application: Application) -> dict[str, Any]:
    """Return the answers that the rows hold now, section by section."""
    return {
        Section.guardians.value: [_record(row) for row in application.guardians],
        Section.students.value: [{"key": row.key, **_record(row)} for row in application.students],
        Section.kinship.value: _only(application.kinships),
        Section.property.value: _only(application.properties),
    }


def _only(rows: list[Any]) -> dict[str, Any]:
    return _record(rows[0]) if rows else {}


def _record(row: Base) -> dict[str, Any]:
    return {
        name: answer_of(name, getattr(row, name))
        for name, field in fields_of(type(row)).items()
        if field.step and not field.derived
    }


def answer_of(name: str, value: Any) -> Any:
    """Return one value of a row as a draft's document has it."""
    if isinstance(value, bool):
        return ("yes" if value else "no") if name in QUESTIONS else value
    if isinstance(value, Choice):
        return value.name
    return "" if value is None else value


def place_of(row: Any) -> tuple[Section, int] | None:
    """Return section and place of a filed row among the records of its section."""
    model: type[Base] = type(row)
    steps = {field.step for field in fields_of(model).values() if field.step}
    if len(steps) != 1:
        return None
    section = Section[steps.pop()]
    rows = getattr(row.application, TABLES[section])
    return section, rows.index(row)


def overlaid(application: Application, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers filed last with what the office has corrected in them since."""
    now, found = answers_of_rows(application), copy.deepcopy(dict(answers))
    for event in _since_filing(application):
        section = event.details["section"]
        for old, new in _pairs(found.get(section), now.get(section), event.details["subject"]):
            changed = {one["field"] for one in event.details["changes"]}
            old.update({name: new[name] for name in changed & set(new)})
    return found


def _since_filing(application: Application) -> list[ApplicationEvent]:
    found: list[ApplicationEvent] = []
    for event in application.events:
        if event.name in FILED:
            found = []
        elif event.name == CORRECTED:
            found.append(event)
    return found


def _pairs(old: Any, new: Any, subject: str) -> Iterator[tuple[Any, Any]]:
    """Yield the record that was corrected, as it was filed and as it is now."""
    if isinstance(old, dict) and isinstance(new, dict):
        yield old, new
        return
    for place, (one, other) in enumerate(zip(old or (), new or (), strict=False), 1):
        if subject in {f"student:{other.get('key')}", f"guardian:{place}"}:
            yield one, other
