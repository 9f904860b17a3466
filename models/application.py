"""What is one family's registration in one round?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.schema.base import Base, HasUid
from app.schema.charts import Chart, Draw, counter
from app.schema.entity import CASE, READ, Can, Entity, Role
from app.schema.fields import choice, document, integer, key, link, moment, text
from app.schema.kinds import Kind
from app.schema.retention import Retention
from app.schema.words import N_
from app.security.sealed import sealed
from models.enums import ApplicationStatus

if TYPE_CHECKING:
    from models.account import Account
    from models.admission_round import AdmissionRound
    from models.application_event import ApplicationEvent
    from models.district import District
    from models.draft import Draft
    from models.extra_answer import ExtraAnswer
    from models.filing import Filing
    from models.guardian import Guardian
    from models.kinship import Kinship
    from models.property import Property
    from models.review_item import ReviewItem
    from models.student import Student
    from models.upload import Upload


CHARTS = (
    counter(N_("Waiting for review"), status=("submitted",)),
    counter(N_("Modification requested"), status=("modification_requested",)),
    counter(N_("Being rechecked"), status=("recheck_requested",)),
    counter(N_("Filed in the period"), period="filed_at"),
    counter(N_("Decided in the period"), period="decided_at"),
    Chart(
        label=N_("Filed and decided by day"),
        draw=Draw.daily,
        moments=("filed_at", "decided_at"),
        words=(N_("Filed that day"), N_("Decided that day")),
    ),
    Chart(label=N_("Registrations by status"), draw=Draw.stack, group_by="status"),
    Chart(
        label=N_("From filing to decision"),
        draw=Draw.duration,
        moments=("filed_at", "decided_at"),
        period="decided_at",
        help=N_("Of the registrations decided in the period."),
    ),
    Chart(label=N_("Filed by district"), draw=Draw.bars, group_by="district", period="filed_at"),
)
OWNED = "save-update, merge, delete, delete-orphan"
"""Rows that are nothing without their application; a filing may replace them."""


class Application(HasUid, Base):
    """One family in one round with one to several students; the aggregate that is locked."""

    __tablename__ = "application"
    __table_args__ = (
        sa.Index("ix_application_district_status", "district_id", "status", "id"),
        sa.Index(
            "uq_application_open_draft",
            "account_id",
            "round_id",
            unique=True,
            postgresql_where=sa.text("status = 'draft'"),
            sqlite_where=sa.text("status = 'draft'"),
        ),
    )
    __entity__ = Entity(
        label=N_("Registration"),
        plural=N_("Registrations"),
        purpose="Carries one family through one round, from the draft to the decision.",
        retention=Retention.case,
        menu="Review",
        icon="file-text",
        columns=("student_names", "serial_numbers", "guardian_name", "round", "status", "filed_at"),
        search=("student_names", "serial_numbers", "guardian_name", "status", "round", "district"),
        quick=("students", "guardians", "account"),
        order=("filed_at", "id", "status"),
        tabs="status",
        charts=CHARTS,
        related=(
            "students",
            "guardians",
            "kinships",
            "properties",
            "extra_answers",
            "uploads",
            "review_items",
            "events",
        ),
        fieldsets={
            N_("Registration"): (
                "student_names",
                "serial_numbers",
                "guardian_name",
                "round_id",
                "district_id",
                "account_id",
            ),
            N_("Decision"): (
                "status",
                "decided_at",
                "result",
                "recheck_count",
                "proposal",
            ),
            N_("Modification"): ("sections", "modify_until", "replaces_id"),
        },
        scope=CASE,
        workflow=True,
        access={
            Role.clerk: READ,
            Role.reviewer: READ | Can.reveal,
            Role.help_desk: READ,
            Role.auditor: READ,
            Role.read_only: READ,
            Role.supervisor: READ | Can.export,
        },
    )

    id: Mapped[int] = key()
    account_id: Mapped[int] = link(N_("Account"), "account.id", editable=False)
    district_id: Mapped[int] = link(N_("District"), "district.id", editable=False)
    round_id: Mapped[int] = link(N_("Admission round"), "admission_round.id", editable=False)
    year: Mapped[int] = integer(N_("Year"), index=True, editable=False)
    status: Mapped[ApplicationStatus] = choice(
        N_("Status"), ApplicationStatus, default=ApplicationStatus.draft, editable=False
    )
    student_names: Mapped[str] = text(N_("Students"), length=500, default="", editable=False)
    serial_numbers: Mapped[str] = text(N_("Serial numbers"), length=200, default="", editable=False)
    guardian_name: Mapped[str] = text(N_("First guardian"), length=100, default="", editable=False)
    created_at: Mapped[datetime] = moment(N_("Started"), editable=False)
    filed_at: Mapped[datetime | None] = moment(N_("Filed"), editable=False, searched=True)
    decided_at: Mapped[datetime | None] = moment(
        N_("Decided"), index=True, editable=False, searched=True
    )
    decided_by: Mapped[int | None] = integer(N_("Decided by"), editable=False, internal=True)
    result: Mapped[ApplicationStatus | None] = choice(
        N_("Result before the recheck"), ApplicationStatus, editable=False
    )
    recheck_by_family: Mapped[bool] = mapped_column(default=False)
    recheck_count: Mapped[int] = integer(N_("Rechecks asked for"), default=0, editable=False)
    sections: Mapped[list[str] | None] = document(
        N_("Sections to modify"), editable=False, coded=True
    )
    modify_until: Mapped[datetime | None] = moment(N_("Modify until"), editable=False)
    proposal: Mapped[dict[str, Any] | None] = document(N_("Proposed decision"), editable=False)
    replaces_id: Mapped[int | None] = link(N_("Replaces"), "application.id", editable=False)
    picture_key = sealed(
        Kind.certificate,
        N_("Key of the pictures"),
        editable=False,
        internal=True,
        purpose="Opens the pictures of this registration only; destroyed with them.",
    )
    version: Mapped[int] = mapped_column(default=1)

    account: Mapped[Account] = relationship("Account")
    district: Mapped[District] = relationship("District", lazy="joined")
    round: Mapped[AdmissionRound] = relationship("AdmissionRound", lazy="joined")
    draft: Mapped[Draft | None] = relationship(
        "Draft", uselist=False, back_populates="application", cascade=OWNED
    )
    guardians: Mapped[list[Guardian]] = relationship(
        "Guardian", order_by="Guardian.position", back_populates="application", cascade=OWNED
    )
    students: Mapped[list[Student]] = relationship(
        "Student", order_by="Student.position", back_populates="application", cascade=OWNED
    )
    kinships: Mapped[list[Kinship]] = relationship(
        "Kinship", back_populates="application", cascade=OWNED
    )
    properties: Mapped[list[Property]] = relationship(
        "Property", back_populates="application", cascade=OWNED
    )
    extra_answers: Mapped[list[ExtraAnswer]] = relationship(
        "ExtraAnswer", order_by="ExtraAnswer.id", back_populates="application", cascade=OWNED
    )
    uploads: Mapped[list[Upload]] = relationship(
        "Upload", order_by="Upload.id", back_populates="application"
    )
    filings: Mapped[list[Filing]] = relationship(
        "Filing", order_by="Filing.number", back_populates="application"
    )
    review_items: Mapped[list[ReviewItem]] = relationship(
        "ReviewItem", order_by="ReviewItem.id", back_populates="application", cascade=OWNED
    )
    events: Mapped[list[ApplicationEvent]] = relationship(
        "ApplicationEvent", order_by="ApplicationEvent.id", back_populates="application"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    def __str__(self) -> str:
        """Return the students' names, or the number while nothing was filed."""
        return self.student_names or f"#{self.id}"

    def person(self, subject: str) -> str:
        """Return the name of ``guardian:<position>`` or ``student:<key>``; empty for others."""
        names = {f"guardian:{one.position}": one.name for one in self.guardians}
        names |= {f"student:{one.key}": one.name for one in self.students}
        return names.get(subject, "")
