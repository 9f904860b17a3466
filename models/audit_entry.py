"""Who did or saw what, in an order that cannot be changed unseen?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped

from app.schema.base import Base
from app.schema.entity import READ, Entity, Role, Scope
from app.schema.fields import document, integer, key, moment, text
from app.schema.retention import Retention
from app.schema.words import N_
from models.office_enums import Door


class AuditEntry(Base):
    """One act; ``seq`` has no gaps and ``prev_hash`` ties each row to the one before."""

    __tablename__ = "audit_entry"
    __entity__ = Entity(
        label=N_("Audit entry"),
        plural=N_("Audit entries"),
        purpose="Shows afterwards who saw or changed what; entries cannot be changed unseen.",
        retention=Retention.audit,
        menu="Records",
        icon="shield-lock",
        columns=("seq", "at", "actor_name", "door", "action", "entity", "entity_id", "reason"),
        search=("action", "entity", "entity_id", "at", "actor_name"),
        order=("seq", "at"),
        recorded=False,
        scope=Scope(staff=True, append=True),
        access={Role.auditor: READ, Role.security_officer: READ},
    )

    id: Mapped[int] = key()
    seq: Mapped[int] = integer(N_("Sequence"), unique=True, editable=False)
    prev_hash: Mapped[str] = text(N_("Hash of the entry before"), length=64, editable=False)
    hash: Mapped[str] = text(N_("Hash"), length=64, editable=False)
    at: Mapped[datetime] = moment(N_("Time"), editable=False)
    door: Mapped[str] = text(
        N_("Door"),
        length=12,
        editable=False,
        coded=True,
        words=(("family", Door.parents.label), ("staff", Door.staff.label)),
    )
    party: Mapped[str] = text(N_("Party"), length=12, editable=False, coded=True)
    actor_id: Mapped[int | None] = integer(N_("Actor"), editable=False)
    actor_name: Mapped[str] = text(
        N_("Acted"), length=100, default="", editable=False, index=True, coded=True
    )
    action: Mapped[str] = text(N_("Action"), length=40, index=True, editable=False, coded=True)
    entity: Mapped[str] = text(N_("Entity"), length=40, index=True, editable=False, coded=True)
    entity_id: Mapped[str] = text(N_("Record"), length=40, default="", index=True, editable=False)
    district_id: Mapped[int | None] = integer(N_("District"), editable=False, index=True)
    reason: Mapped[str] = text(N_("Reason"), length=500, default="", editable=False)
    details: Mapped[dict[str, Any]] = document(N_("Details"), editable=False)
