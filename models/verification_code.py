"""Which code was sent for which act?"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped

from app.schema.base import Base, HasUid
from app.schema.entity import READ, Entity, Role, Scope
from app.schema.fields import choice, integer, key, link, moment, text
from app.schema.retention import Retention
from app.schema.words import N_
from models.enums import CodePurpose


class VerificationCode(HasUid, Base):
    """One code; only its keyed hash is kept, bound to account, purpose and what it confirms."""

    __tablename__ = "verification_code"
    __entity__ = Entity(
        label=N_("Verification code"),
        plural=N_("Verification codes"),
        purpose="Confirms that who acts holds the telephone of the account.",
        retention=Retention.access_log,
        menu="Records",
        icon="key",
        columns=("sent_at", "purpose", "expires_at", "tries", "used_at"),
        search=("purpose", "sent_at"),
        order=("id", "sent_at"),
        recorded=False,
        scope=Scope(account="account_id", staff=True),
        access={Role.security_officer: READ, Role.auditor: READ},
    )

    id: Mapped[int] = key()
    account_id: Mapped[int | None] = link(N_("Account"), "account.id", editable=False)
    purpose: Mapped[CodePurpose] = choice(N_("Purpose"), CodePurpose, editable=False)
    phone_index: Mapped[str] = text(
        N_("Phone fingerprint"), length=32, index=True, editable=False, internal=True
    )
    address_index: Mapped[str] = text(
        N_("Network fingerprint"), length=32, index=True, editable=False, internal=True
    )
    code_hash: Mapped[str] = text(N_("Code fingerprint"), length=64, editable=False, internal=True)
    content_hash: Mapped[str] = text(
        N_("Confirmed content"), length=64, editable=False, internal=True
    )
    sent_at: Mapped[datetime] = moment(N_("Sent"), editable=False)
    expires_at: Mapped[datetime] = moment(N_("Expires"), editable=False)
    tries: Mapped[int] = integer(N_("Wrong tries"), default=0, editable=False)
    used_at: Mapped[datetime | None] = moment(N_("Used"), editable=False)
    cancelled_at: Mapped[datetime | None] = moment(N_("Cancelled"), editable=False)
