"""Which extra fields did a round ask at which time?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, relationship

from app.schema.base import Base
from app.schema.entity import READ, Entity, Role, Scope
from app.schema.fields import document, integer, link, moment, text
from app.schema.fields import key as primary_key
from app.schema.retention import Retention
from app.schema.words import N_
from models.admission_round import AdmissionRound


class FieldSet(Base):
    """One published version of a round's extra fields; a version never changes."""

    __tablename__ = "field_set"
    __table_args__ = (sa.UniqueConstraint("round_id", "number"),)
    __entity__ = Entity(
        label=N_("Version of the extra fields"),
        plural=N_("Versions of the extra fields"),
        retention=Retention.policy,
        menu="Records",
        icon="file-text",
        columns=("round", "number", "published_at", "published_by"),
        search=("round", "published_at"),
        order=("id", "published_at"),
        scope=Scope(everyone=True, district="district_id", append=True),
        purpose="Says what families were asked when they filed.",
        access={Role.reviewer: READ, Role.auditor: READ, Role.supervisor: READ},
    )

    id: Mapped[int] = primary_key()
    round_id: Mapped[int] = link(N_("Admission round"), "admission_round.id", editable=False)
    district_id: Mapped[int] = link(N_("District"), "district.id", editable=False)
    number: Mapped[int] = integer(N_("Version"), editable=False)
    fields: Mapped[list[dict[str, Any]]] = document(N_("Extra fields"), editable=False)
    published_at: Mapped[datetime] = moment(N_("Published"), editable=False)
    published_by: Mapped[str] = text(N_("Published by"), length=100, editable=False)

    round: Mapped[AdmissionRound] = relationship(AdmissionRound, lazy="joined")

    def __str__(self) -> str:
        """Return which version of which round it is."""
        return f"{self.round} · {self.number}"
