"""Does the inbox show what was told, and neither what is held back nor what was taken back?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.security.actor import SYSTEM, acting_as
from models.account import Account
from models.enums import MessageState
from models.outbox_message import OutboxMessage
from tests.factories import create

EIGHT = timedelta(seconds=8)


@pytest.fixture
def messages(family, session, clock):
    """A message that was sent, one that is held back and one that was taken back."""
    with acting_as(SYSTEM):
        account = session.scalars(sa.select(Account).where(Account.name == "陈建国")).one()
        facts = {
            "account_id": account.id, "template": "application_withdrawn", "params": {},
            "queued_at": clock.now, "not_before": clock.now, "read_at": None,
        }  # fmt: skip
        states = {"sent": MessageState.sent, "cancelled": MessageState.cancelled}
        made = {
            name: create(session, OutboxMessage, **facts, state=state, in_inbox=True)
            for name, state in states.items()
        }
        held = facts | {"not_before": clock.now + EIGHT, "state": MessageState.waiting}
        made["held"] = create(session, OutboxMessage, **held, in_inbox=True)
        session.commit()
    return made


def badge(page) -> str:
    found = re.search(r'class="badge badge-blue">(\d+)<', page.text)
    return found.group(1) if found else ""


def test_only_what_was_told_is_shown_and_counted(family, messages):
    page = family.get("/inbox")

    assert page.text.count("<li>") == 1
    assert badge(page) == "1"


def test_what_was_held_back_is_shown_when_its_moment_came(family, messages, clock):
    clock.now += EIGHT

    page = family.get("/inbox")

    assert page.text.count("<li>") == 2
    assert badge(page) == "2"


def test_reading_all_reads_nothing_that_is_still_held_back(family, messages, clock, session):
    family.get("/inbox")
    page = family.post("/inbox/read")

    assert badge(page) == ""
    with acting_as(SYSTEM):
        session.expire_all()
        assert messages["sent"].read_at == clock.now
        assert messages["held"].read_at is None
