"""To which text did a family agree, and when?"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.schema.base import Base, HasUid
from app.schema.entity import READ, Entity, Role, Scope
from app.schema.fields import key, link, moment, text
from app.schema.retention import Retention
from app.schema.words import N_


class Consent(HasUid, Base):
    """One text shown to one account: since when it was shown, and when it was agreed to."""

    __tablename__ = "consent"
    __table_args__ = (sa.UniqueConstraint("account_id", "round_id", "text_sha256"),)
    __entity__ = Entity(
        label=N_("Consent"),
        plural=N_("Consents"),
        purpose="Proves to which text a family agreed, and when.",
        retention=Retention.audit,
        menu="Records",
        icon="circle-check",
        columns=("account_id", "round_id", "shown_at", "agreed_at", "text_sha256"),
        search=("shown_at", "agreed_at"),
        order=("id", "shown_at"),
        scope=Scope(account="account_id", district="district_id"),
        access={Role.auditor: READ, Role.help_desk: READ},
    )

    id: Mapped[int] = key()
    account_id: Mapped[int] = link(N_("Account"), "account.id", editable=False)
    district_id: Mapped[int] = link(N_("District"), "district.id", editable=False)
    round_id: Mapped[int] = link(N_("Admission round"), "admission_round.id", editable=False)
    text_sha256: Mapped[str] = text(N_("Hash of the text"), length=64, editable=False)
    shown_at: Mapped[datetime] = moment(N_("Shown"), editable=False)
    agreed_at: Mapped[datetime | None] = moment(N_("Agreed"), editable=False)
