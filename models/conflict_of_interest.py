"""On which cases does a member of staff not act?"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session

from app.schema.base import Base
from app.schema.entity import OFFICE_CASE, READ, Can, Entity, Role
from app.schema.fields import key, link, moment, text
from app.schema.retention import Retention
from app.schema.words import N_
from app.security.actor import actor
from models.application import Application


class ConflictOfInterest(Base):
    """A member of staff declares not to act on a registration."""

    __tablename__ = "conflict_of_interest"
    __table_args__ = (sa.UniqueConstraint("application_id", "user_id"),)
    __entity__ = Entity(
        label=N_("Conflict of interest"),
        plural=N_("Conflicts of interest"),
        purpose="Keeps staff from deciding where they are partial.",
        retention=Retention.case,
        menu="Administration",
        icon="ban",
        columns=("application_id", "user_id", "reason", "declared_at"),
        search=("declared_at",),
        order=("id", "declared_at"),
        scope=OFFICE_CASE,
        access={Role.reviewer: READ | Can.add, Role.auditor: READ},
    )

    id: Mapped[int] = key()
    application_id: Mapped[int] = link(N_("Registration"), "application.id")
    district_id: Mapped[int] = link(N_("District"), "district.id", editable=False)
    user_id: Mapped[int] = link(N_("User"), "ab_user.id", editable=False)
    reason: Mapped[str] = text(N_("Reason"), length=300)
    declared_at: Mapped[datetime] = moment(N_("Declared"), editable=False)

    def stamp(self, session: Session, now: datetime) -> None:
        """Everybody declares for themselves; the district is that of the case."""
        case = session.get(Application, self.application_id)
        self.district_id = case.district_id if case else None  # type: ignore[assignment]
        self.user_id = actor().user_id  # type: ignore[assignment]
        self.declared_at = now
