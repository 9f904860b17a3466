"""Do the families of a trial look as if they had come through the pages?"""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.policy.steps import complete
from app.security.actor import SYSTEM, acting_as
from app.services import seeds
from models import Application, ApplicationEvent, Filing
from models.enums import ApplicationStatus

FILED = set(ApplicationStatus) - {ApplicationStatus.draft}


@pytest.fixture
def seeded(session, clock, doors):
    """Everything that the first `make run` loads."""
    from app.admin.permissions import synchronise

    with doors["staff"].app_context(), acting_as(SYSTEM):
        synchronise(doors["staff"].appbuilder, session)
        seeds.load(session, clock.now, demo=True)
        yield session.scalars(select(Application)).unique().all()


def test_there_are_families_in_every_status_and_nothing_lies_in_the_future(seeded, session, clock):
    assert {one.status for one in seeded} == set(ApplicationStatus)
    assert not session.scalars(
        select(ApplicationEvent.id).where(ApplicationEvent.at > clock.now)
    ).all()


def test_whatever_was_filed_has_its_snapshot_and_whatever_was_not_has_no_number(seeded, session):
    numbers = {row.application_id: row.number for row in session.scalars(select(Filing))}

    assert set(numbers) == {one.id for one in seeded if one.status in FILED}
    assert {one.id for one in seeded if one.serial_numbers} == set(numbers)


def test_every_filed_family_answered_every_section(seeded):
    filed = [one for one in seeded if one.status in FILED]

    assert all(complete(one.round, one.draft.sections_done) for one in filed)
    assert all(one.filings[0].snapshot["answers"]["students"] for one in filed)
