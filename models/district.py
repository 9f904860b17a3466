"""Which districts take registrations?"""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from app.schema.base import Base
from app.schema.entity import OPEN, READ, WRITE, Can, Entity, Role
from app.schema.fields import integer, key, text
from app.schema.retention import Retention
from app.schema.words import N_


class District(Base):
    """A district of the city, whose office decides over its registrations."""

    __tablename__ = "district"
    __entity__ = Entity(
        label=N_("District"),
        plural=N_("Districts"),
        purpose="Says which offices take registrations and how they are reached.",
        retention=Retention.policy,
        menu="Policy",
        icon="map-pin",
        columns=("name", "code", "letters", "phone"),
        order=("position", "code"),
        newest_first=False,
        scope=OPEN,
        natural_key=("code",),
        access={
            Role.reviewer: READ,
            Role.auditor: READ,
            Role.supervisor: WRITE | Can.export | Can.import_,
        },
    )

    id: Mapped[int] = key()
    code: Mapped[str] = text(N_("Area code"), length=6, unique=True)
    letters: Mapped[str] = text(N_("Letters of the serial number"), length=2, unique=True)
    name: Mapped[str] = text(N_("District name"), length=20)
    office: Mapped[str] = text(N_("Office"), length=60)
    phone: Mapped[str] = text(N_("Help line"), length=20)
    hours: Mapped[str] = text(N_("Office hours"), length=60)
    position: Mapped[int] = integer(N_("Position"), default=0)

    def __str__(self) -> str:
        """Return the name as the office writes it."""
        return self.name
