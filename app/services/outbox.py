"""How do queued messages leave? At least once, in order, never one that was cancelled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from app.gateways.sms import SmsGateway
from app.services.verification import LIFE
from models.enums import MessageState
from models.outbox_message import OutboxMessage

MOST_TRIES = 6
BACK_OFF = timedelta(seconds=30)
log = structlog.get_logger(__name__)

Writer = Callable[[OutboxMessage], str]


def deliver_due(session: Session, gateway: SmsGateway, write: Writer, now: datetime) -> int:
    """Send what is due and return how many messages left; call it as the system.

    Each message is a transaction of its own: one that fails does not hold the others back.
    """
    sent = 0
    while (message := session.scalar(_next_due(now))) is not None:
        sent += _deliver(message, gateway, write, now)
        session.commit()
    return sent


def forget_codes(session: Session, now: datetime) -> int:
    """Erase every code whose life is over, and let none leave so late; return their number."""
    over = sa.select(OutboxMessage).where(
        OutboxMessage.template == "verification_code",
        OutboxMessage.queued_at <= now - LIFE,
        OutboxMessage.secret.is_there(),
    )
    rows = session.scalars(over.with_for_update(skip_locked=True)).all()
    for message in rows:
        message.secret = None
        if message.state is MessageState.waiting:
            message.state = MessageState.cancelled
    session.commit()
    return len(rows)


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
    except Exception:
        # Whatever went wrong with this one: raised, it would be the first again and again, and
        # hold back all that stand behind it. The log gets the error's name, never its text.
        log.warning("sms failed", message=message.id, tries=message.tries, exc_info=True)
        if message.tries >= MOST_TRIES:
            message.state = MessageState.failed
        message.not_before = now + BACK_OFF * 2**message.tries
        return 0
    message.state = MessageState.sent
    message.sent_at = now
    return 1
