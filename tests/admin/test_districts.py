"""Is another district's record as little found as none, at every door?"""

from __future__ import annotations

import pytest

from app.security.actor import SYSTEM, acting_as
from models.enums import ApplicationStatus

DOORS = [
    "/applications/show/{0}", "/applications/{0}/review", "/applications/{0}/approve",
    "/applications/{0}/withdraw-on-behalf", "/api/v1/applications/{0}", "/students/show/{1}",
    "/api/v1/students/{1}", "/guardians/show/{2}", "/review-items/show/{3}",
]  # fmt: skip


def addresses(application) -> list[str]:
    ids = (
        application.id, application.students[0].id, application.guardians[0].id,
        application.review_items[0].id,
    )  # fmt: skip
    return [door.format(*ids) for door in DOORS]


def test_the_own_district_is_found_and_another_is_not(reviewer, office):
    assert {reviewer.get(path).status_code for path in addresses(office["TA"])} == {200}
    assert {reviewer.get(path).status_code for path in addresses(office["SM"])} == {404}


def test_lists_name_the_own_district_only(reviewer, office):
    for path in ("/applications/list/", "/api/v1/applications/", "/students/list/"):
        text = reviewer.get(path).text
        assert office["TA"].students[0].serial_number in text
        assert office["SM"].students[0].serial_number not in text


@pytest.mark.parametrize("action", ["approve", "withdraw-on-behalf", "return-for-modification"])
def test_an_act_on_another_district_is_not_found_and_changes_nothing(
    reviewer, office, session, action
):
    foreign = office["SM"]
    page = f"/applications/{office['TA'].id}/{action}"

    single = reviewer.post(f"/applications/{foreign.id}/{action}", page, reason="x")
    many = reviewer.post("/bulk", page, action=action, rowid=[office["TA"].id, foreign.id])

    assert (single.status_code, many.status_code) == (404, 404)
    with acting_as(SYSTEM):
        session.refresh(foreign)
        assert foreign.status is ApplicationStatus.submitted


def test_a_verdict_on_another_districts_item_is_refused(reviewer, office, session):
    own, item = office["TA"], office["SM"].review_items[0]
    page = f"/applications/{own.id}/review"

    answer = reviewer.post(page, page, **{f"item_verdict-{item.id}": "meets"})

    assert answer.status_code == 404
    with acting_as(SYSTEM):
        session.refresh(item)
        assert item.verdict is None
