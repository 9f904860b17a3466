"""Does a reviewer's decision on a page do what the table says?"""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.schema.entity import Role
from app.security.actor import SYSTEM, acting_as
from models import ApplicationEvent, AuditEntry, OutboxMessage, Upload
from models.enums import ApplicationStatus
from tests.admin.test_bulk import file
from tests.family_way import a_picture


def judge(desk, application, verdict: str = "meets", reason: str = ""):
    page = f"/applications/{application.id}/review"
    data = {f"item_verdict-{item.id}": verdict for item in application.review_items}
    if reason:
        data.update({f"item_reason-{item.id}": reason for item in application.review_items})
    return desk.post(page, page, **data)


def decide(desk, application, action: str, **data):
    page = f"/applications/{application.id}/{action}"
    return desk.post(page, page, **data)


@pytest.fixture
def case(office):
    return office["TA"]


def test_an_approval_needs_every_verdict(reviewer, case, session):
    refused = decide(reviewer, case, "approve")

    assert refused.status_code == 422
    assert "有的审核事项或照片还没有结论" in refused.text


def test_an_approval_is_recorded_audited_and_told_at_once(reviewer, case, session):
    assert judge(reviewer, case).status_code == 302
    assert decide(reviewer, case, "approve").status_code == 302

    with acting_as(SYSTEM):
        session.expire_all()
        assert case.status is ApplicationStatus.approved
        assert (
            session.scalar(select(ApplicationEvent.name).order_by(ApplicationEvent.id.desc()))
            == "approve"
        )
        told = session.scalars(select(OutboxMessage)).one()
        assert told.template == "application_approved"
        assert "approve" in session.scalars(select(AuditEntry.action)).all()


def test_a_verdict_against_a_family_needs_a_reason_and_the_page_keeps_what_was_typed(
    reviewer, case
):
    refused = judge(reviewer, case, "fails")

    assert refused.status_code == 422
    assert "都要填写原因" in refused.text
    assert refused.text.count('value="fails" checked') == len(case.review_items)


def test_a_rejection_takes_the_reason_of_the_failed_item(reviewer, case, session):
    judge(reviewer, case, "fails", "未查询到有效记录")
    decide(reviewer, case, "reject")

    with acting_as(SYSTEM):
        session.expire_all()
        assert case.status is ApplicationStatus.rejected
        assert "未查询到有效记录" in case.students[0].outcome_reasons


def test_bulk_approval_tells_for_each_row_whether_it_was_done(reviewer, case):
    page = f"/applications/{case.id}/approve"

    answer = reviewer.post("/bulk", page, action="approve", rowid=case.id)

    assert "0 条已办理，1 条跳过" in answer.text


def test_an_act_by_get_or_without_its_token_changes_nothing(reviewer, case, session):
    judge(reviewer, case)
    path = f"/applications/{case.id}/approve"

    assert reviewer.get(path).status_code == 200
    assert reviewer.client.post(path, base_url="http://localhost/staff").status_code == 400
    with acting_as(SYSTEM):
        session.expire_all()
        assert case.status is ApplicationStatus.submitted


def test_a_stale_page_is_refused_with_what_to_do(reviewer, case):
    page = f"/applications/{case.id}/review"

    answer = reviewer.post(page, page, version=case.version - 1)

    assert "没有保存，请重新查看" in answer.text


def test_a_press_repeated_with_its_evidence_is_told_what_the_first_did(reviewer, case, session):
    page = f"/applications/{case.id}/withdraw-on-behalf"
    key = re.search(r'name="key"[^>]*value="([^"]+)"', reviewer.get(page).text).group(1)

    answers = [
        decide(reviewer, case, "withdraw-on-behalf", key=key, reason="家长书面申请",
               evidence=file(a_picture()))
        for _ in range(2)
    ]  # fmt: skip

    assert [answer.status_code for answer in answers] == [302, 302]
    with acting_as(SYSTEM):
        assert len(session.scalars(select(Upload).filter_by(slot="office_evidence")).all()) == 1


def test_an_older_page_does_not_write_over_the_verdicts_of_another_reviewer(
    reviewer, log_in, case, session
):
    page = f"/applications/{case.id}/review"
    other = log_in(Role.senior_reviewer)
    item = case.review_items[0].id
    read = re.search(r'name="version" value="(\d+)"', other.get(page).text).group(1)
    reviewer.post(page, page, **{f"item_verdict-{item}": "fails", f"item_reason-{item}": "假证"})

    late = other.post(page, page, version=read, **{f"item_verdict-{item}": "meets"})

    assert late.status_code == 422
    with acting_as(SYSTEM):
        session.expire_all()
        assert (case.review_items[0].verdict, case.review_items[0].reason) == ("fails", "假证")


@pytest.mark.parametrize("version", ["", "zz", "0"])
def test_a_page_that_does_not_say_what_it_read_changes_nothing(reviewer, case, session, version):
    judge(reviewer, case)
    page = f"/applications/{case.id}/review"
    item = case.review_items[0].id

    verdict = reviewer.post(page, page, version=version, **{f"item_verdict-{item}": "fails"})
    approval = decide(reviewer, case, "approve", version=version)

    assert (verdict.status_code, approval.status_code) == (422, 409)
    with acting_as(SYSTEM):
        session.expire_all()
        assert case.status is ApplicationStatus.submitted


def test_a_login_from_a_case_leads_back_to_it(staff, case):
    led = staff.get(f"/applications/{case.id}/review", base_url="http://localhost/staff")

    assert led.headers["Location"].endswith(f"next=/staff/applications/{case.id}/review")


def test_news_of_a_case_arrive_in_the_order_in_which_they_happened(reviewer, case, session, clock):
    judge(reviewer, case)
    decide(reviewer, case, "approve")
    decide(reviewer, case, "recheck", reason="群众反映")

    with acting_as(SYSTEM):
        told = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
    assert [one.template for one in told] == ["application_approved", "recheck_started"]
    assert [one.not_before for one in told] == [clock.now] * 2
