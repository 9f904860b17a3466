"""On which cases does a member of staff not act?"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.schema.base import Base
from app.schema.entity import OFFICE_CASE, READ, Can, Entity, Role
from app.schema.fields import key, link, moment, text
from app.schema.words import N_


class ConflictOfInterest(Base):
    """A member of staff declares not to act on a registration."""

    __tablename__ = "conflict_of_interest"
    __table_args__ = (sa.UniqueConstraint("application_id", "user_id"),)
    __entity__ = Entity(
        label=N_("Conflict of interest"),
        plural=N_("Conflicts of interest"),
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
    district_id: Mapped[int] = link(N_("District"), "district.id")
    user_id: Mapped[int] = link(N_("User"), "ab_user.id")
    reason: Mapped[str] = text(N_("Reason"), length=300)
    declared_at: Mapped[datetime] = moment(N_("Declared"), index=True, editable=False)
