"""Does a program carry out transitions by the rules of the pages?"""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.schema.entity import Role
from app.security.actor import SYSTEM, acting_as
from models.application_event import ApplicationEvent
from models.conflict_of_interest import ConflictOfInterest
from models.enums import Verdict
from tests.admin.programs import problem
from tests.photos import plain


@pytest.fixture
def case(office):
    return office["TA"]


@pytest.fixture
def checked(case, session):
    """Every item of the case has a verdict for the family."""
    with acting_as(SYSTEM):
        for item in session.merge(case).review_items:
            item.verdict = Verdict.meets
        session.commit()


def events(session, case) -> list[str]:
    with acting_as(SYSTEM):
        asked = sa.select(ApplicationEvent.name).where(ApplicationEvent.application_id == case.id)
        return list(session.scalars(asked.order_by(ApplicationEvent.id)))


@pytest.mark.usefixtures("checked")
def test_what_is_possible_stands_in_the_record_and_can_be_done(reviewer_program, case, session):
    assert (
        "approve"
        in reviewer_program.get(f"/applications/{case.id}").get_json()["result"]["actions"]
    )

    answer = reviewer_program.act(case.id, "approve")

    assert answer.status_code == 200, answer.text
    assert answer.get_json()["result"] == {
        "id": case.id, "action": "approve", "status": "approved", "proposed": False,
    }  # fmt: skip
    assert events(session, case)[-1] == "approve"


def test_the_answers_that_its_row_asks_are_taken(reviewer_program, case, session, clock):
    until = (clock.now + timedelta(days=3)).isoformat()
    item = case.review_items[0].id
    answers = {
        "item_reasons": {str(item): "材料不全"}, "sections": ["property"], "deadline": until,
    }  # fmt: skip

    answer = reviewer_program.act(case.id, "return_for_modification", answers)

    assert answer.status_code == 200, answer.text
    told = reviewer_program.get(f"/applications/{case.id}").get_json()["result"]
    assert (told["status"], told["sections"]) == ("modifying", ["property"])
    assert told["modify_until"] == until


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({}, "item_reasons"), ({"sections": []}, "sections"), ({"sections": ["x"]}, "sections"),
        ({"deadline": "soon"}, "deadline"), ({"deadline": "2020-01-01T00:00:00Z"}, "deadline"),
        ({"item_reasons": {"1": ""}}, "item_reasons"), ({"item_reasons": ["a"]}, "item_reasons"),
        ({"item_reasons": {"x": "a"}}, "item_reasons"), ({"more": 1}, "more"), ([], "record"),
    ],
)  # fmt: skip
def test_answers_that_are_missing_or_wrong_are_told(
    reviewer_program, case, clock, session, answers, field
):
    right = {
        "item_reasons": {str(case.review_items[0].id): "材料不全"}, "sections": ["property"],
        "deadline": (clock.now + timedelta(days=3)).isoformat(),
    }  # fmt: skip
    sent = {**right, **answers} if answers else answers

    told = problem(reviewer_program.act(case.id, "return_for_modification", sent), 422)

    assert field in told["errors"]
    assert "return_for_modification" not in events(session, case)


def test_what_a_rule_forbids_is_told_in_its_sentence(reviewer_program, case):
    told = problem(reviewer_program.act(case.id, "approve"), 409)

    assert told["type"].endswith("refused")
    assert "审核" in told["detail"]


def test_nobody_acts_on_what_has_changed(reviewer_program, case, session):
    path = f"/applications/{case.id}/actions/recheck"
    for tag, status in (({}, 428), ({"If-Match": '"0"'}, 412), ({"If-Match": '"x"'}, 412)):
        answer = reviewer_program.send("POST", path, json={"reason": "复核"}, headers=tag)
        problem(answer, status)
    assert "recheck" not in events(session, case)


@pytest.mark.usefixtures("checked")
def test_the_same_key_is_carried_out_once(reviewer_program, case, session):
    path, tag = f"/applications/{case.id}", {"Idempotency-Key": "nightly-0001"}
    tag["If-Match"] = reviewer_program.get(path).headers["ETag"]

    answers = [
        reviewer_program.send("POST", f"{path}/actions/approve", json={}, headers=tag)
        for _ in range(2)
    ]

    assert [one.status_code for one in answers] == [200, 200]
    assert answers[0].get_json() == answers[1].get_json()
    assert events(session, case).count("approve") == 1
    other = reviewer_program.send(
        "POST", f"{path}/actions/recheck", json={"reason": "复核"}, headers=tag
    )
    problem(other, 422)


def test_evidence_is_a_picture(reviewer_program, case):
    content = base64.b64encode(plain()).decode()
    for wrong in ("no base64!", base64.b64encode(b"no picture").decode()):
        evidence = {"filename": "信.jpg", "content": wrong}
        answers = {"reason": "来信撤回", "evidence": evidence}
        told = problem(reviewer_program.act(case.id, "withdraw_on_behalf", answers), 422)
        assert "evidence" in told["errors"]

    answers = {"reason": "来信撤回", "evidence": {"filename": "信.jpg", "content": content}}
    answer = reviewer_program.act(case.id, "withdraw_on_behalf", answers)
    assert answer.get_json()["result"]["status"] == "withdrawn", answer.text


def test_a_conflict_of_interest_holds_at_this_door_too(reviewer_program, case):
    body = {"application_id": case.id, "reason": "亲属"}
    assert reviewer_program.send("POST", "/conflict-of-interests/", json=body).status_code == 201
    assert ConflictOfInterest.__entity__.label

    told = reviewer_program.get(f"/applications/{case.id}").get_json()["result"]

    assert "return_for_modification" not in told["actions"]


def test_a_right_that_the_owner_lacks_is_no_action(program_of, case):
    clerk = program_of(Role.clerk)

    assert clerk.get(f"/applications/{case.id}").get_json()["result"]["actions"] == []
    problem(clerk.act(case.id, "approve"), 403)


def test_a_case_of_another_district_is_not_found(reviewer_program, office):
    path = f"/applications/{office['SM'].id}/actions/approve"
    problem(reviewer_program.send("POST", path, json={}, headers={"If-Match": '"1"'}), 404)
