"""Does every due message leave at least once, whatever becomes of the others?"""

from __future__ import annotations

import io
import json
import logging
from datetime import timedelta

import pytest
import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from app.extensions import logs
from app.gateways.sms import LogSms, SmsFailed
from app.messages import sms_text
from app.security.actor import SYSTEM, acting_as
from app.services import outbox, verification
from models.enums import CodePurpose, MessageState
from models.outbox_message import OutboxMessage
from tests.conftest import NOON

PHONE = "13800000041"
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


class Gateway:
    """An SMS provider: it keeps what came, and fails for the phones it is told to."""

    def __init__(self, *broken: str, error: type[Exception] = SmsFailed) -> None:
        self.broken = set(broken)
        self.error = error
        self.got: list[tuple[str, str, str]] = []

    def send(self, phone: str, text: str, key: str) -> None:
        self.got.append((phone, text, key))
        if phone in self.broken:
            raise self.error(f"{phone} 陈子轩")

    def keys(self) -> list[str]:
        return [key for _, _, key in self.got]


def queue(session: Session, key: str, **more) -> OutboxMessage:
    values = {
        "template": "application_withdrawn", "params": {}, "phone": PHONE, "dedupe_key": key,
        "queued_at": NOON, "not_before": NOON,
    }  # fmt: skip
    message = OutboxMessage(**{**values, **more})
    session.add(message)
    session.commit()
    return message


def words(message: OutboxMessage) -> str:
    return f"{message.template}:{message.dedupe_key}"


def deliver(session: Session, gateway: Gateway, now=NOON) -> int:
    return outbox.deliver_due(session, gateway, words, now)


def test_what_is_due_leaves_in_order_and_only_once(session, system):
    for key in "abc":
        queue(session, key)
    gateway = Gateway()

    assert (deliver(session, gateway), deliver(session, gateway)) == (3, 0)
    assert gateway.keys() == ["a", "b", "c"]


def test_a_sent_message_says_when(session, system):
    message = queue(session, "a")

    deliver(session, Gateway(), NOON + MINUTE)

    assert (message.state, message.sent_at) == (MessageState.sent, NOON + MINUTE)


def test_a_message_waits_until_its_moment(session, system):
    queue(session, "a", not_before=NOON + 8 * SECOND)

    assert deliver(session, Gateway(), NOON + 7 * SECOND) == 0
    assert deliver(session, Gateway(), NOON + 8 * SECOND) == 1


def test_what_was_taken_back_never_leaves(session, system):
    queue(session, "a", state=MessageState.cancelled)

    assert deliver(session, Gateway()) == 0


def test_a_message_for_the_inbox_only_asks_no_gateway(session, system):
    message = queue(session, "a", by_sms=False)
    gateway = Gateway()

    assert deliver(session, gateway) == 1
    assert (gateway.got, message.state) == ([], MessageState.sent)


def test_one_job_delivers_however_many_there_are(session, system):
    for number in range(120):
        queue(session, str(number))

    assert deliver(session, Gateway()) == 120


@pytest.mark.parametrize("error", [SmsFailed, OSError, KeyError])
def test_a_message_that_fails_holds_no_other_back(session, system, error):
    failing = queue(session, "first", phone="13800000042")
    queue(session, "second")
    gateway = Gateway("13800000042", error=error)

    assert deliver(session, gateway) == 1
    assert gateway.keys() == ["first", "second"]
    assert (failing.state, failing.tries) == (MessageState.waiting, 1)


def test_a_message_that_cannot_be_worded_holds_no_other_back(session, system):
    queue(session, "first", template="gone")
    queue(session, "second")

    def write(message: OutboxMessage) -> str:
        return {"application_withdrawn": "已撤销"}[message.template]

    assert outbox.deliver_due(session, Gateway(), write, NOON) == 1


def test_a_failed_message_is_tried_again_ever_later_under_the_same_key(session, system):
    message = queue(session, "a")
    gateway = Gateway(PHONE)
    now, waits = NOON, []
    while message.state is MessageState.waiting:
        assert deliver(session, gateway, message.not_before) == 0
        waits.append(message.not_before - now)
        now = message.not_before

    assert gateway.keys() == ["a"] * outbox.MOST_TRIES
    assert waits == sorted(waits)
    assert waits[0] == MINUTE
    assert message.state is MessageState.failed


def test_a_gateway_that_recovers_gets_what_waited(session, system):
    message = queue(session, "a")
    deliver(session, Gateway(PHONE))

    assert deliver(session, Gateway(), NOON + MINUTE) == 1
    assert (message.state, message.tries) == (MessageState.sent, 2)


def test_a_message_whose_worker_died_while_sending_is_sent_again_under_its_key(lasting):
    class Killed(BaseException):
        """The process ends between the gateway's answer and our commit."""

    gateway = Gateway(PHONE, error=Killed)
    with acting_as(SYSTEM), Session(lasting) as first:
        queue(first, "a")
        with pytest.raises(Killed):
            deliver(first, gateway)
    gateway.broken.clear()

    with acting_as(SYSTEM), Session(lasting) as second:
        assert deliver(second, gateway) == 1

    assert gateway.keys() == ["a", "a"]


def test_many_workers_at_once_send_each_message_once(at_once, lasting):
    with acting_as(SYSTEM), Session(lasting) as own:
        for number in range(60):
            queue(own, str(number))
    gateway = Gateway()

    sent = at_once(20, lambda own: deliver(own, gateway))

    assert sum(sent) == 60
    assert sorted(gateway.keys(), key=int) == [str(number) for number in range(60)]


@pytest.mark.postgresql
def test_a_message_that_is_being_sent_is_passed_over_by_others(lasting):
    with acting_as(SYSTEM), Session(lasting) as first, Session(lasting) as second:
        queue(first, "a")
        queue(first, "b")
        first.scalar(outbox._next_due(NOON))
        gateway = Gateway()

        assert deliver(second, gateway) == 1
        assert gateway.keys() == ["b"]


def send_code(session: Session, now=NOON) -> OutboxMessage:
    verification.send(
        session, account_id=None, phone=PHONE, purpose=CodePurpose.register, content_hash="",
        now=now,
    )  # fmt: skip
    session.commit()
    return session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()


def test_a_code_is_erased_when_its_life_is_over(session, system):
    message = send_code(session)
    deliver(session, Gateway())

    assert outbox.forget_codes(session, NOON + 299 * SECOND) == 0
    assert message.secret
    assert outbox.forget_codes(session, NOON + 300 * SECOND) == 1
    assert (message.secret, message.state) == (None, MessageState.sent)
    assert outbox.forget_codes(session, NOON + 301 * SECOND) == 0


def test_a_code_that_did_not_leave_in_time_never_leaves(session, system):
    message = send_code(session)
    deliver(session, Gateway(PHONE))

    outbox.forget_codes(session, NOON + 300 * SECOND)

    assert deliver(session, Gateway(), NOON + 300 * SECOND) == 0
    assert message.state is MessageState.cancelled


def test_the_page_of_a_trial_can_still_show_a_code_that_was_erased(session, system, doors):
    message = send_code(session)
    with doors["parents"].test_request_context():
        assert message.secret in sms_text(message)
        outbox.forget_codes(session, NOON + 300 * SECOND)
        assert "******" in sms_text(message)


@pytest.fixture
def logged(monkeypatch):
    """All that is logged, as production writes it."""
    root, written = logging.getLogger(), io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", root.level)
    logs.configure("INFO", as_json=True)
    yield written
    structlog.reset_defaults()


@pytest.mark.parametrize("error", [SmsFailed, OSError])
def test_nobodys_code_name_or_number_stands_in_the_log(session, system, doors, logged, error):
    message = send_code(session)
    with doors["parents"].test_request_context():
        outbox.deliver_due(session, Gateway(PHONE, error=error), sms_text, NOON)
        outbox.deliver_due(session, LogSms(), sms_text, NOON + MINUTE)

    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    assert [line["event"] for line in lines] == ["sms failed", "sms"]
    assert lines[0]["error"] == error.__name__
    text = logged.getvalue()
    assert not [one for one in (message.secret, PHONE, PHONE[3:7], "陈子轩") if one in text]
