"""For which district does a member of staff act?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Mapped, relationship

from app.schema.base import Base, HasUid
from app.schema.entity import READ, STAFF_ONLY, WRITE, Can, Entity, Role
from app.schema.fields import key, link
from app.schema.kinds import Kind
from app.schema.retention import Retention
from app.schema.words import N_
from app.security.sealed import sealed_or_none

if TYPE_CHECKING:
    from models.district import District


class StaffMember(HasUid, Base):
    """A user of the portal and the district that he or she acts for; none means the whole city."""

    __tablename__ = "staff_member"
    __entity__ = Entity(
        label=N_("Member of staff"),
        plural=N_("Members of staff"),
        purpose="Says which rows a user of the portal may reach.",
        retention=Retention.audit,
        menu="Administration",
        icon="users",
        columns=("user_id", "district"),
        search=("district",),
        order=("id",),
        scope=STAFF_ONLY,
        natural_key=("user_id",),
        access={
            Role.supervisor: READ,
            Role.security_officer: WRITE | Can.import_,
            Role.auditor: READ,
        },
    )

    id: Mapped[int] = key()
    user_id: Mapped[int] = link(N_("User"), "ab_user.id", unique=True)
    district_id: Mapped[int | None] = link(N_("District"), "district.id")
    id_number = sealed_or_none(
        Kind.id_number,
        N_("ID number"),
        group="id_number",
        purpose=N_("Nobody decides on a case of the own family."),
    )

    district: Mapped[District | None] = relationship("District", lazy="joined")
