"""Is a consent kept with its text, and only after there was time to read?"""

from __future__ import annotations

import hashlib
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.security.actor import SYSTEM, acting_as, family
from app.services import consents
from app.services.consents import StillReading
from models.account import Account
from models.admission_round import AdmissionRound
from models.audit_entry import AuditEntry
from models.consent import Consent
from tests.conftest import NOON
from tests.factories import build, create

SECOND = timedelta(seconds=1)


@pytest.fixture
def round_(rounds):
    return rounds["TA"]


@pytest.fixture
def account(session, system):
    """The id of a family's account."""
    made = create(session, Account)
    session.commit()
    return made.id


def kept(session) -> Consent:
    return session.scalars(sa.select(Consent)).one()


def test_the_first_time_that_a_text_is_shown_counts(session, account, round_):
    consents.show(session, account, round_, NOON)
    again = consents.show(session, account, round_, NOON + 20 * SECOND)

    assert again.shown_at == NOON
    assert kept(session).district_id == round_.district_id


@pytest.mark.parametrize(("after", "left"), [(0, 30), (0.9, 30), (29.9, 1), (30, 0), (3600, 0)])
def test_thirty_seconds_must_pass_by_the_servers_clock(session, account, round_, after, left):
    seen = consents.show(session, account, round_, NOON)

    assert consents.seconds_left(seen, round_, NOON + after * SECOND) == left


def test_nobody_agrees_before_the_time_is_over(session, account, round_):
    consents.show(session, account, round_, NOON)

    with pytest.raises(StillReading) as refused:
        consents.agree(session, account, round_, NOON + 29 * SECOND)

    assert refused.value.params == {"seconds": 1}
    assert kept(session).agreed_at is None


def test_nobody_agrees_to_what_was_never_shown(session, account, round_):
    with pytest.raises(StillReading):
        consents.agree(session, account, round_, NOON)


def test_a_consent_is_kept_with_the_hash_of_notice_and_declaration(session, account, round_):
    consents.show(session, account, round_, NOON)
    consents.agree(session, account, round_, NOON + 30 * SECOND)

    text = f"{round_.notice}\0{round_.declaration}".encode()
    assert kept(session).agreed_at == NOON + 30 * SECOND
    assert kept(session).text_sha256 == hashlib.sha256(text).hexdigest()
    assert session.scalars(sa.select(AuditEntry.action)).all() == ["agree"]


def test_the_first_consent_stands_and_asks_for_no_more_reading(session, account, round_):
    consents.show(session, account, round_, NOON)
    consents.agree(session, account, round_, NOON + 30 * SECOND)
    consents.agree(session, account, round_, NOON + 99 * SECOND)

    assert kept(session).agreed_at == NOON + 30 * SECOND
    assert consents.seconds_left(kept(session), round_, NOON) == 0


@pytest.mark.parametrize("name", ["notice", "declaration"])
def test_a_changed_text_must_be_read_and_agreed_to_anew(session, account, round_, name):
    consents.show(session, account, round_, NOON)
    consents.agree(session, account, round_, NOON + 30 * SECOND)
    setattr(round_, name, getattr(round_, name) + "。")
    session.commit()

    assert consents.of(session, account, round_) is None
    with pytest.raises(StillReading):
        consents.agree(session, account, round_, NOON + 60 * SECOND)


def test_a_family_sees_no_others_consent(session, account, round_):
    consents.show(session, account, round_, NOON)

    with acting_as(family(account + 1)):
        session.expunge_all()
        assert consents.of(session, account, round_) is None


def test_a_page_asked_for_twice_at_once_counts_from_the_first(lasting):
    with acting_as(SYSTEM), Session(lasting) as first, ThreadPoolExecutor(1) as other:
        account, round_ = create(first, Account).id, create(first, AdmissionRound)
        first.commit()
        first.add(build_consent(account, round_))
        first.flush()

        second = other.submit(show_apart, lasting, account, round_.id)
        time.sleep(0.5)
        first.commit()

        assert second.result() == NOON


def build_consent(account: int, round_: AdmissionRound) -> Consent:
    """Build what the first of two requests writes."""
    return build(
        Consent, account_id=account, round_id=round_.id, district_id=round_.district_id,
        text_sha256=consents.text_hash(round_), shown_at=NOON,
    )  # fmt: skip


def show_apart(engine, account: int, round_: int) -> datetime:
    """Show the text in a session of its own, a second later; return when it was first shown."""
    with acting_as(SYSTEM), Session(engine) as own:
        found = own.get_one(AdmissionRound, round_)
        return consents.show(own, account, found, NOON + SECOND).shown_at
