"""Is every cell of transition × status × role × district as the table says?"""

from __future__ import annotations

import itertools

import pytest

from app.exceptions import TransitionRefused
from app.schema.entity import Role, with_implied
from app.workflow.engine import fire, refusal
from app.workflow.transitions import TRANSITIONS
from models.enums import LIVE, ApplicationStatus
from tests.workflow.builders import (
    ANSWERS,
    DISTRICT,
    OTHER_DISTRICT,
    a_case,
    an_actor,
    ready_for,
)

CELLS = [
    (name, status, role, district)
    for name, status, role, district in itertools.product(
        TRANSITIONS, ApplicationStatus, Role, (DISTRICT, OTHER_DISTRICT)
    )
    if district == DISTRICT or role not in {Role.guardian, Role.system}
]


def is_allowed(name, status, role, district):
    row = TRANSITIONS[name]
    return (
        status in row.sources
        and bool(with_implied(frozenset({role})) & row.who)
        and district == DISTRICT
    )


@pytest.mark.parametrize(("name", "status", "role", "district"), CELLS)
def test_a_transition_fires_in_its_cells_and_in_no_other(name, status, role, district):
    application, now = ready_for(name, status)
    case = a_case(application, an_actor(role, district), now)
    before = len(application.events)

    if is_allowed(name, status, role, district):
        event = fire(TRANSITIONS[name], case, ANSWERS)

        assert (event.source, event.target) == (status, application.status)
        assert all(row.live is (application.status in LIVE) for row in application.students)
    else:
        with pytest.raises(TransitionRefused):
            fire(TRANSITIONS[name], case, ANSWERS)

        assert (application.status, len(application.events)) == (status, before)


def test_every_status_is_reached_and_only_the_two_ends_have_no_way_out():
    reached = {row.target for row in TRANSITIONS.values() if not callable(row.target)}
    left = set().union(*(row.sources for row in TRANSITIONS.values()))

    assert reached | {ApplicationStatus.draft} == set(ApplicationStatus)
    assert left == set(ApplicationStatus)


def test_the_office_of_another_district_is_told_no_more_than_that_nothing_was_found():
    application, now = ready_for("approve", ApplicationStatus.submitted)

    stranger = a_case(application, an_actor(Role.reviewer, OTHER_DISTRICT), now)

    assert refusal(TRANSITIONS["approve"], stranger) == "scope"
