"""Is each registration filed once and none lost when two hundred families file at once?"""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.exceptions import JifenError
from app.security.actor import SYSTEM, acting_as
from app.services import audit, drafts, filing, verification
from app.services.verification import CodeRefused
from models import Application, Draft, Filing, Student
from models.enums import ApplicationStatus, CodePurpose, Section
from models.idempotency_key import IdempotencyKey
from tests.conftest import NOON
from tests.drafted import a_child, a_full_draft, code_for
from tests.stress.conftest import at_once

pytestmark = [pytest.mark.stress, pytest.mark.postgresql]
FAMILIES = 200


def drafted(engine, round_, **more):
    with Session(engine, expire_on_commit=False) as session:
        return a_full_draft(session, round_, NOON, **more)


def sent(engine, family) -> str:
    with Session(engine) as session:
        return code_for(session, family, NOON)


def press(engine, family, code: str, key: str = "once"):
    """File as the family; return the receipt, or the refusal."""
    with acting_as(family.actor), Session(engine) as session:
        try:
            return filing.file(
                session, family.application_id, family.actor, code=code, declared=True, key=key,
                now=NOON,
            )  # fmt: skip
        except JifenError as refused:
            return refused


def rows(engine, statement) -> list:
    with acting_as(SYSTEM), Session(engine) as session:
        return list(session.scalars(statement))


def of(model, families):
    return sa.select(model).where(
        model.application_id.in_([one.application_id for one in families])
    )


def filed(engine, families) -> list:
    keys = [one.application_id for one in families]
    submitted = Application.status == ApplicationStatus.submitted
    return rows(engine, sa.select(Application.id).where(Application.id.in_(keys), submitted))


def test_two_hundred_families_file_at_once_and_each_is_filed_exactly_once(engine, round_):
    families = [drafted(engine, round_) for _ in range(FAMILIES)]
    codes = [sent(engine, one) for one in families]

    receipts = at_once(
        lambda one=one, code=code: press(engine, one, code)
        for one, code in zip(families, codes, strict=True)
    )

    assert [one.status for one in receipts] == ["submitted"] * FAMILIES
    assert len(filed(engine, families)) == FAMILIES
    assert len(rows(engine, of(Filing, families))) == FAMILIES
    serials = {one.serial_number for one in rows(engine, of(Student, families))}
    assert len(serials) == FAMILIES
    with acting_as(SYSTEM), Session(engine) as session:
        assert audit.first_broken(session) is None


def test_no_step_is_lost_when_every_family_saves_at_once(engine, round_):
    families = [drafted(engine, round_) for _ in range(40)]

    def save(one) -> None:
        with acting_as(one.actor), Session(engine) as session:
            application = session.get_one(Application, one.application_id)
            note = [{"case": "together", "note": one.phone}]
            drafts.save(
                session, application, Section.kinship, note, done=True, revision=None, now=NOON
            )

    at_once(lambda one=one: save(one) for one in families)

    kept = {one.answers["kinship"]["note"] for one in rows(engine, of(Draft, families))}
    assert kept == {one.phone for one in families}


def test_a_child_that_two_accounts_file_at_the_same_time_is_live_once(engine, round_):
    pairs = []
    for _ in range(20):
        child = a_child(round_)
        pairs.append([drafted(engine, round_, child=child) for _ in range(2)])
    families = [one for pair in pairs for one in pair]
    codes = {one: sent(engine, one) for one in families}

    at_once(lambda one=one: press(engine, one, codes[one]) for one in families)

    for pair in pairs:
        assert len(filed(engine, pair)) == 1
        assert len([one for one in rows(engine, of(Student, pair)) if one.live]) == 1


def test_a_code_counts_once_when_used_a_hundred_times_at_once(engine, round_):
    family = drafted(engine, round_)
    code = sent(engine, family)

    given = at_once(lambda: use(engine, family, code) for _ in range(100))

    assert given.count(True) == 1


def use(engine, family, code: str) -> bool:
    """Return whether the code counted."""
    with acting_as(family.actor), Session(engine) as session:
        application = session.get_one(Application, family.application_id)
        content = filing.content_hash(filing.content(session, application))
        try:
            verification.consume(
                session, phone=family.phone, purpose=CodePurpose.submit, content_hash=content,
                code=code, now=NOON,
            )  # fmt: skip
        except CodeRefused:
            return False
        session.commit()
        return True


def test_a_form_sent_many_times_at_once_gives_the_same_receipt_each_time(engine, round_):
    family = drafted(engine, round_)
    code = sent(engine, family)

    receipts = at_once(lambda: press(engine, family, code, key="same") for _ in range(20))

    assert {repr(one) for one in receipts} == {repr(receipts[0])}
    assert receipts[0].status == "submitted"
    assert len(rows(engine, of(Filing, [family]))) == 1
    assert len(rows(engine, sa.select(IdempotencyKey).where(IdempotencyKey.key == "same"))) == 1
