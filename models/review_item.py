"""What was checked, by whom, with which verdict?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, relationship

from app.schema.base import Base
from app.schema.charts import Chart, Draw
from app.schema.entity import CASE, READ, Entity, Role
from app.schema.fields import choice, integer, link, moment, text
from app.schema.kinds import Kind
from app.schema.retention import Retention
from app.schema.words import N_
from app.security.sealed import sealed_or_none
from models.case_row import CaseRow
from models.enums import Bureau, ReviewKind, SystemState, Verdict

if TYPE_CHECKING:
    from models.application import Application
    from models.student import Student


class ReviewItem(CaseRow, Base):
    """One thing to check of a family or of one student, with system state and verdict."""

    __tablename__ = "review_item"
    __table_args__ = (sa.UniqueConstraint("application_id", "kind", "subject"),)
    __entity__ = Entity(
        label=N_("Review item"),
        plural=N_("Review items"),
        purpose="Says what was checked, against which data, with which verdict.",
        retention=Retention.case,
        menu="Review",
        icon="list-check",
        columns=("application", "kind", "system_state", "verdict", "reason"),
        search=("kind", "system_state", "verdict"),
        quick=("application",),
        order=("id",),
        charts=(
            Chart(
                label=N_("Items that were not met"),
                draw=Draw.bars,
                group_by="kind",
                period="decided_at",
                where={"verdict": ("fails",)},
            ),
            Chart(
                label=N_("Reasons given"),
                draw=Draw.bars,
                group_by="reason",
                period="decided_at",
                where={"verdict": ("fails", "incomplete")},
            ),
            Chart(label=N_("Answers of the bureaus"), draw=Draw.stack, group_by="system_state"),
        ),
        scope=CASE,
        access={
            Role.clerk: READ,
            Role.reviewer: READ,
            Role.help_desk: READ,
            Role.auditor: READ,
        },
    )

    kind: Mapped[ReviewKind] = choice(N_("Item"), ReviewKind, editable=False)
    subject: Mapped[str] = text(N_("Belongs to"), length=40, editable=False, coded=True)
    student_id: Mapped[int | None] = link(N_("Student"), "student.id", editable=False)
    system_state: Mapped[SystemState] = choice(
        N_("System state"), SystemState, default=SystemState.waiting, editable=False
    )
    source: Mapped[Bureau] = choice(N_("Source"), Bureau, default=Bureau.office, editable=False)
    fetched_at: Mapped[datetime | None] = moment(N_("Fetched"), editable=False)
    filed_value = sealed_or_none(
        Kind.text,
        N_("Value filed"),
        editable=False,
        purpose="Is what the family filed, as it was compared.",
    )
    bureau_value = sealed_or_none(
        Kind.text,
        N_("Value of the bureau"),
        editable=False,
        purpose="Is what the bureau answered, as it was compared.",
    )
    verdict: Mapped[Verdict | None] = choice(N_("Verdict"), Verdict)
    reason: Mapped[str | None] = text(N_("Reason"), length=300)
    decided_by: Mapped[int | None] = integer(N_("Decided by"), editable=False, internal=True)
    decided_at: Mapped[datetime | None] = moment(N_("Decided"), index=True, editable=False)

    application: Mapped[Application] = relationship("Application", back_populates="review_items")
    student: Mapped[Student | None] = relationship("Student")

    @property
    def person(self) -> str:
        """Return the name of the guardian or student whom it concerns; empty for the family."""
        return self.application.person(self.subject)
