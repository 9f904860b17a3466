"""Who are the guardians of a registration?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, relationship

from app.schema.base import Base
from app.schema.entity import CASE, READ, Can, Entity, Role
from app.schema.fields import entry, flag, integer, person_name
from app.schema.kinds import Kind
from app.schema.retention import Retention
from app.schema.words import N_
from app.security.sealed import sealed
from models.case_row import CaseRow

if TYPE_CHECKING:
    from models.application import Application


class Guardian(CaseRow, Base):
    """One of the one or two guardians; the first comes from the account."""

    __tablename__ = "guardian"
    __table_args__ = (sa.UniqueConstraint("application_id", "position"),)
    __entity__ = Entity(
        label=N_("Guardian"),
        plural=N_("Guardians"),
        purpose="Says who answers for the child and whose residence and home count.",
        retention=Retention.case,
        menu="Families",
        icon="users",
        columns=("name", "relation", "id_type", "id_number", "phone", "application"),
        search=("name", "id_number", "phone"),
        order=("id",),
        fieldsets={
            N_("Guardian"): ("name", "rare_character", "relation", "phone"),
            N_("Identity"): ("id_type", "id_number"),
        },
        scope=CASE,
        access={
            Role.clerk: READ,
            Role.reviewer: READ | Can.correct,
            Role.help_desk: READ,
            Role.auditor: READ,
        },
    )

    position: Mapped[int] = integer(N_("Guardian number"), editable=False)
    name: Mapped[str] = person_name(N_("Guardian's name"), step="guardians", index=True, quick=True)
    rare_character: Mapped[bool] = flag(
        N_("Name has a rare character"), step="guardians", default=False
    )
    id_type: Mapped[str] = entry(N_("ID type"), "id_type", step="guardians")
    id_number = sealed(
        Kind.id_number,
        N_("ID number"),
        group="id_number",
        step="guardians",
        purpose="Is compared with the data of public security.",
        quick=True,
    )
    phone = sealed(
        Kind.phone,
        N_("Mobile number"),
        group="phone",
        step="guardians",
        purpose="Reaches this guardian.",
        quick=True,
    )
    relation: Mapped[str] = entry(N_("Relation to the student"), "relation", step="guardians")

    application: Mapped[Application] = relationship("Application", back_populates="guardians")

    def __str__(self) -> str:
        """Return the guardian's name."""
        return self.name
