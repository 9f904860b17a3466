"""Is a transition carried out wholly, once, and by one of those who try at the same time?"""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.exceptions import JifenError, NotScoped, StaleVersion, TransitionRefused
from app.security.actor import SYSTEM, acting_as
from app.security.actor import family as family_actor
from app.services import audit, bulk, seed_reference, transitions
from app.services.seed_families import Families, reviewer_actor
from app.services.synthetic import People
from app.workflow.answers import Answers
from models.application import Application
from models.application_event import ApplicationEvent
from models.audit_entry import AuditEntry
from models.enums import ApplicationStatus, Verdict
from models.idempotency_key import IdempotencyKey
from models.outbox_message import OutboxMessage
from tests.conftest import NOON

WRITTEN = (ApplicationEvent, AuditEntry, OutboxMessage, IdempotencyKey)
REASON = Answers(reason="填写有误", sections=("students",))


def act(session, application, name, who, now=NOON, *, answers=None, key=None):
    given = answers or Answers()
    return transitions.carry_out(session, application.id, name, given, who, now, key=key)


def written(session) -> list[int]:
    session.expire_all()
    return [session.scalar(sa.select(sa.func.count(model.id))) for model in WRITTEN]


def family_of(application: Application):
    return family_actor(application.account_id, "陈建国")


def test_status_event_log_message_and_receipt_are_written_together(session, approvable, reviewer):
    application = approvable()
    before = written(session)

    receipt = act(session, application, "approve", reviewer, key="k1")

    assert (receipt.status, application.status) == ("approved", ApplicationStatus.approved)
    assert [now - then for now, then in zip(written(session), before, strict=True)] == [1] * 4
    assert audit.first_broken(session) is None


def test_a_refused_act_writes_nothing(session, case, reviewer):
    application = case(ApplicationStatus.withdrawn)
    before = written(session)

    with pytest.raises(TransitionRefused):
        act(session, application, "approve", reviewer, key="k1")

    assert written(session) == before
    assert application.status is ApplicationStatus.withdrawn


@pytest.mark.parametrize("part", ["audit.record", "notifications.queue", "receipts.keep"])
def test_an_act_that_breaks_off_anywhere_leaves_nothing(
    session, approvable, reviewer, monkeypatch, part
):
    application = approvable()
    before = written(session)
    module, _, function = part.partition(".")

    def break_off(*_, **__):
        raise JifenError

    monkeypatch.setattr(getattr(transitions, module), function, break_off)
    with pytest.raises(JifenError):
        act(session, application, "approve", reviewer, key="k1")

    assert written(session) == before
    assert application.status is ApplicationStatus.submitted
    session.commit()
    assert written(session) == before


def test_a_repeated_key_gives_the_first_receipt_and_acts_once(session, case):
    application = case()
    who = family_of(application)
    first = act(session, application, "request_modification", who, answers=REASON, key="k1")
    before = written(session)

    later = NOON + timedelta(days=300)
    again = act(session, application, "request_modification", who, later, answers=REASON, key="k1")

    assert again == first
    assert written(session) == before


@pytest.mark.parametrize(
    ("version", "raised"), [(0, StaleVersion), (99, StaleVersion), (None, None)]
)
def test_whoever_looked_at_an_older_version_is_told_so(
    session, approvable, reviewer, version, raised
):
    application = approvable()
    answers = Answers(version=version)

    if raised is None:
        assert act(session, application, "approve", reviewer, answers=answers)
    else:
        with pytest.raises(raised):
            act(session, application, "approve", reviewer, answers=answers)


def test_an_act_makes_the_version_that_others_saw_an_old_one(session, approvable, reviewer):
    application = approvable()
    seen = application.version

    act(session, application, "approve", reviewer)

    with pytest.raises(StaleVersion):
        act(session, application, "recheck", reviewer, answers=Answers(version=seen))


def test_another_districts_case_is_not_found_and_stays_as_it_is(session, approvable, rounds):
    application = approvable()
    other = reviewer_actor(2, "李审核", rounds["SM"].district_id)

    with acting_as(other):
        session.expunge_all()
        with pytest.raises(NotScoped):
            act(session, application, "approve", other)

    assert session.get(Application, application.id).status is ApplicationStatus.submitted


def test_a_transition_that_is_not_in_the_table_is_not_found(session, case, reviewer):
    with pytest.raises(NotScoped):
        act(session, case(), "no_such_act", reviewer)


def test_of_many_cases_each_is_told_what_became_of_it(session, case, approvable, reviewer):
    good, bad = approvable(), case(ApplicationStatus.withdrawn)

    results = bulk.carry_out_many(
        session, [good.id, bad.id, 10**6], "approve", lambda _: Answers(), reviewer, NOON
    )

    assert [row.done for row in results] == [True, False, False]
    assert "in the present state" in results[1].why
    assert results[2].why == NotScoped.msgid
    session.expire_all()
    assert [good.status, bad.status] == [ApplicationStatus.approved, ApplicationStatus.withdrawn]


def test_what_a_refused_case_stored_on_the_way_is_taken_back(session, case, reviewer):
    application = case(ApplicationStatus.withdrawn)

    def answers(row: Application) -> Answers:
        row.guardian_name = "半途"
        return Answers()

    bulk.carry_out_many(session, [application.id], "approve", answers, reviewer, NOON)

    session.expire_all()
    assert application.guardian_name != "半途"


@pytest.fixture
def rivals(lasting):
    """A submitted family in a database of its own, and a reviewer of its district."""
    with acting_as(SYSTEM), Session(lasting, expire_on_commit=False) as own:
        round_ = seed_reference.load_rounds(own, NOON)["TA"]
        reviewer = reviewer_actor(1, "王审核", round_.district_id)
        families = Families(own, round_, People(3), "350212")
        application = families.make(ApplicationStatus.submitted, NOON - timedelta(days=1), reviewer)
        for item in application.review_items:
            item.verdict = Verdict.meets
        own.commit()
        return application, reviewer


def test_of_rivals_at_once_one_wins_and_the_others_are_refused(at_once, lasting, rivals):
    application, reviewer = rivals
    acts = itertools.cycle(
        [
            ("approve", reviewer, {}),
            ("request_modification", family_of(application), {"answers": REASON}),
        ]
    )

    def rival(own: Session):
        name, who, more = next(acts)
        return act(own, application, name, who, **more)

    results = at_once(20, rival, TransitionRefused)

    assert sum(not isinstance(one, TransitionRefused) for one in results) == 1
    assert {one.reason for one in results if isinstance(one, TransitionRefused)} == {"status"}
    with acting_as(SYSTEM), Session(lasting) as own:
        assert audit.first_broken(own) is None
        assert written(own)[2] <= 1


def test_a_form_sent_twenty_times_at_once_acts_once_and_all_get_its_receipt(
    at_once, lasting, rivals
):
    application, _ = rivals
    who = family_of(application)

    def send(own: Session):
        return act(own, application, "request_modification", who, answers=REASON, key="k1")

    results = at_once(20, send, JifenError)

    assert len({str(one) for one in results}) == 1
    assert results[0].status == "modification_requested"
    with acting_as(SYSTEM), Session(lasting) as own:
        found = sa.select(sa.func.count(ApplicationEvent.id))
        assert own.scalar(found.where(ApplicationEvent.name == "request_modification")) == 1
        assert audit.first_broken(own) is None
