"""Is a message queued exactly when its act is, with one job for all of a command?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.exceptions import TransitionRefused
from app.messages import inbox_text, sms_text
from app.services import bulk, notifications, transitions, verification
from app.services.message_texts import INBOX, SMS, masked_name
from app.workflow.answers import Answers
from app.workflow.transitions import TRANSITIONS
from models.application import Application
from models.enums import ApplicationStatus, CodePurpose, MessageState
from models.outbox_message import OutboxMessage
from tests.conftest import NOON

SECOND = timedelta(seconds=1)


def queue(session, application: Application, key: str, **more) -> None:
    notifications.queue(
        session, "application_withdrawn", application=application, params={}, now=NOON,
        dedupe_key=key, **more,
    )  # fmt: skip


def messages(session) -> list[OutboxMessage]:
    session.expire_all()
    return list(session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)))


def act(session, application: Application, name: str, who, now=NOON, answers=None):
    return transitions.carry_out(session, application.id, name, answers or Answers(), who, now)


def test_a_message_is_queued_to_the_familys_phone_and_inbox(session, case):
    application = case()

    queue(session, application, "a")
    session.commit()

    [message] = messages(session)
    assert message.phone == application.account.phone
    assert (message.account_id, message.district_id) == (
        application.account_id, application.district_id,
    )  # fmt: skip
    assert (message.state, message.in_inbox) == (MessageState.waiting, True)


def test_one_job_delivers_all_messages_of_a_command(session, case, handed):
    application = case()

    for key in "abc":
        queue(session, application, key)
    session.commit()

    assert len(messages(session)) == 3
    assert [name for name, _ in handed] == [notifications.DELIVER]


def test_each_command_has_a_job_of_its_own(session, case, handed):
    application = case()

    for key in "ab":
        queue(session, application, key)
        session.commit()

    assert len({id_ for _, id_ in handed}) == 2


def test_a_command_that_is_taken_back_leaves_neither_message_nor_job(session, case, handed):
    application = case()

    queue(session, application, "a")
    session.rollback()
    session.commit()

    assert messages(session) == []
    assert handed == []


def test_a_command_without_a_message_hands_over_no_job(session, case, handed):
    case().sections = ["students"]
    session.commit()

    assert handed == []


def test_an_act_on_many_cases_hands_over_one_job(session, approvable, reviewer, clock, handed):
    ids = [approvable().id for _ in range(3)]
    handed.clear()

    results = bulk.carry_out_many(session, ids, "approve", lambda _: Answers(), reviewer, clock.now)

    assert [row.done for row in results] == [True] * 3
    assert len(messages(session)) == 3
    assert [name for name, _ in handed] == [notifications.DELIVER]


def test_an_act_on_many_cases_that_are_all_refused_hands_over_nothing(
    session, case, reviewer, clock, handed
):
    ids = [case(ApplicationStatus.withdrawn).id]

    bulk.carry_out_many(session, ids, "approve", lambda _: Answers(), reviewer, clock.now)

    assert handed == []


def test_an_act_on_many_cases_that_breaks_off_commits_nothing_of_them(
    session, approvable, reviewer, clock, handed
):
    ids = [approvable().id for _ in range(2)]
    handed.clear()

    def answers(application: Application) -> Answers:
        application.guardian_name = "半途"
        if application.id == ids[1]:
            raise RuntimeError
        return Answers()

    with pytest.raises(RuntimeError):
        bulk.carry_out_many(session, ids, "approve", answers, reviewer, clock.now)
    session.rollback()

    found = [session.get(Application, id_).guardian_name for id_ in ids]
    assert [name == "半途" for name in found] == [False, False]
    queue(session, session.get(Application, ids[0]), "after")
    session.commit()
    assert len(handed) == 1


def test_the_same_message_is_queued_once(session, case):
    application = case()
    queue(session, application, "a")
    session.commit()

    with pytest.raises(sa.exc.IntegrityError):
        queue(session, application, "a")


def test_a_text_that_nobody_wrote_is_refused(session, case):
    with pytest.raises(KeyError):
        notifications.queue(
            session, "no_such_text", application=case(), params={}, now=NOON, dedupe_key="a"
        )


def test_what_can_be_undone_is_held_back_for_eight_seconds(session, approvable, reviewer, clock):
    act(session, approvable(), "approve", reviewer, clock.now)

    [message] = messages(session)
    assert message.not_before == clock.now + 8 * SECOND


@pytest.fixture
def approved(session, approvable, reviewer, clock):
    """A family that was approved just now."""
    application = approvable()
    act(session, application, "approve", reviewer, clock.now)
    return application


def test_undoing_takes_the_held_message_back(session, approved, reviewer, clock):
    act(session, approved, "undo", reviewer, clock.now + 8 * SECOND)

    [message] = messages(session)
    assert message.state is MessageState.cancelled
    assert approved.status is ApplicationStatus.submitted


def test_an_act_is_not_undone_whose_message_left_while_the_rules_were_asked(
    session, approved, reviewer, clock, monkeypatch
):
    messages(session)[0].state = MessageState.sent
    session.commit()
    # The rule looked a moment before the message left.
    undo = TRANSITIONS["undo"]
    blind = replace(undo, guards=undo.guards[:1])
    monkeypatch.setattr(transitions, "TRANSITIONS", {**TRANSITIONS, "undo": blind})

    with pytest.raises(TransitionRefused, match="already been sent"):
        act(session, approved, "undo", reviewer, clock.now + 8 * SECOND)

    session.expire_all()
    assert approved.status is ApplicationStatus.approved


def test_only_the_messages_of_the_undone_act_are_taken_back(session, approved, reviewer, clock):
    queue(session, approved, "another")
    session.commit()

    act(session, approved, "undo", reviewer, clock.now + SECOND)

    states = {one.dedupe_key: one.state for one in messages(session)}
    assert states.pop("another") is MessageState.waiting
    assert set(states.values()) == {MessageState.cancelled}


def test_a_code_goes_by_sms_only_and_is_kept_sealed(session, system):
    verification.send(
        session, account_id=None, phone="13800000031", purpose=CodePurpose.register,
        content_hash="", now=NOON,
    )  # fmt: skip
    session.commit()

    [message] = messages(session)
    assert (message.in_inbox, message.by_sms) == (False, True)
    assert message.secret.encode() not in message.secret_sealed
    assert message.secret not in str(message.params) + message.dedupe_key


def test_an_sms_names_no_child_in_full_and_no_reason(session, case, doors):
    application = case(ApplicationStatus.rejected)
    event = application.events[-1]
    params = transitions.message_params(application, event)
    notifications.queue(
        session, "application_rejected", application=application, params=params, now=NOON,
        dedupe_key="a",
    )  # fmt: skip

    [message] = messages(session)
    name, [reason] = application.students[0].name, application.students[0].outcome_reasons
    with doors["parents"].test_request_context():
        assert name in inbox_text(message)
        assert reason in inbox_text(message)
        assert masked_name(name) in sms_text(message)
        assert name not in sms_text(message)
        assert reason not in sms_text(message)


@pytest.mark.parametrize(
    ("name", "masked"),
    [("陈", "陈*"), ("陈轩", "陈*"), ("陈子轩", "陈*轩"), ("欧阳子轩", "欧**轩")],
)
def test_the_middle_of_a_childs_name_is_hidden(name, masked):
    assert masked_name(name) == masked


def test_every_message_of_the_table_has_its_text_in_the_inbox_and_as_sms():
    told = {row.tells for row in TRANSITIONS.values() if row.tells}

    assert told <= INBOX.keys() <= SMS.keys()
