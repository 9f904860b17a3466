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
from app.security.system_view import system_view
from models import Application, Guardian, Kinship, Property, Student
from models.enums import IdType, KinshipCase, PropertyKind, PropertyOwner, Relation


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
    application.student_names = "、".join(row.name for row in application.students)
    application.serial_numbers = " ".join(row.serial_number for row in application.students)
    application.guardian_name = application.guardians[0].name


def _guardians(application: Application, records: list[Mapping[str, Any]]) -> None:
    there = {row.position: row for row in application.guardians}
    for position, one in enumerate(records, 1):
        row = there.pop(position, None) or Guardian(position=position)
        row.name = normalise_name(one["name"])
        row.rare_character = bool(one.get("rare_character"))
        row.id_type = IdType[one["id_type"]]
        row.id_number = normalise_id_number(one["id_number"])
        row.phone = normalise_mobile(one["phone"])
        row.relation = Relation[one["relation"]]
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
    number = normalise_id_number(one["id_number"])
    born = birth_date(number)
    if born is None:
        raise ValueError
    row.name = normalise_name(one["name"])
    row.rare_character = bool(one.get("rare_character"))
    row.id_number = number
    row.pinyin = pinyin_of(row.name)
    row.birth_date = born
    row.sex = sex(number)
    row.region_code = one["region_code"]
    row.address = " ".join(one["address"].split())
    row.disabled = one.get("disabled") == "yes"
    row.disability_types = list(one.get("disability_types", ())) if row.disabled else None
    card = one.get("disability_card")
    row.disability_card = normalise_number(card) if row.disabled and card else None


def _property(row: Property, one: Mapping[str, Any]) -> None:
    row.owned = one.get("owned") == "yes"
    if not row.owned:
        row.kind = row.certificate_number = row.owner = row.address = None
        return
    row.kind = PropertyKind[one["kind"]]
    row.certificate_number = normalise_property_number(row.kind, one["certificate_number"])
    row.owner = PropertyOwner[one["owner"]]
    row.address = one["address"].strip()
