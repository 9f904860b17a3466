"""What does the database know that a rule asks for?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.policy.deadlines import reminder_moments
from app.policy.steps import complete
from app.security.actor import Actor
from app.security.system_view import system_view
from models.application import Application
from models.conflict_of_interest import ConflictOfInterest
from models.enums import ApplicationStatus, MessageState
from models.guardian import Guardian
from models.outbox_message import OutboxMessage
from models.staff_member import StaffMember
from models.student import Student

REMINDER = "deadline_reminder"
"""Template of the message that reminds of a deadline."""


@dataclass(frozen=True)
class Standing:
    """The cases on which a member of staff does not act."""

    own_family: frozenset[int]
    conflicts: frozenset[int]


def standing(session: Session, who: Actor, ids: Sequence[int]) -> Standing:
    """Return on which of the applications the member of staff does not act; for a whole page."""
    with system_view(session) as own:
        related = sa.select(Guardian.application_id).join(
            StaffMember, StaffMember.id_number.fingerprint() == Guardian.id_number.fingerprint()
        )
        declared = sa.select(ConflictOfInterest.application_id)
        return Standing(
            frozenset(
                own.scalars(
                    related.where(
                        StaffMember.user_id == who.user_id, Guardian.application_id.in_(ids)
                    )
                )
            ),
            frozenset(
                own.scalars(
                    declared.where(
                        ConflictOfInterest.user_id == who.user_id,
                        ConflictOfInterest.application_id.in_(ids),
                    )
                )
            ),
        )


@dataclass(frozen=True)
class DatabaseFacts:
    """The facts of one application, looked up only when a rule asks."""

    session: Session
    application: Application
    actor: Actor
    standing: Standing | None = None

    def is_complete(self) -> bool:
        """Return whether every section of the draft is complete."""
        draft = self.application.draft
        return draft is not None and complete(self.application.round, draft.sections_done)

    def child_live_elsewhere(self) -> bool:
        """Return whether a child of this case is live in another one of the same year."""
        numbers = [
            Student.id_number.fingerprint_of(student) for student in self.application.students
        ]
        with system_view(self.session) as own:
            other = sa.select(Student.id).where(
                Student.year == self.application.year,
                Student.live,
                Student.id_number.fingerprint().in_(numbers),
                Student.application_id != self.application.id,
            )
            return own.scalar(other.limit(1)) is not None

    def is_own_family(self) -> bool:
        """Return whether the acting member of staff is a guardian in this case."""
        return self.application.id in self._standing().own_family

    def has_declared_conflict(self) -> bool:
        """Return whether the acting member of staff declared not to act on this case."""
        return self.application.id in self._standing().conflicts

    def _standing(self) -> Standing:
        return self.standing or standing(self.session, self.actor, [self.application.id])

    def reminders_recorded(self) -> bool:
        """Return whether every reminder that fell due before the deadline was recorded."""
        wanted = {reminder_key(self.application, at) for at in self._reminders()}
        with system_view(self.session) as own:
            recorded = own.scalars(
                sa.select(OutboxMessage.dedupe_key).where(OutboxMessage.dedupe_key.in_(wanted))
            )
            return wanted == set(recorded)

    def _reminders(self) -> list[datetime]:
        start, deadline = span(self.application)
        return list(reminder_moments(start, deadline))

    def messages_unsent(self) -> bool:
        """Return whether no message of the last event has left yet."""
        last = self.application.events[-1]
        with system_view(self.session) as own:
            sent = sa.select(OutboxMessage.id).where(
                OutboxMessage.event_id == last.id, OutboxMessage.state != MessageState.waiting
            )
            return own.scalar(sent.limit(1)) is None


def span(application: Application) -> tuple[datetime, datetime]:
    """Return from when until when a family is to be reminded: of its draft or its modification."""
    if application.status is ApplicationStatus.draft or application.modify_until is None:
        return application.created_at, application.round.closes_at
    granted = [event.at for event in application.events if event.target == "modifying"]
    return granted[-1], application.modify_until


def reminder_key(application: Application, at: datetime) -> str:
    """Return the key under which a reminder is queued once."""
    return f"{REMINDER}:{application.uid}:{at.isoformat()}"
