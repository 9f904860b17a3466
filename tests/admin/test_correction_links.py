"""Does the way to a correction stand where one may go it, and nowhere else?"""

from __future__ import annotations

import re

import pytest

from app.schema.entity import Role
from app.security.actor import SYSTEM, acting_as
from models import Application
from models.enums import LIVE, ApplicationStatus
from tests.admin.pages import typed, words

WHY = "与户口簿不一致"


@pytest.fixture
def case(office):
    return office["TA"]


def links(text: str) -> set[str]:
    return {f"{kind}.{name}" for kind, name in re.findall(r"/(\w+)/correct/\d+/(\w+)", text)}


def test_each_filed_answer_has_its_link_on_the_review(reviewer, case):
    found = links(reviewer.get(f"/applications/{case.id}/review").text)

    assert {
        "students.name", "students.pinyin", "students.id_number", "students.region_code",
        "students.address", "students.disabled", "guardians.name", "guardians.phone",
        "guardians.id_type", "guardians.id_number", "guardians.relation", "kinships.case",
        "properties.address" if case.properties[0].owned else "properties.owned",
    } <= found  # fmt: skip


def test_one_comes_back_to_the_review(reviewer, case):
    page = f"/guardians/correct/{case.guardians[0].id}/phone?to=review"
    data = {**typed(reviewer.get(page).text), "phone": "13800001234", "reason_of_correction": WHY}

    assert f"/applications/{case.id}/review" in reviewer.get(page).text
    assert reviewer.post(page, **data).headers["Location"].endswith(f"/{case.id}/review")


def test_who_has_no_right_sees_no_link(log_in, case):
    clerk = log_in(Role.clerk)

    assert not links(clerk.get(f"/applications/{case.id}/review").text)
    assert not links(clerk.get(f"/students/show/{case.students[0].id}").text)


@pytest.mark.parametrize("status", [one for one in ApplicationStatus if one not in LIVE])
def test_what_has_ended_has_no_link_and_is_refused_in_words(reviewer, case, session, status):
    child, page = case.students[0].id, f"/students/correct/{case.students[0].id}/name"
    data = {**typed(reviewer.get(page).text), "name": "陈晓雨", "reason_of_correction": WHY}
    with acting_as(SYSTEM):
        session.get(Application, case.id).status = status
        session.commit()

    assert not links(reviewer.get(f"/applications/{case.id}/review").text)
    assert not links(reviewer.get(f"/students/show/{child}").text)
    answer = reviewer.post(page, **data)
    assert answer.status_code == 422
    assert any("已结束" in piece for piece in words(answer.text))


def test_a_decided_case_is_corrected_where_its_ground_stays(reviewer, case, session):
    with acting_as(SYSTEM):
        session.get(Application, case.id).status = ApplicationStatus.rejected
        session.commit()

    assert "students.pinyin" in links(reviewer.get(f"/students/show/{case.students[0].id}").text)


@pytest.mark.parametrize("kind", ["students", "guardians"])
def test_the_reason_stands_in_the_history_of_the_record_itself(reviewer, case, kind):
    row = getattr(case, kind)[0]
    page = f"/{kind}/correct/{row.id}/name"
    data = {**typed(reviewer.get(page).text), "name": "陈晓雨", "reason_of_correction": WHY}
    assert reviewer.post(page, **data).status_code == 302

    assert WHY in reviewer.get(f"/{kind}/show/{row.id}?tab=history").text
