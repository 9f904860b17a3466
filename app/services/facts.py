"""What does the database know that a rule asks for?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.policy.deadlines import reminder_moments
from app.policy.steps import complete
from app.security.actor import Actor
from app.security.system_view import system_view
from app.services import extra_fields
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


def live_elsewhere(session: Session, applications: Sequence[Application]) -> frozenset[int]:
    """Return of which applications a child is live in another one of the same year."""
    children = {
        (row.year, Student.id_number.fingerprint_of(student))
        for row in applications
        for student in row.students
    }
    if not children:
        return frozenset()
    fingerprint = Student.id_number.fingerprint()
    live = sa.select(Student.year, fingerprint, Student.application_id).where(
        Student.live, sa.tuple_(Student.year, fingerprint).in_(children)
    )
    with system_view(session) as own:
        holder = {(year, number): key for year, number, key in own.execute(live)}
    return frozenset(
        row.id
        for row in applications
        for student in row.students
        if holder.get((row.year, Student.id_number.fingerprint_of(student)), row.id) != row.id
    )


def already_told(session: Session, applications: Sequence[Application]) -> frozenset[int]:
    """Return of which applications a message of the last event has left, or will never leave."""
    last = {row.events[-1].id: row.id for row in applications if row.events}
    if not last:
        return frozenset()
    left = sa.select(OutboxMessage.event_id).where(
        OutboxMessage.event_id.in_(last), OutboxMessage.state != MessageState.waiting
    )
    with system_view(session) as own:
        return frozenset(last[key] for key in own.scalars(left) if key is not None)


@dataclass(frozen=True)
class PageFacts:
    """The facts of many cases, each looked up once for all of them."""

    standing: Standing
    live_elsewhere: frozenset[int]
    already_told: frozenset[int]


@dataclass(frozen=True)
class DatabaseFacts:
    """The facts of one application, looked up only when a rule asks, unless a page knows them."""

    session: Session
    application: Application
    actor: Actor
    page: PageFacts | None = None

    def is_complete(self) -> bool:
        """Return whether every section of the draft is complete."""
        draft = self.application.draft
        return draft is not None and complete(
            self.application.round, extra_fields.done(self.session, self.application)
        )

    def child_live_elsewhere(self) -> bool:
        """Return whether a child of this case is live in another one of the same year."""
        if self.page is not None:
            return self.application.id in self.page.live_elsewhere
        return bool(live_elsewhere(self.session, [self.application]))

    def is_own_family(self) -> bool:
        """Return whether the acting member of staff is a guardian in this case."""
        return self.application.id in self._stands.own_family

    def has_declared_conflict(self) -> bool:
        """Return whether the acting member of staff declared not to act on this case."""
        return self.application.id in self._stands.conflicts

    @cached_property
    def _stands(self) -> Standing:
        """Look it up once: every transition of a page asks, and the answer is the same."""
        if self.page is not None:
            return self.page.standing
        return standing(self.session, self.actor, [self.application.id])

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
        if self.page is not None:
            return self.application.id not in self.page.already_told
        return not already_told(self.session, [self.application])


def span(application: Application) -> tuple[datetime, datetime]:
    """Return from when until when a family is to be reminded: of its draft or its modification."""
    if application.status is ApplicationStatus.draft or application.modify_until is None:
        return application.created_at, application.round.closes_at
    granted = [event.at for event in application.events if event.target == "modifying"]
    return granted[-1], application.modify_until


def reminder_key(application: Application, at: datetime) -> str:
    """Return the key under which a reminder is queued once."""
    return f"{REMINDER}:{application.uid}:{at.isoformat()}"
