"""Does one act win, and are the others told so, when many want the same case at once?"""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.exceptions import StaleVersion, TransitionRefused
from app.security.actor import SYSTEM, acting_as
from app.services.seed_families import Families, reviewer_actor
from app.services.synthetic import People
from app.services.transitions import Receipt, carry_out
from app.workflow.answers import Answers
from models import Application, ApplicationEvent, OutboxMessage
from models.enums import ApplicationStatus, Verdict
from tests.conftest import NOON
from tests.stress.conftest import at_once

pytestmark = [pytest.mark.stress, pytest.mark.postgresql]


@pytest.fixture
def case(engine, round_, request):
    """A submitted case on which every verdict is given; returns its number."""
    reviewer = reviewer_actor(1, "王审核", round_.district_id)
    with acting_as(SYSTEM), Session(engine) as session:
        mine = session.merge(round_)
        people = People(sum(map(ord, request.node.name)))
        made = Families(session, mine, people, "350212001001").make(
            ApplicationStatus.submitted, NOON, reviewer
        )
        for item in made.review_items:
            item.verdict = Verdict.meets
        session.commit()
        return made.id


def approve(engine, round_, case: int, user: int, **more):
    """Approve as the reviewer of that number; return the receipt, or the refusal."""
    who = reviewer_actor(user, "王审核", round_.district_id)
    with acting_as(who), Session(engine) as session:
        try:
            return carry_out(session, case, "approve", Answers(**more), who, NOON)
        except (TransitionRefused, StaleVersion) as refused:
            return refused


def count(engine, model, case: int, **more) -> int:
    wanted = sa.select(sa.func.count(model.id)).filter_by(application_id=case, **more)
    with acting_as(SYSTEM), Session(engine) as session:
        return session.scalar(wanted)


@pytest.mark.parametrize("by_version", [False, True])
def test_one_of_fifty_approvals_wins_and_the_others_are_refused(engine, round_, case, by_version):
    read = {"version": version(engine, case)} if by_version else {}

    given = at_once(
        lambda user=user: approve(engine, round_, case, user, **read) for user in range(1, 51)
    )

    assert len([one for one in given if isinstance(one, Receipt)]) == 1
    assert count(engine, ApplicationEvent, case, name="approve") == 1
    assert count(engine, OutboxMessage, case, template="application_approved") == 1


def version(engine, case: int) -> int:
    with acting_as(SYSTEM), Session(engine) as session:
        return session.get_one(Application, case).version


def test_one_reviewer_who_presses_twice_gets_the_same_receipt(engine, round_, case):
    who = reviewer_actor(7, "王审核", round_.district_id)

    def press():
        with acting_as(who), Session(engine) as session:
            return carry_out(session, case, "approve", Answers(), who, NOON, key="twice")

    receipts = at_once(press for _ in range(10))

    assert receipts == [receipts[0]] * 10
