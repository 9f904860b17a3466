"""Which administrative divisions are there?"""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, relationship

from app.schema.base import Base
from app.schema.entity import OPEN, READ, WRITE, Can, Entity, Role
from app.schema.fields import choice, day, key, text
from app.schema.retention import Retention
from app.schema.words import N_
from models.enums import RegionLevel


class Region(Base):
    """A division by its code: Xiamen down to communities, the country down to counties."""

    __tablename__ = "region"
    __entity__ = Entity(
        label=N_("Region"),
        plural=N_("Regions"),
        purpose="Gives streets and communities their official codes and names.",
        retention=Retention.policy,
        menu="Policy",
        icon="map-pin",
        columns=("name", "code", "level", "parent_code"),
        search=("name", "code", "level", "parent_code"),
        order=("code",),
        newest_first=False,
        related=("parts",),
        children=("parts",),
        scope=OPEN,
        access={Role.reviewer: READ, Role.auditor: READ, Role.supervisor: WRITE | Can.export},
        acts={"import_table": frozenset({Role.supervisor})},
    )

    id: Mapped[int] = key()
    code: Mapped[str] = text(N_("Region code"), length=12, unique=True, quick=True)
    parent_code: Mapped[str | None] = text(N_("Part of"), length=12, index=True)
    name: Mapped[str] = text(N_("Region name"), length=60, quick=True, index=True)
    level: Mapped[RegionLevel] = choice(N_("Level"), RegionLevel, index=True)
    valid_from: Mapped[date | None] = day(N_("Valid from"))
    valid_to: Mapped[date | None] = day(N_("Valid until"))

    parts: Mapped[list[Region]] = relationship(
        "Region",
        primaryjoin="Region.code == foreign(remote(Region.parent_code))",
        order_by="Region.code",
        viewonly=True,
    )

    def __str__(self) -> str:
        """Return the name of the division."""
        return self.name
