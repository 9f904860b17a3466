"""With which key does a program act for a member of staff?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.schema.base import Base
from app.schema.commands import Command
from app.schema.entity import READ, Entity, Role, Scope
from app.schema.fields import document, key, link, moment, text
from app.schema.retention import Retention
from app.schema.words import N_

HOLDERS = frozenset(Role) - {Role.guardian, Role.system}
OVERSEERS = (Role.security_officer, Role.auditor)


def cannot_be_revoked(row: Any, now: datetime) -> str | None:
    """Return the msgid of why a token cannot be revoked any more."""
    if row.revoked_at is not None:
        return N_("It was revoked before.")
    return N_("It has ended by itself.") if row.expires_at <= now else None


class ApiToken(Base):
    """A program's key: only its keyed hash is kept, it ends by itself, and it can be revoked."""

    __tablename__ = "api_token"
    __table_args__ = (sa.UniqueConstraint("user_id", "name"),)
    __entity__ = Entity(
        label=N_("Access token"),
        plural=N_("Access tokens"),
        menu="Administration",
        icon="lock",
        columns=("name", "user_id", "scopes", "expires_at", "last_used_at", "revoked_at"),
        search=("name", "created_at", "expires_at"),
        order=("id", "created_at", "expires_at"),
        purpose="Lets a program act for a member of staff, with fewer rights, for a time.",
        retention=Retention.audit,
        scope=Scope(user="user_id", overseers=OVERSEERS),
        access={Role.security_officer: READ, Role.auditor: READ},
        acts={"hold": HOLDERS, "revoke": frozenset({Role.security_officer})},
        commands={
            "revoke": Command(
                label=N_("Revoke"),
                asks=N_("The program loses access at once. Revoke this token?"),
                icon="ban",
                tone="danger",
                why_not=cannot_be_revoked,
            )
        },
    )

    id: Mapped[int] = key()
    user_id: Mapped[int] = link(N_("Owner"), "ab_user.id", ondelete="CASCADE", editable=False)
    name: Mapped[str] = text(N_("Name"), length=60, editable=False)
    hint: Mapped[str] = text(N_("Begins with"), length=12, editable=False)
    secret_hash: Mapped[str] = text(
        N_("Keyed hash of the token"), length=64, unique=True, editable=False, internal=True
    )
    scopes: Mapped[list[str]] = document(N_("Permissions"), editable=False, coded=True)
    created_at: Mapped[datetime] = moment(N_("Created"), editable=False)
    expires_at: Mapped[datetime] = moment(N_("Valid until"), editable=False)
    last_used_at: Mapped[datetime | None] = moment(N_("Last used"), editable=False)
    revoked_at: Mapped[datetime | None] = moment(N_("Revoked"), editable=False)

    def __str__(self) -> str:
        """Return the name that its owner gave it."""
        return self.name
