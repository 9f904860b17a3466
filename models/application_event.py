"""What happened to a registration, in order?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Mapped, relationship

from app.schema.base import Base
from app.schema.charts import Chart, Draw
from app.schema.entity import CASE_LOG, READ, Entity, Role
from app.schema.fields import choice, document, integer, long_text, moment, text
from app.schema.retention import Retention
from app.schema.words import N_
from models.case_row import CaseRow
from models.enums import ApplicationStatus

if TYPE_CHECKING:
    from models.application import Application


class ApplicationEvent(CaseRow, Base):
    """One transition of a registration; written by the workflow engine only."""

    __tablename__ = "application_event"
    __entity__ = Entity(
        label=N_("Event"),
        plural=N_("Events"),
        purpose="Proves who did what with a registration, and why.",
        retention=Retention.audit,
        menu="Records",
        icon="history",
        columns=("at", "application", "name", "source", "target", "actor_name", "reason"),
        search=("name", "at"),
        order=("id", "at"),
        recorded=False,
        charts=(
            Chart(
                label=N_("Decisions by reviewer"),
                draw=Draw.bars,
                group_by="actor_name",
                period="at",
                where={"name": ("approve", "reject"), "party": ("staff",)},
                seen_by=(Role.supervisor, Role.auditor),
            ),
        ),
        scope=CASE_LOG,
        access={
            Role.clerk: READ,
            Role.reviewer: READ,
            Role.help_desk: READ,
            Role.auditor: READ,
        },
    )

    at: Mapped[datetime] = moment(N_("Time"), editable=False)
    name: Mapped[str] = text(N_("Action"), length=40, editable=False, index=True, coded=True)
    source: Mapped[ApplicationStatus] = choice(N_("From"), ApplicationStatus, editable=False)
    target: Mapped[ApplicationStatus] = choice(N_("To"), ApplicationStatus, editable=False)
    party: Mapped[str] = text(N_("Party"), length=12, editable=False, coded=True)
    actor_id: Mapped[int | None] = integer(N_("Actor"), editable=False, internal=True)
    actor_name: Mapped[str] = text(N_("Acted"), length=100, default="", editable=False, coded=True)
    reason: Mapped[str] = long_text(N_("Reason"), default="", editable=False)
    details: Mapped[dict[str, Any]] = document(N_("Details"), editable=False)

    application: Mapped[Application] = relationship("Application", back_populates="events")
