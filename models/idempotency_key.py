"""Was this very request already carried out?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.schema.base import Base
from app.schema.entity import READ, Entity, Role, Scope
from app.schema.fields import document, key, moment, text
from app.schema.retention import Retention
from app.schema.words import N_


class IdempotencyKey(Base):
    """The receipt of a command; a retry with the same key and body gets the same receipt."""

    __tablename__ = "idempotency_key"
    __table_args__ = (sa.UniqueConstraint("principal", "key"),)
    __entity__ = Entity(
        label=N_("Request receipt"),
        plural=N_("Request receipts"),
        purpose="Keeps a command that is sent twice from being carried out twice.",
        retention=Retention.access_log,
        menu="Records",
        icon="copy",
        columns=("created_at", "principal", "command"),
        search=("command", "created_at"),
        order=("id", "created_at"),
        recorded=False,
        scope=Scope(staff=True, append=True),
        access={Role.auditor: READ},
    )

    id: Mapped[int] = key()
    principal: Mapped[str] = text(N_("Principal"), length=40, editable=False)
    key: Mapped[str] = text(N_("Request key"), length=64, editable=False, internal=True)
    command: Mapped[str] = text(N_("Command"), length=60, editable=False)
    body_sha256: Mapped[str] = text(
        N_("Hash of the request"), length=64, editable=False, internal=True
    )
    receipt: Mapped[dict[str, Any]] = document(N_("Receipt"), editable=False, internal=True)
    created_at: Mapped[datetime] = moment(N_("Created"), index=True, editable=False)
