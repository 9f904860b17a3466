"""How do queued messages leave? At least once, in order, never one that was cancelled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from app.gateways.sms import SmsFailed, SmsGateway
from models.enums import MessageState
from models.outbox_message import OutboxMessage

BATCH = 100
MOST_TRIES = 6
BACK_OFF = timedelta(seconds=30)
log = structlog.get_logger(__name__)

Writer = Callable[[OutboxMessage], str]


def deliver_due(session: Session, gateway: SmsGateway, write: Writer, now: datetime) -> int:
    """Send what is due and return how many messages left; call it as the system.

    Each message is a transaction of its own: one that fails does not hold the others back.
    """
    sent = 0
    for _ in range(BATCH):
        message = session.scalar(_next_due(now))
        if message is None:
            break
        sent += _deliver(message, gateway, write, now)
        session.commit()
    return sent


def _next_due(now: datetime) -> sa.Select[OutboxMessage]:
    return (
        sa.select(OutboxMessage)
        .where(OutboxMessage.state == MessageState.waiting, OutboxMessage.not_before <= now)
        .order_by(OutboxMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def _deliver(message: OutboxMessage, gateway: SmsGateway, write: Writer, now: datetime) -> int:
    message.tries += 1
    try:
        if message.by_sms and message.phone:
            gateway.send(message.phone, write(message), message.dedupe_key)
    except SmsFailed:
        log.warning("sms failed", message=message.id, tries=message.tries)
        if message.tries >= MOST_TRIES:
            message.state = MessageState.failed
        message.not_before = now + BACK_OFF * 2**message.tries
        return 0
    message.state = MessageState.sent
    message.sent_at = now
    return 1
