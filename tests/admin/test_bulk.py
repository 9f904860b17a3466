"""Does one act on many cases do on each of them what it does on one?"""

from __future__ import annotations

import io
import re

import pytest
from sqlalchemy import select

from app.schema.entity import Role
from app.security.actor import SYSTEM, acting_as
from models import ApplicationEvent, OutboxMessage, Upload
from models.enums import ApplicationStatus, PictureSlot
from tests.admin.conftest import INSIDE
from tests.family_way import a_picture


@pytest.fixture
def supervisor(log_in):
    """A supervisor of the whole city, who reaches the cases of both districts."""
    return log_in(Role.supervisor, None)


def send(desk, action: str, cases, **data):
    ids = [one.id for one in cases]
    query = f"/bulk?action={action}&" + "&".join(f"rowid={one}" for one in ids)
    token = re.search(
        r'name="csrf_token"[^>]*value="([^"]+)"', desk.get(query, follow_redirects=True).text
    )
    form = {"csrf_token": token.group(1), "action": action, "rowid": ids, **data}
    return desk.client.post("/bulk", base_url=INSIDE, data=form, content_type="multipart/form-data")


def file(data: bytes):
    return (io.BytesIO(data), "书面申请.jpg")


def statuses(session, cases) -> set:
    with acting_as(SYSTEM):
        session.expire_all()
        return {one.status for one in cases}


def test_a_withdrawal_keeps_the_one_evidence_with_each_case(supervisor, office, session):
    cases = list(office.values())

    answer = send(
        supervisor, "withdraw-on-behalf", cases, number=2, reason="家长书面申请",
        evidence=file(a_picture()),
    )  # fmt: skip

    assert "2 条已办理" in answer.text
    assert statuses(session, cases) == {ApplicationStatus.withdrawn}
    with acting_as(SYSTEM):
        kept = session.scalars(select(Upload).filter_by(slot=PictureSlot.office_evidence)).all()
        events = session.scalars(
            select(ApplicationEvent).filter_by(name="withdraw_on_behalf")
        ).all()
    assert {one.application_id for one in kept} == {one.id for one in cases}
    assert {one.details["evidence_id"] for one in events} == {one.id for one in kept}


@pytest.mark.parametrize(
    ("spoiled", "sentence"),
    [
        ({"number": 3}, "请填写所选报名的数量"),
        ({"reason": ""}, "原因"),
        ({"evidence": file(b"MZ no picture")}, "不是照片"),
        ({"evidence": file(b"")}, "照片"),
    ],
)
def test_what_is_refused_touches_no_case(supervisor, office, session, spoiled, sentence):
    cases = list(office.values())
    data = {"number": 2, "reason": "家长书面申请", "evidence": file(a_picture())}

    answer = send(supervisor, "withdraw-on-behalf", cases, **{**data, **spoiled})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert statuses(session, cases) == {ApplicationStatus.submitted}


def test_a_return_gives_every_family_the_common_reason_and_deadline(supervisor, office, session):
    cases = list(office.values())

    send(
        supervisor, "return-for-modification", cases, number=2, sections="students",
        deadline="2027-04-25T18:00", item_reason="户口页照片不清晰",
    )  # fmt: skip

    assert statuses(session, cases) == {ApplicationStatus.modifying}
    with acting_as(SYSTEM):
        told = session.scalars(select(OutboxMessage).filter_by(template="application_returned"))
        assert [one.params["reasons"] for one in told] == [[["", "", "户口页照片不清晰"]]] * 2


def test_one_case_that_may_not_does_not_hold_up_the_other(supervisor, office, session):
    cases = list(office.values())
    send(
        supervisor, "withdraw-on-behalf", cases[:1], number=1, reason="家长书面申请",
        evidence=file(a_picture()),
    )  # fmt: skip

    answer = send(
        supervisor, "withdraw-on-behalf", cases, number=2, reason="家长书面申请",
        evidence=file(a_picture()),
    )  # fmt: skip

    assert "1 条已办理，1 条跳过" in answer.text
    assert statuses(session, cases) == {ApplicationStatus.withdrawn}


def test_a_recheck_of_many_says_for_each_why_it_cannot(supervisor, office):
    answer = send(supervisor, "recheck", list(office.values()), number=2, reason="抽查")

    assert "0 条已办理，2 条跳过" in answer.text
