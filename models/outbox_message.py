"""What is to be told to a family, and was it?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.schema.base import Base, HasUid
from app.schema.charts import counter
from app.schema.entity import CASE, READ, Entity, Role
from app.schema.fields import choice, document, flag, integer, key, link, moment, text
from app.schema.kinds import Kind
from app.schema.retention import Retention
from app.schema.words import N_
from app.security.sealed import sealed_or_none
from models.enums import MessageState


class OutboxMessage(HasUid, Base):
    """One message: queued with the act it tells of, shown in the inbox, sent by a job."""

    __tablename__ = "outbox_message"
    __table_args__ = (sa.Index("ix_outbox_message_due", "state", "not_before"),)
    __entity__ = Entity(
        label=N_("Message"),
        plural=N_("Messages"),
        purpose="Tells families what happened, once, even after a failure.",
        retention=Retention.case,
        menu="Records",
        icon="send",
        columns=("queued_at", "template", "state", "tries", "sent_at", "read_at"),
        search=("template", "state", "queued_at"),
        order=("id", "queued_at"),
        tabs="state",
        recorded=False,
        charts=(counter(N_("Messages that failed"), state=("failed",)),),
        scope=CASE,
        access={Role.reviewer: READ, Role.help_desk: READ, Role.auditor: READ},
    )

    id: Mapped[int] = key()
    account_id: Mapped[int | None] = link(N_("Account"), "account.id", editable=False)
    district_id: Mapped[int | None] = link(N_("District"), "district.id", editable=False)
    application_id: Mapped[int | None] = link(N_("Registration"), "application.id", editable=False)
    event_id: Mapped[int | None] = link(N_("Event"), "application_event.id", editable=False)
    template: Mapped[str] = text(
        N_("Message text"), length=60, editable=False, index=True, coded=True
    )
    params: Mapped[dict[str, Any]] = document(N_("Values"), editable=False, internal=True)
    phone = sealed_or_none(
        Kind.phone,
        N_("Mobile number"),
        editable=False,
        purpose="Is where the message is sent.",
    )
    secret = sealed_or_none(
        Kind.text,
        N_("Code to send"),
        editable=False,
        internal=True,
        purpose="Is the code to send; erased after five minutes.",
    )
    by_sms: Mapped[bool] = flag(N_("Also by SMS"), default=True, editable=False)
    in_inbox: Mapped[bool] = flag(N_("In the inbox"), default=True, editable=False)
    dedupe_key: Mapped[str] = text(
        N_("Sent once under"), length=120, unique=True, editable=False, internal=True
    )
    queued_at: Mapped[datetime] = moment(N_("Queued"), editable=False)
    not_before: Mapped[datetime] = moment(N_("Not before"), editable=False)
    state: Mapped[MessageState] = choice(
        N_("State"), MessageState, default=MessageState.waiting, editable=False
    )
    tries: Mapped[int] = integer(N_("Tries"), default=0, editable=False)
    sent_at: Mapped[datetime | None] = moment(N_("Sent"), editable=False)
    read_at: Mapped[datetime | None] = moment(N_("Read"), editable=False)
