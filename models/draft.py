"""What has a family typed so far?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, relationship

from app.schema.base import Base
from app.schema.charts import Chart, Draw
from app.schema.entity import CASE, READ, Entity, Role
from app.schema.fields import document, integer, moment, text
from app.schema.retention import Retention
from app.schema.words import N_
from app.security.sealed import sealed_document
from models.case_row import CaseRow
from models.enums import Section

if TYPE_CHECKING:
    from models.application import Application


class Draft(CaseRow, Base):
    """The answers of one family as one sealed document; rows are written only by filing."""

    __tablename__ = "draft"
    __table_args__ = (sa.UniqueConstraint("application_id"),)
    __entity__ = Entity(
        label=N_("Draft"),
        plural=N_("Drafts"),
        purpose="Lets a family interrupt the form and go on later, on any device.",
        retention=Retention.draft,
        menu="Records",
        icon="edit",
        columns=("application", "saved_at", "revision"),
        search=("saved_at",),
        quick=("application",),
        order=("id", "saved_at"),
        charts=(
            Chart(
                label=N_("Where families stop"),
                draw=Draw.funnel,
                group_by="sections_done",
                steps=Section,
                where={"application.status": ("draft", "modifying")},
                help=N_(
                    "Drafts that are not filed yet, by the first section that is not complete."
                ),
            ),
        ),
        scope=CASE,
        access={
            Role.clerk: READ,
            Role.reviewer: READ,
            Role.help_desk: READ,
            Role.auditor: READ,
        },
    )

    answers = sealed_document(
        N_("Answers"),
        editable=False,
        internal=True,
        purpose="Holds what the family typed until it files.",
    )
    sections_done: Mapped[list[str]] = document(N_("Complete sections"), coded=True, editable=False)
    saved_at: Mapped[datetime] = moment(N_("Saved"), editable=False, traced=False)
    revision: Mapped[int] = integer(N_("Revision"), default=1, editable=False, traced=False)
    device: Mapped[str] = text(N_("Saved on"), length=40, default="", editable=False, traced=False)

    application: Mapped[Application] = relationship("Application", back_populates="draft")
    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy's own form
