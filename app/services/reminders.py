"""Whom does a deadline concern: who is reminded, and whose registration lapses?"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.exceptions import JifenError
from app.policy.deadlines import REMINDERS, reminder_moments
from app.security.actor import SYSTEM
from app.services import notifications
from app.services.facts import REMINDER, reminder_key, span
from app.services.transitions import lock, message_params, perform
from app.workflow.answers import Answers
from models.admission_round import AdmissionRound
from models.application import Application
from models.application_event import ApplicationEvent
from models.enums import ApplicationStatus, UnfiledPolicy
from models.outbox_message import OutboxMessage

DRAFT, MODIFYING = ApplicationStatus.draft, ApplicationStatus.modifying
BATCH = 500


def remind(session: Session, now: datetime) -> int:
    """Queue every reminder that fell due and is not recorded yet; return their number."""
    queued = 0
    for application in session.scalars(_unfiled(now + max(REMINDERS))).unique():
        start, deadline = span(application)
        for moment in reminder_moments(start, deadline):
            if moment <= now and _is_new(session, reminder_key(application, moment)):
                _queue(session, application, moment, deadline, now)
                queued += 1
    session.commit()
    return queued


def _unfiled(until: datetime) -> sa.Select[Application]:
    """Return the statement that finds what is not filed and whose deadline comes before then."""
    return (
        sa.select(Application)
        .join(AdmissionRound, Application.round_id == AdmissionRound.id)
        .where(
            sa.or_(
                sa.and_(Application.status == DRAFT, AdmissionRound.closes_at <= until),
                sa.and_(Application.status == MODIFYING, Application.modify_until <= until),
            )
        )
        .order_by(Application.id)
    )


def _is_new(session: Session, key: str) -> bool:
    found = sa.select(OutboxMessage.id).where(OutboxMessage.dedupe_key == key)
    return session.scalar(found) is None


def _queue(
    session: Session, application: Application, moment: datetime, deadline: datetime, now: datetime
) -> None:
    # The event is none of the workflow's; the parameters only need the words of a message.
    blank = ApplicationEvent(at=now, name=REMINDER, reason="", details={})
    params = {**message_params(application, blank), "until": deadline.isoformat()}
    notifications.queue(
        session,
        REMINDER,
        application=application,
        params=params,
        now=now,
        dedupe_key=reminder_key(application, moment),
    )


def close_overdue(session: Session, now: datetime) -> int:
    """Lapse or keep what was not filed in time; return how many registrations were closed."""
    due = (
        _unfiled(now)
        .with_only_columns(Application.id, Application.status, AdmissionRound.unfiled_policy)
        .limit(BATCH)
    )
    return sum(_close(session, *row, now) for row in session.execute(due).all())


def _close(
    session: Session,
    application_id: int,
    status: ApplicationStatus,
    policy: UnfiledPolicy,
    now: datetime,
) -> int:
    keeps = status is MODIFYING and policy is UnfiledPolicy.keep_filed
    try:
        application = lock(session, application_id)
        perform(session, application, "keep" if keeps else "lapse", Answers(), SYSTEM, now)
    except JifenError:
        session.rollback()
        return 0
    session.commit()
    return 1
