"""Does a refused act keep what was typed, and say at each place what is wrong with it?"""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.schema.entity import Role
from app.security.actor import SYSTEM, acting_as
from models import Application
from models.enums import ApplicationStatus, Outcome
from tests.admin.test_bulk import file
from tests.admin.test_decisions import decide
from tests.family_way import a_picture

IN_TIME = "2027-04-25T18:00"


@pytest.fixture
def case(office):
    return office["TA"]


@pytest.fixture
def senior(log_in):
    return log_in(Role.senior_reviewer)


@pytest.fixture
def rechecked(case, session):
    """A case in recheck, asked for by the family, of an accepted student."""
    with acting_as(SYSTEM):
        case.status, case.result = ApplicationStatus.recheck_requested, ApplicationStatus.approved
        case.recheck_by_family = True
        case.students[0].outcome = Outcome.accepted
        session.commit()
    return case


def send_back(desk, case, reason: str, **more):
    item = case.review_items[0]
    data = {"items": str(item.id), f"item-{item.id}": reason, "sections": "students"}
    return decide(desk, case, "return-for-modification", **{**data, **more})


def status(session, case) -> ApplicationStatus:
    with acting_as(SYSTEM):
        session.expire_all()
        return session.scalars(select(Application.status).filter_by(id=case.id)).one()


def test_a_refused_return_keeps_ticks_and_reasons(reviewer, case):
    key = case.review_items[0].id

    answer = send_back(reviewer, case, "户口页照片不清晰", deadline="")

    assert answer.status_code == 422
    assert f'value="{key}" checked' in answer.text
    assert f'name="item-{key}" value="户口页照片不清晰"' in answer.text
    assert re.search(r'<input checked [^>]*value="students"', answer.text)


def test_what_was_unticked_does_not_come_back_ticked(reviewer, case, session):
    with acting_as(SYSTEM):
        case.review_items[0].verdict = "fails"
        session.commit()
    page = f"/applications/{case.id}/return-for-modification"
    ticked = f'value="{case.review_items[0].id}" checked'
    assert ticked in reviewer.get(page).text

    assert ticked not in decide(reviewer, case, "return-for-modification", reason="").text


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [("长" * 301, "最多 300 个字，现在是 301 个字"), (" ", "请填写原因。")],
)
def test_a_reason_that_will_not_do_is_refused_at_its_item(
    reviewer, case, session, reason, sentence
):
    key = case.review_items[0].id

    answer = send_back(reviewer, case, reason, deadline=IN_TIME)

    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2
    assert f'<a href="#items-{key}">' in answer.text
    assert reason.strip() in answer.text
    assert status(session, case) is ApplicationStatus.submitted


def test_a_reason_of_the_greatest_length_is_kept_whole(reviewer, case, session):
    assert send_back(reviewer, case, "长" * 300, deadline=IN_TIME).status_code == 302

    with acting_as(SYSTEM):
        session.expire_all()
        assert case.events[-1].details["item_reasons"].popitem()[1] == "长" * 300


@pytest.mark.parametrize(
    ("deadline", "sentence"),
    [
        ("2027-04-21T11:59", "请选择至少 24 小时之后、最多 30 天之内的截止时间。"),
        ("2027-05-20T12:01", "请选择至少 24 小时之后、最多 30 天之内的截止时间。"),
        ("9999-12-31T00:00", "年份超出范围。"),
        ("0001-01-01T00:00", "年份超出范围。"),
    ],
)
def test_a_deadline_too_soon_or_too_far_is_refused_at_its_field(
    reviewer, case, session, deadline, sentence
):
    answer = send_back(reviewer, case, "照片不清晰", deadline=deadline)

    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2
    assert f'value="{deadline}"' in answer.text
    assert status(session, case) is ApplicationStatus.submitted


@pytest.mark.parametrize("deadline", ["2027-04-21T12:00", "2027-05-20T12:00"])
def test_a_deadline_of_a_day_or_of_a_month_is_taken(reviewer, case, session, deadline):
    assert send_back(reviewer, case, "照片不清晰", deadline=deadline).status_code == 302


def test_a_refused_overturning_keeps_the_chosen_outcome(senior, rechecked):
    name = f"outcome-{rechecked.students[0].id}"

    answer = decide(senior, rechecked, "overturn", reason="", **{name: "accepted"})

    assert answer.status_code == 422
    assert f'name="{name}" value="accepted" checked' in answer.text


def test_a_refused_upholding_keeps_its_reason(senior, rechecked):
    key = rechecked.review_items[0].id

    answer = decide(senior, rechecked, "uphold", **{f"item-{key}": "与原结论一致"})

    assert answer.status_code == 422
    assert f'name="item-{key}" value="与原结论一致"' in answer.text
    assert answer.text.count("请至少选择一个事项") == 2


def test_a_worse_outcome_is_refused_at_the_outcomes(senior, rechecked):
    name = f"outcome-{rechecked.students[0].id}"

    answer = decide(senior, rechecked, "overturn", reason="重新核对", **{name: "refused"})

    assert answer.status_code == 422
    assert '<a href="#outcomes">' in answer.text
    assert f'name="{name}" value="refused" checked' in answer.text


def test_a_picture_that_the_browser_does_not_keep_is_asked_for_again(reviewer, case):
    answer = decide(
        reviewer, case, "withdraw-on-behalf", reason="", evidence=file(a_picture())
    )  # fmt: skip

    assert answer.status_code == 422
    assert answer.text.count("请重新选择照片") == 2


def test_whoever_has_seen_the_change_may_press_again(reviewer, case, session):
    answer = send_back(reviewer, case, "照片不清晰", deadline=IN_TIME, version=case.version - 1)

    assert answer.status_code == 409
    assert 'value="照片不清晰"' in answer.text
    assert f'name="version" type="hidden" value="{case.version}"' in answer.text
