"""Is a family's withdrawal confirmed by its code, once, and told the same receipt again?"""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.security.actor import SYSTEM, acting_as
from app.security.actor import family as family_actor
from app.services import requests, seed_reference
from app.services.seed_families import Families, reviewer_actor
from app.services.synthetic import People
from app.services.verification import CodeRefused
from app.workflow.answers import Answers
from models.application import Application
from models.application_event import ApplicationEvent
from models.enums import ApplicationStatus
from models.outbox_message import OutboxMessage
from tests.conftest import NOON

WHY = Answers(reason="孩子转回原籍就读")


@pytest.fixture
def filed(case):
    """A submitted family."""
    return case()


def a_code(session: Session, application: Application) -> str:
    requests.send_code(session, application, NOON, "192.0.2.7")
    newest = sa.select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(1)
    return session.scalars(newest).one().secret


def withdraw(session: Session, application: Application, code: str, key: str | None = None):
    who = family_actor(application.account_id)
    return requests.carry_out(session, application, "withdraw", WHY, who, NOON, code=code, key=key)


def test_a_withdrawal_needs_its_code(session, filed):
    code = a_code(session, filed)

    with pytest.raises(CodeRefused):
        withdraw(session, filed, f"{(int(code) + 1) % 10**6:06d}")
    assert filed.status is ApplicationStatus.submitted

    assert withdraw(session, filed, code).status == "withdrawn"


def test_a_code_withdraws_the_registration_that_it_was_sent_for_and_no_other(session, filed, case):
    other = case(ApplicationStatus.modifying)
    other.account_id = filed.account_id
    session.commit()
    session.refresh(other)
    code = a_code(session, filed)

    with pytest.raises(CodeRefused, match="has changed"):
        withdraw(session, other, code)


def test_a_repeated_form_gets_the_first_receipt_without_a_code(session, filed):
    first = withdraw(session, filed, a_code(session, filed), key="k1")

    assert withdraw(session, filed, "", key="k1") == first


def test_what_asks_for_no_code_needs_none(session, filed):
    who = family_actor(filed.account_id)
    answers = Answers(reason="填写有误", sections=("students",))

    receipt = requests.carry_out(session, filed, "request_modification", answers, who, NOON)

    assert receipt.status == "modification_requested"


def test_a_form_sent_twenty_times_at_once_withdraws_once_and_all_get_its_receipt(at_once, lasting):
    with acting_as(SYSTEM), Session(lasting) as own:
        round_ = seed_reference.load_rounds(own, NOON)["TA"]
        families = Families(own, round_, People(3), "350212")
        reviewer = reviewer_actor(1, "王审核", round_.district_id)
        began = NOON - timedelta(days=1)
        id_ = families.make(ApplicationStatus.submitted, began, reviewer).id
        own.commit()
        code = a_code(own, own.get_one(Application, id_))

    results = at_once(20, lambda own: withdraw(own, own.get_one(Application, id_), code, "k1"))

    assert {one.status for one in results} == {"withdrawn"}
    with acting_as(SYSTEM), Session(lasting) as own:
        found = sa.select(sa.func.count(ApplicationEvent.id))
        assert own.scalar(found.where(ApplicationEvent.name == "withdraw")) == 1
