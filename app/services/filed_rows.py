"""Which rows do a draft's answers become?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.policy.certificate_numbers import normalise_property_number
from app.policy.identity_numbers import (
    birth_date,
    normalise_id_number,
    normalise_mobile,
    normalise_number,
    sex,
)
from app.policy.names import normalise_name
from app.policy.pinyin import pinyin_of
from app.policy.serial_numbers import new_serial
from app.schema.base import Base
from app.schema.conditions import hidden
from app.schema.fields import Field, fields_of
from app.schema.kinds import Kind
from app.security.system_view import system_view
from models import Application, Guardian, Kinship, Property, Student
from models.enums import KinshipCase, PropertyKind, PropertyOwner


def write_rows(
    application: Application, answers: Mapping[str, Any], draw: Callable[[], str]
) -> None:
    """Write or rewrite the rows of ``application``; a student keeps its serial number.

    A new student is given the one that ``draw`` returns.
    The answers were validated section by section; a value that no longer fits raises KeyError
    or ValueError, and nothing is written.
    """
    _guardians(application, answers["guardians"])
    _students(application, answers["students"], draw)
    kinship = application.kinships[0] if application.kinships else Kinship()
    kinship.case = KinshipCase[answers["kinship"]["case"]]
    kinship.note = answers["kinship"].get("note") or None
    claim = application.properties[0] if application.properties else Property()
    _property(claim, answers["property"])
    if not application.kinships:
        application.kinships.append(kinship)
    if not application.properties:
        application.properties.append(claim)
    name_application(application)


def name_application(application: Application) -> None:
    """Keep on the application how its students and its first guardian are called."""
    application.student_names = "、".join(row.name for row in application.students)
    application.serial_numbers = " ".join(row.serial_number for row in application.students)
    application.guardian_name = application.guardians[0].name


def _guardians(application: Application, records: list[Mapping[str, Any]]) -> None:
    there = {row.position: row for row in application.guardians}
    for position, one in enumerate(records, 1):
        row = there.pop(position, None) or Guardian(position=position)
        row.name = normalise_name(one["name"])
        row.rare_character = bool(one.get("rare_character"))
        row.id_type = one["id_type"]
        row.id_number = normalise_id_number(one["id_number"])
        row.phone = normalise_mobile(one["phone"])
        row.relation = one["relation"]
        if row not in application.guardians:
            application.guardians.append(row)
    for row in there.values():
        application.guardians.remove(row)


def _students(
    application: Application, records: list[Mapping[str, Any]], draw: Callable[[], str]
) -> None:
    there = {row.key: row for row in application.students}
    for position, one in enumerate(records, 1):
        row = there.pop(one["key"], None) or _new_student(application, one["key"], draw())
        row.position = position
        _fill_student(row, one)
        if row not in application.students:
            application.students.append(row)
    for row in there.values():
        application.students.remove(row)


def _new_student(application: Application, key: str, serial: str) -> Student:
    return Student(key=key, year=application.year, serial_number=serial, live=False)


def free_serial(session: Session, letters: str, year: int) -> str:
    """Return a serial number that no student has: of ten thousand, one draw in a hundred is taken.

    Should two draw the same one at the same moment, the index lets one of them file.
    """
    with system_view(session) as own:
        while True:
            drawn = new_serial(letters, year)
            taken = sa.select(Student.id).where(Student.serial_number == drawn)
            if own.scalar(taken) is None:
                return drawn


def _fill_student(row: Student, one: Mapping[str, Any]) -> None:
    row.name = normalise_name(one["name"])
    row.rare_character = bool(one.get("rare_character"))
    row.pinyin = pinyin_of(row.name)
    _identify(row, normalise_id_number(one["id_number"]))
    row.region_code = one["region_code"]
    row.address = " ".join(one["address"].split())
    row.disabled = one.get("disabled") == "yes"
    row.disability_types = list(one.get("disability_types", ())) if row.disabled else None
    card = one.get("disability_card")
    row.disability_card = normalise_number(card) if row.disabled and card else None


def _identify(row: Student, number: str) -> None:
    """Give a student the number, and what it tells."""
    born = birth_date(number)
    if born is None:
        raise ValueError
    row.id_number = number
    row.birth_date = born
    row.sex = sex(number)


NORMAL: Mapping[Kind, Callable[[str], str]] = {
    Kind.person_name: normalise_name,
    Kind.id_number: normalise_id_number,
    Kind.phone: normalise_mobile,
    Kind.address: lambda text: " ".join(text.split()),
    Kind.certificate: normalise_number,
}
"""How a typed value of each kind is brought into the form in which it is kept."""


def correct_row(row: Any, changes: Mapping[str, Any]) -> None:
    """Write corrected values to a filed row, and what follows from them.

    A derived value that was corrected itself stays as it was typed.
    """
    model: type[Base] = type(row)
    fields = fields_of(model)
    for name, value in changes.items():
        normal = NORMAL.get(fields[name].kind)
        setattr(row, name, normal(value) if normal and value else value or _nothing(value))
    if isinstance(row, Student):
        if "id_number" in changes:
            _identify(row, row.id_number)
        if "name" in changes and "pinyin" not in changes:
            row.pinyin = pinyin_of(row.name)
    if isinstance(row, Property) and row.kind and row.certificate_number:
        row.certificate_number = normalise_property_number(row.kind, row.certificate_number)
    _empty_hidden(row, fields)


def _nothing(value: Any) -> Any:
    return value if value is False or value == 0 else None


def _empty_hidden(row: Any, fields: Mapping[str, Field]) -> None:
    """Empty what the other answers of the row no longer ask for."""
    rules = {name: field.show_if for name, field in fields.items() if field.show_if}
    for name in hidden(rules, {name: getattr(row, name) for name in fields}):
        if getattr(row, name) is not None and not fields[name].keep_hidden:
            setattr(row, name, None)


def _property(row: Property, one: Mapping[str, Any]) -> None:
    row.owned = one.get("owned") == "yes"
    if not row.owned:
        row.kind = row.certificate_number = row.owner = row.address = None
        return
    row.kind = PropertyKind[one["kind"]]
    row.certificate_number = normalise_property_number(row.kind, one["certificate_number"])
    row.owner = PropertyOwner[one["owner"]]
    row.address = one["address"].strip()
