"""Does everybody read of which item, and of whom, a reason speaks?"""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.messages import inbox_text, sms_text
from app.security.actor import SYSTEM, acting_as
from models import OutboxMessage
from tests.admin.test_decisions import decide, judge

REASON = "未查询到有效记录"


@pytest.fixture
def case(office):
    return office["TA"]


@pytest.fixture
def told(reviewer, case, session, doors):
    """The message of a return for the identity of each guardian."""
    identities = [item for item in case.review_items if item.kind == "guardian_identity"]
    reasons = {f"item-{item.id}": REASON for item in identities}
    answer = decide(
        reviewer, case, "return-for-modification", sections="guardians",
        deadline="2027-04-25T18:00", items=[str(item.id) for item in identities], **reasons,
    )  # fmt: skip
    assert answer.status_code == 302, answer.text
    with acting_as(SYSTEM), doors["parents"].test_request_context():
        message = session.scalars(select(OutboxMessage)).one()
        yield {"inbox": inbox_text(message), "sms": sms_text(message)}


def test_the_inbox_names_the_item_and_the_person_of_each_reason(told, case):
    for guardian in case.guardians:
        assert f"监护人身份 {guardian.name}：{REASON}" in told["inbox"]


def test_an_sms_names_nobody_in_full(told, case):
    assert f"：{REASON}" in told["sms"]
    assert not [one for one in case.guardians if one.name in told["sms"]]


def test_the_review_page_names_whom_each_item_concerns(reviewer, case):
    page = reviewer.get(f"/applications/{case.id}/review").text

    for person in [*case.guardians, *case.students]:
        assert f'<small class="pname">{person.name}</small>' in page


def test_the_review_page_says_what_still_blocks_the_approval(reviewer, case):
    page = f"/applications/{case.id}/review"
    assert "暂不能通过：" in reviewer.get(page).text

    judge(reviewer, case)

    assert "暂不能通过：" not in reviewer.get(page).text


def test_what_was_filed_is_compared_with_its_middle_hidden(reviewer, case):
    page = reviewer.get(f"/applications/{case.id}/review").text

    number = case.guardians[0].id_number
    assert f"{case.guardians[0].name} {number[:6]}********{number[-4:]}" in page
    assert number not in page
