"""How many codes are sent, how many may be wrong, and does any order of acts break a rule?"""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
import sqlalchemy as sa
import structlog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.security.actor import SYSTEM, acting_as
from app.services import verification
from app.services.verification import TooManyCodes
from models.account import Account
from models.enums import CodePurpose
from models.verification_code import VerificationCode
from tests.conftest import NOON
from tests.factories import create
from tests.services.codes import OTHER, PHONE, SECOND, counts, send, wrong

NUMBER = itertools.count(1)


def spread(count: int, every: timedelta) -> list[timedelta]:
    return [number * every for number in range(count)]


@pytest.mark.parametrize(
    ("sent", "at", "seconds"),
    [
        (spread(1, SECOND), timedelta(0), 60),
        (spread(1, SECOND), 59.5 * SECOND, 1),
        (spread(1, SECOND), 60 * SECOND, 0),
        (spread(5, 60 * SECOND), timedelta(minutes=59), 60),
        (spread(5, 60 * SECOND), timedelta(minutes=60), 0),
        (spread(10, timedelta(hours=1)), timedelta(hours=23), 3600),
        (spread(10, timedelta(hours=1)), timedelta(hours=24), 0),
    ],
)
@pytest.mark.parametrize("logged_in", [True, False])
def test_a_phone_gets_one_code_a_minute_five_an_hour_ten_a_day(
    session, system, sent, at, seconds, logged_in
):
    who = {"account_id": create(session, Account, phone=PHONE).id if logged_in else None}
    for moment in sent:
        send(session, NOON + moment, **who)

    if logged_in:
        assert verification.wait_seconds(session, PHONE, NOON + at) == seconds
    if seconds:
        with pytest.raises(TooManyCodes) as refused:
            send(session, NOON + at, **who)
        assert refused.value.params == {"seconds": seconds}
    else:
        assert send(session, NOON + at, **who)


def test_of_a_hundred_codes_asked_for_at_once_one_is_sent(at_once, lasting):
    results = at_once(100, send, TooManyCodes)

    assert sum(isinstance(one, TooManyCodes) for one in results) == 99
    with acting_as(SYSTEM), Session(lasting) as own:
        assert own.scalar(sa.select(sa.func.count(VerificationCode.id))) == 1


def test_a_stranger_holds_no_family_back_and_ends_no_code_of_theirs(session, system):
    account = create(session, Account, phone=PHONE)
    filing = {"account_id": account.id, "purpose": CodePurpose.submit}
    code = send(session, **filing)
    for number in range(1, 5):
        send(session, NOON + number * timedelta(minutes=1))

    later = NOON + timedelta(minutes=4, seconds=30)

    assert counts(session, code, later, purpose=CodePurpose.submit)
    assert verification.wait_seconds(session, PHONE, later) == 0
    assert send(session, later, **filing)


def test_a_network_gets_twenty_codes_an_hour_whatever_the_phones(session):
    for number in range(20):
        send(session, NOON + number * SECOND, phone=f"139{number:08d}", network="192.0.2.7")

    with pytest.raises(TooManyCodes) as refused:
        send(session, NOON + 30 * SECOND, network="192.0.2.7")

    assert refused.value.params == {"seconds": 3570}
    assert send(session, NOON + 30 * SECOND, network="192.0.2.8")
    assert send(session, NOON + timedelta(hours=1), phone=OTHER, network="192.0.2.7")


def test_a_refused_sending_leaves_the_live_code_alone(session):
    code = send(session)
    with pytest.raises(TooManyCodes):
        send(session, NOON + SECOND)
    session.rollback()

    assert counts(session, code, NOON + SECOND)


def guess(session: Session, times: int, at) -> None:
    """Let somebody guess wrong, five times for each phone."""
    for number in range(times // 5):
        phone = f"137{number:08d}"
        code = send(session, at, phone=phone)
        for _ in range(5):
            assert not counts(session, wrong(code), at, phone=phone)


def test_after_two_hundred_wrong_codes_nobodys_counts_and_the_alarm_is_raised(session):
    guess(session, 200, NOON)
    code = send(session, NOON)
    assert not counts(session, wrong(code), NOON)

    with structlog.testing.capture_logs() as lines:
        assert not counts(session, code, NOON)

    assert [line["log_level"] for line in lines] == ["error"]
    assert lines[0]["wrong"] == 201
    assert PHONE not in str(lines)
    assert code not in str(lines)


def test_two_hundred_wrong_codes_do_not_stop_anybody_yet(session):
    guess(session, 200, NOON)

    assert counts(session, send(session, NOON), NOON)


def test_the_brake_counts_tries_of_codes_that_were_sent_before_its_span(session):
    guess(session, 200, NOON)
    code = send(session, NOON + 4 * 60 * SECOND)
    assert not counts(session, wrong(code), NOON + 8 * 60 * SECOND)

    # The first 200 may have been tried as late as five minutes after they were sent.
    late = NOON + 14 * 60 * SECOND
    assert not counts(session, send(session, late), late)
    later = NOON + 15 * 60 * SECOND
    assert counts(session, send(session, later), later)


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["send", "right", "wrong", "old"]),
        st.integers(min_value=0, max_value=200),
    ),
    max_size=25,
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(ACTS)
def test_whatever_is_done_in_whatever_order_no_rule_is_broken(session, acts):
    model = Model(session, f"135{next(NUMBER):08d}")

    for name, seconds in acts:
        model.step(name, seconds)


class Model:
    """What the rules say of one phone, kept beside the service: sent codes with their tries."""

    def __init__(self, session: Session, phone: str) -> None:
        self.session = session
        self.phone = phone
        self.now = NOON
        self.sent: list = []
        self.live: dict | None = None

    def step(self, name: str, seconds: int) -> None:
        self.now += seconds * SECOND
        if name == "send":
            self.send()
        elif self.sent:
            self.use(name)

    def send(self) -> None:
        allowed = all(
            sum(one["at"] > self.now - span for one in self.sent) < most
            for most, span in verification.PER_PHONE
        )
        try:
            code = send(self.session, self.now, phone=self.phone)
        except TooManyCodes:
            assert not allowed
            return
        assert allowed
        self.live = {"code": code, "at": self.now, "tries": 0}
        self.sent.append(self.live)

    def use(self, name: str) -> None:
        target = self.sent[0] if name == "old" else self.sent[-1]
        code = wrong(target["code"]) if name == "wrong" else target["code"]
        live = self.live
        alive = live is not None and live["tries"] < 5 and self.now < live["at"] + 300 * SECOND
        right = live is not None and code == live["code"]
        assert counts(self.session, code, self.now, phone=self.phone) is (alive and right)
        if alive and live is not None:
            live["tries"] += not right
            self.live = None if right else live
