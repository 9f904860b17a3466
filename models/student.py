"""Which children does a registration name?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, relationship

from app.schema.base import Base
from app.schema.conditions import when
from app.schema.entity import CASE, READ, Can, Entity, Role
from app.schema.fields import (
    choice,
    day,
    decimal,
    document,
    entries,
    flag,
    integer,
    person_name,
    region,
    text,
)
from app.schema.kinds import Kind
from app.schema.retention import Retention
from app.schema.words import N_
from app.security.sealed import sealed, sealed_or_none
from models.case_row import CaseRow
from models.enums import Outcome, Sex

if TYPE_CHECKING:
    from models.application import Application


class Student(CaseRow, Base):
    """One child of the registration, with its own serial number and outcome."""

    __tablename__ = "student"
    __table_args__ = (
        sa.Index(
            "uq_student_live_child",
            "year",
            "id_number_index",
            unique=True,
            postgresql_where=sa.text("live"),
            sqlite_where=sa.text("live"),
        ),
    )
    __entity__ = Entity(
        label=N_("Student"),
        plural=N_("Students"),
        purpose="Says for which child a place is asked, and what was decided for it.",
        retention=Retention.case,
        menu="Families",
        icon="school",
        columns=(
            "name",
            "serial_number",
            "id_number",
            "birth_date",
            "outcome",
            "points",
            "application",
        ),
        search=("name", "pinyin", "serial_number", "id_number", "outcome", "year"),
        order=("id", "points", "name", "pinyin"),
        fieldsets={
            N_("The child"): (
                "name",
                "pinyin",
                "rare_character",
                "id_number",
                "birth_date",
                "sex",
                "region_code",
                "address",
            ),
            N_("Disability"): ("disabled", "disability_types", "disability_card"),
        },
        scope=CASE,
        access={
            Role.clerk: READ,
            Role.reviewer: READ | Can.correct,
            Role.help_desk: READ,
            Role.auditor: READ,
            Role.supervisor: READ | Can.export,
        },
    )

    year: Mapped[int] = integer(N_("Year"), editable=False)
    position: Mapped[int] = integer(N_("Student number"), editable=False)
    key: Mapped[str] = text(N_("Key in the draft"), length=32, editable=False, internal=True)
    name: Mapped[str] = person_name(N_("Student's name"), step="students", quick=True)
    rare_character: Mapped[bool] = flag(
        N_("Name has a rare character"), step="students", default=False
    )
    id_number = sealed(
        Kind.id_number,
        N_("ID number"),
        group="id_number",
        step="students",
        purpose="Knows the child again; keeps it from being registered twice a year.",
        quick=True,
    )
    pinyin: Mapped[str] = text(
        N_("Name in pinyin"),
        length=200,
        step="students",
        derived=True,
        overridable=True,
        quick=True,
    )
    birth_date: Mapped[date] = day(N_("Birth date"), step="students", derived=True)
    sex: Mapped[Sex] = choice(N_("Sex"), Sex, step="students", derived=True)
    region_code: Mapped[str] = region(N_("Street and community"), step="students", index=True)
    address = sealed(
        Kind.address,
        N_("Detailed address"),
        group="address",
        step="students",
        purpose="Says where the child lives, for the school district.",
    )
    disabled: Mapped[bool] = flag(N_("Disabled"), step="students", default=False)
    disability_types: Mapped[list[str] | None] = entries(
        N_("Kinds of disability"),
        "disability_type",
        step="students",
        show_if=when("disabled"),
        required_if=when("disabled"),
    )
    disability_card = sealed_or_none(
        Kind.certificate,
        N_("Disability certificate number"),
        group="disability_card",
        step="students",
        show_if=when("disabled"),
        required_if=when("disabled"),
        purpose="Is compared with the register of the disabled persons' federation.",
    )
    serial_number: Mapped[str] = text(
        N_("Serial number"), length=16, unique=True, editable=False, quick=True
    )
    outcome: Mapped[Outcome] = choice(
        N_("Outcome"), Outcome, default=Outcome.pending, editable=False
    )
    outcome_reasons: Mapped[list[str] | None] = document(N_("Reasons"), editable=False)
    live: Mapped[bool] = flag(N_("Live registration"), default=True, editable=False)
    points: Mapped[Decimal | None] = decimal(N_("Points"), editable=False)

    application: Mapped[Application] = relationship("Application", back_populates="students")

    def __str__(self) -> str:
        """Return the student's name."""
        return self.name
