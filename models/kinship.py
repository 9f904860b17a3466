"""How is the relation of child and parents proven?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, relationship

from app.schema.base import Base
from app.schema.entity import CASE, READ, Can, Entity, Role
from app.schema.fields import choice, long_text
from app.schema.retention import Retention
from app.schema.words import N_
from models.case_row import CaseRow
from models.enums import KinshipCase

if TYPE_CHECKING:
    from models.application import Application


class Kinship(CaseRow, Base):
    """The case of the household register, which decides the pictures that are asked for."""

    __tablename__ = "kinship"
    __table_args__ = (sa.UniqueConstraint("application_id"),)
    __entity__ = Entity(
        label=N_("Parent-child relation"),
        plural=N_("Parent-child relations"),
        purpose="Says on which household registers child and parents stand.",
        retention=Retention.case,
        menu="Families",
        icon="heart-handshake",
        columns=("application", "case", "note"),
        search=("case",),
        quick=("application",),
        order=("id",),
        scope=CASE,
        access={
            Role.clerk: READ,
            Role.reviewer: READ | Can.correct,
            Role.help_desk: READ,
            Role.auditor: READ,
        },
    )

    case: Mapped[KinshipCase] = choice(N_("Household register"), KinshipCase, step="kinship")
    note: Mapped[str | None] = long_text(
        N_("Special circumstances"),
        length=300,
        step="kinship",
        help=N_("Divorced, remarried, adopted or guardianship: say what papers you have instead."),
    )

    application: Mapped[Application] = relationship("Application", back_populates="kinships")
