"""Does a command that comes twice happen once, and give the same receipt?"""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.security.actor import family
from app.services import receipts
from app.services.receipts import KeyReused
from app.services.seed_families import reviewer_actor
from tests.conftest import NOON

WHO, BODY = family(7, "陈建国"), {"id": 3, "reason": "填写有误"}
RECEIPT = {"application_id": 3, "status": "withdrawn"}


def keep(session, who=WHO, key="k1", command="withdraw", body=BODY) -> None:
    receipts.keep(session, who, key, command, body, receipt=RECEIPT, now=NOON)
    session.commit()


def test_the_same_request_gets_the_same_receipt(session):
    assert receipts.find(session, WHO, "k1", "withdraw", BODY) is None
    keep(session)

    assert receipts.find(session, WHO, "k1", "withdraw", dict(reversed(BODY.items()))) == RECEIPT


@pytest.mark.parametrize(
    ("command", "body"), [("submit", BODY), ("withdraw", {**BODY, "reason": "搬家"})]
)
def test_a_key_that_comes_with_another_request_is_refused(session, command, body):
    keep(session)

    with pytest.raises(KeyReused):
        receipts.find(session, WHO, "k1", command, body)


@pytest.mark.parametrize("other", [family(8), reviewer_actor(7, "王审核", 1)])
def test_a_key_is_its_owners_alone(session, other):
    keep(session)

    assert receipts.find(session, other, "k1", "withdraw", BODY) is None
    keep(session, who=other)


def test_a_key_is_kept_once(session):
    keep(session)

    with pytest.raises(sa.exc.IntegrityError):
        keep(session)


def test_a_receipt_goes_with_its_command_when_that_is_taken_back(session):
    receipts.keep(session, WHO, "k1", "withdraw", BODY, receipt=RECEIPT, now=NOON)
    session.rollback()

    assert receipts.find(session, WHO, "k1", "withdraw", BODY) is None


def test_a_receipt_keeps_no_word_of_the_request(session, system):
    keep(session)

    [row] = session.execute(sa.text("select * from idempotency_key")).all()
    assert "填写有误" not in str(row)
