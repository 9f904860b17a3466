"""Is every family reminded three times before a deadline, and its case closed only after it?"""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.services import reminders
from app.services.facts import REMINDER
from models.audit_entry import AuditEntry
from models.enums import ApplicationStatus, UnfiledPolicy
from models.outbox_message import OutboxMessage

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


@pytest.fixture
def draft(case):
    """A family that began five hours ago and has not filed."""
    return case(ApplicationStatus.draft, hours=5)


@pytest.fixture
def modifying(case):
    """A family whose registration was returned for modification."""
    return case(ApplicationStatus.modifying)


def reminded(session) -> list[OutboxMessage]:
    found = sa.select(OutboxMessage).where(OutboxMessage.template == REMINDER)
    return list(session.scalars(found.order_by(OutboxMessage.id)))


def told(session) -> list[str]:
    found = sa.select(OutboxMessage.template).order_by(OutboxMessage.id)
    return [template for template in session.scalars(found) if template != REMINDER]


def test_a_draft_is_reminded_72_24_and_2_hours_before_the_close(session, draft, rounds):
    closes = rounds["TA"].closes_at
    for hours, seconds in ((72, 1), (72, 0), (24, 1), (24, 0), (2, 1), (2, 0)):
        moment = closes - hours * HOUR - seconds * SECOND
        assert reminders.remind(session, moment) == (seconds == 0)

    assert len(reminded(session)) == 3
    assert {one.params["until"] for one in reminded(session)} == {closes.isoformat()}
    assert {one.account_id for one in reminded(session)} == {draft.account_id}


def test_a_modification_is_reminded_before_its_own_deadline(session, modifying):
    until = modifying.modify_until

    for hours in (72, 24, 2):
        reminders.remind(session, until - hours * HOUR)

    # It was granted three days before, so that the first reminder fell on the very moment.
    assert len(reminded(session)) == 3


def test_what_fell_due_before_a_family_began_is_not_told(session, case, rounds):
    closes = rounds["TA"].closes_at
    late = case(ApplicationStatus.draft)
    late.created_at = closes - 20 * HOUR
    session.commit()

    assert reminders.remind(session, closes - SECOND) == 1


@pytest.mark.parametrize(
    "status",
    sorted(set(ApplicationStatus) - {ApplicationStatus.draft, ApplicationStatus.modifying}),
)
def test_whoever_has_nothing_to_file_is_not_reminded(session, case, rounds, status):
    case(status)

    assert reminders.remind(session, rounds["TA"].closes_at - SECOND) == 0


def test_reminders_that_a_standstill_left_out_are_made_up_for_once(session, draft, rounds):
    moment = rounds["TA"].closes_at - HOUR

    assert reminders.remind(session, moment) == 3
    assert reminders.remind(session, moment) == 0


def test_all_reminders_of_a_minute_are_delivered_by_one_job(session, case, rounds, handed):
    for _ in range(3):
        case(ApplicationStatus.draft)
    handed.clear()

    assert reminders.remind(session, rounds["TA"].closes_at - 72 * HOUR) == 3
    assert len(handed) == 1


def test_a_draft_lapses_with_the_close_and_not_a_second_before(session, draft, rounds):
    closes = rounds["TA"].closes_at
    reminders.remind(session, closes)

    assert reminders.close_overdue(session, closes - SECOND) == 0
    assert reminders.close_overdue(session, closes) == 1
    assert draft.status is ApplicationStatus.lapsed
    assert told(session) == ["application_lapsed"]


def test_a_case_is_closed_once(session, draft, rounds):
    reminders.remind(session, rounds["TA"].closes_at)

    assert reminders.close_overdue(session, rounds["TA"].closes_at) == 1
    assert reminders.close_overdue(session, rounds["TA"].closes_at) == 0


def test_nobody_lapses_without_every_reminder_recorded(session, draft, rounds):
    closes = rounds["TA"].closes_at
    reminders.remind(session, closes)
    session.delete(reminded(session)[1])
    session.commit()

    assert reminders.close_overdue(session, closes) == 0
    assert draft.status is ApplicationStatus.draft
    assert reminders.remind(session, closes) == 1
    assert reminders.close_overdue(session, closes) == 1


@pytest.mark.parametrize(
    ("policy", "status", "message"),
    [
        (UnfiledPolicy.lapse, ApplicationStatus.lapsed, "application_lapsed"),
        (UnfiledPolicy.keep_filed, ApplicationStatus.submitted, "filed_registration_kept"),
    ],
)
def test_a_modification_not_filed_again_ends_as_the_round_says(
    session, modifying, rounds, policy, status, message
):
    rounds["TA"].unfiled_policy = policy
    session.commit()
    until = modifying.modify_until
    reminders.remind(session, until)

    assert reminders.close_overdue(session, until - SECOND) == 0
    assert reminders.close_overdue(session, until) == 1
    assert (modifying.status, modifying.modify_until) == (status, None)
    assert [student.live for student in modifying.students] == [
        status is ApplicationStatus.submitted
    ] * len(modifying.students)
    assert told(session) == [message]


def test_a_draft_lapses_also_where_a_modification_would_be_kept(session, draft, rounds):
    rounds["TA"].unfiled_policy = UnfiledPolicy.keep_filed
    session.commit()
    reminders.remind(session, rounds["TA"].closes_at)

    assert reminders.close_overdue(session, rounds["TA"].closes_at) == 1
    assert draft.status is ApplicationStatus.lapsed


def test_one_case_that_cannot_be_closed_holds_no_other_back(session, case, rounds):
    first, second = case(ApplicationStatus.draft), case(ApplicationStatus.draft)
    closes = rounds["TA"].closes_at
    reminders.remind(session, closes)
    session.delete(next(one for one in reminded(session) if one.application_id == first.id))
    session.commit()

    assert reminders.close_overdue(session, closes) == 1
    assert (first.status, second.status) == (ApplicationStatus.draft, ApplicationStatus.lapsed)


def test_the_system_is_named_as_who_closed_the_case(session, draft, rounds):
    reminders.remind(session, rounds["TA"].closes_at)
    reminders.close_overdue(session, rounds["TA"].closes_at)

    entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "lapse")).one()
    assert (entry.party, entry.entity_id) == ("system", str(draft.id))
    assert draft.events[-1].party == "system"
