"""How is a message queued in the transaction that it tells of?"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event as events
from sqlalchemy.orm import Session

from app import jobs
from app.exceptions import TransitionRefused
from app.security.system_view import system_view
from app.services.message_texts import INBOX, SMS, masked_name
from app.workflow.guards import SENTENCES
from models.account import Account
from models.application import Application
from models.application_event import ApplicationEvent
from models.enums import MessageState
from models.outbox_message import OutboxMessage

DELIVER = "deliver_outbox"
HELD = "outbox_delay"
TOGETHER = "outbox_together"


def queue(  # noqa: PLR0913 - a message has that many facts
    session: Session,
    template: str,
    *,
    application: Application,
    params: dict[str, Any],
    now: datetime,
    dedupe_key: str,
    event: ApplicationEvent | None = None,
    hold_seconds: int = 0,
) -> None:
    """Queue a message to the family of ``application``; one job delivers all of a command.

    ``hold_seconds`` keeps it back for as long as its cause can be undone.
    """
    if template not in INBOX:
        raise KeyError(template)
    with system_view(session) as own:
        phone = own.get_one(Account, application.account_id).phone
        if event is not None:
            _release_held(own, [application.id], now)
        own.add(
            _message(
                template, application, event, params,
                phone=phone, now=now, hold_seconds=hold_seconds, dedupe_key=dedupe_key,
            )
        )  # fmt: skip
    _deliver_with_commit(session, hold_seconds)


@dataclass(frozen=True)
class News:
    """What a family is told of one act among many."""

    application: Application
    event: ApplicationEvent
    params: dict[str, Any]


def queue_many(
    session: Session, template: str, news: Sequence[News], now: datetime, hold_seconds: int
) -> None:
    """Queue the messages of many acts; what is looked up is looked up once for all of them."""
    if template not in INBOX:
        raise KeyError(template)
    with system_view(session) as own:
        wanted = sa.select(Account).where(
            Account.id.in_([one.application.account_id for one in news])
        )
        phones = {account.id: account.phone for account in own.scalars(wanted)}
        _release_held(own, [one.application.id for one in news], now)
        own.add_all(
            _message(
                template, one.application, one.event, one.params,
                phone=phones[one.application.account_id], now=now, hold_seconds=hold_seconds,
                dedupe_key=f"{template}:{one.event.uid}",
            )
            for one in news
        )  # fmt: skip
    _deliver_with_commit(session, hold_seconds)


def _message(  # noqa: PLR0913 - a message has that many facts
    template: str,
    application: Application,
    event: ApplicationEvent | None,
    params: dict[str, Any],
    *,
    phone: str | None,
    now: datetime,
    hold_seconds: int,
    dedupe_key: str,
) -> OutboxMessage:
    names = params.get("students", "").split("、") if params.get("students") else []
    return OutboxMessage(
        account_id=application.account_id,
        district_id=application.district_id,
        application_id=application.id,
        event_id=event.id if event else None,
        template=template,
        params={**params, "masked": "、".join(map(masked_name, names))},
        phone=phone,
        dedupe_key=dedupe_key,
        queued_at=now,
        not_before=now + timedelta(seconds=hold_seconds),
    )


def _release_held(own: Session, ids: Sequence[int], now: datetime) -> None:
    """Let go what was held back for an act that a later one has overtaken: news come in order."""
    held = sa.select(OutboxMessage).where(
        OutboxMessage.application_id.in_(ids),
        OutboxMessage.state == MessageState.waiting,
        OutboxMessage.not_before > now,
    )
    for message in own.scalars(held.with_for_update()):
        message.not_before = now


def queue_code(
    session: Session, *, phone: str, code: str, account_id: int | None, now: datetime
) -> None:
    """Queue a verification code; it goes by SMS only and never stands in an inbox."""
    if "verification_code" not in SMS:
        raise KeyError
    with system_view(session) as own:
        own.add(
            OutboxMessage(
                account_id=account_id,
                template="verification_code",
                params={},
                phone=phone,
                secret=code,
                in_inbox=False,
                dedupe_key=f"verification_code:{uuid.uuid4().hex}",
                queued_at=now,
                not_before=now,
            )
        )
    _deliver_with_commit(session, 0)


def cancel(session: Session, event: ApplicationEvent, now: datetime) -> None:
    """Cancel the messages of an act that is undone; ``now`` is kept as their last moment.

    TransitionRefused when one has left after all: it may have been under way when the rule
    that forbids this looked.
    """
    with system_view(session) as own:
        messages = sa.select(OutboxMessage).where(OutboxMessage.event_id == event.id)
        for message in own.scalars(messages.with_for_update()):
            if message.state is MessageState.sent:
                reason = "are_messages_unsent"
                raise TransitionRefused("undo", reason, SENTENCES[reason])
            message.state = MessageState.cancelled
            message.not_before = now


def _deliver_with_commit(session: Session, hold_seconds: int) -> None:
    """Hand over one delivery job for the whole command, however many messages it queues."""
    if HELD in session.info:
        session.info[HELD] = max(session.info[HELD], hold_seconds)
        return
    session.info[HELD] = hold_seconds


@contextmanager
def together(session: Session) -> Iterator[None]:
    """Hand over one delivery job for all commands of the block, after the last of them.

    Should the block break off, the sweep of the next minute delivers what was committed.
    """
    session.info[TOGETHER] = None
    try:
        yield
        delay = session.info[TOGETHER]
    finally:
        del session.info[TOGETHER]
    if delay is not None:
        _enqueue(session, delay)
        session.commit()


def _enqueue(session: Session, delay: int) -> None:
    jobs.enqueue(session, DELIVER, uuid.uuid4().hex, delay_seconds=delay)


@events.listens_for(Session, "before_commit")
def _hand_over(session: Session) -> None:
    delay = session.info.pop(HELD, None)
    if delay is None:
        return
    if TOGETHER in session.info:
        session.info[TOGETHER] = max(session.info[TOGETHER] or 0, delay)
        return
    session.flush()
    _enqueue(session, delay)


@events.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, previous: Any) -> None:  # noqa: ARG001 - event signature
    if not session.in_nested_transaction():
        session.info.pop(HELD, None)
