"""Who is the family's account?"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.schema.base import Base, HasUid
from app.schema.entity import READ, Entity, Role, Scope
from app.schema.fields import choice, entry, integer, key, link, moment, person_name
from app.schema.kinds import Kind
from app.schema.retention import Retention
from app.schema.words import N_
from app.security.sealed import sealed, sealed_or_none
from models.enums import IdType, RealNameLevel


class Account(HasUid, Base):
    """A guardian's account; never a member of staff (those live in Flask-AppBuilder's users)."""

    __tablename__ = "account"
    __entity__ = Entity(
        label=N_("Account"),
        plural=N_("Accounts"),
        purpose="Lets a guardian log in, be reached, and be the same person in every registration.",
        retention=Retention.account,
        menu="Families",
        icon="user",
        columns=("name", "id_number", "phone", "level", "created_at"),
        search=("name", "id_number", "phone", "level"),
        order=("id", "created_at"),
        fieldsets={
            N_("Holder"): ("name", "id_type", "id_number", "phone", "level"),
            N_("Log-in"): ("failed_logins", "locked_until"),
        },
        scope=Scope(account="id", staff=True),
        access={
            Role.help_desk: READ,
            Role.supervisor: READ,
            Role.security_officer: READ,
            Role.auditor: READ,
        },
        acts={"raise_level": frozenset({Role.clerk, Role.reviewer})},
    )

    id: Mapped[int] = key()
    name: Mapped[str] = person_name(N_("Full name"), index=True, quick=True)
    id_type: Mapped[str] = entry(N_("ID type"), "id_type", default=IdType.resident_id_card.value)
    id_number = sealed_or_none(
        Kind.id_number,
        N_("ID number"),
        group="id_number",
        unique=True,
        purpose="Knows the guardian again; its fingerprint keeps a second account out.",
        quick=True,
    )
    phone = sealed(
        Kind.phone,
        N_("Mobile number"),
        group="phone",
        unique=True,
        purpose="Receives codes and messages; logs the guardian in.",
        quick=True,
    )
    level: Mapped[RealNameLevel] = choice(
        N_("Real-name level"), RealNameLevel, default=RealNameLevel.unverified, editable=False
    )
    district_id: Mapped[int | None] = link(N_("Chosen district"), "district.id", editable=False)
    created_at: Mapped[datetime] = moment(N_("Created"), editable=False)
    password_hash: Mapped[str] = mapped_column(sa.String(256))
    failed_logins: Mapped[int] = integer(N_("Failed logins"), default=0, editable=False)
    locked_until: Mapped[datetime | None] = moment(N_("Locked until"), editable=False)
    large_text: Mapped[bool] = mapped_column(default=False)

    def __str__(self) -> str:
        """Return the holder's name."""
        return self.name
