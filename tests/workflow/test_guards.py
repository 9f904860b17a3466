"""Does each guard of each row forbid on its own?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.schema.entity import Role
from app.security.actor import family
from app.workflow.engine import refusal, refusal_sentence
from app.workflow.transitions import TRANSITIONS
from models.enums import ApplicationStatus, UnfiledPolicy, Verdict
from tests.workflow.builders import DAY, NOW, USER, a_case, an_actor, an_event, ready_for

MILLISECOND = timedelta(milliseconds=1)


def fail_all(application):
    for item in application.review_items:
        item.verdict, item.reason = Verdict.fails, "年龄不符合"
    family_item = application.review_items[-1]
    family_item.verdict, family_item.reason = Verdict.meets, None


SPOILT_CASES = {
    "is_window_open": {"closes_at": NOW},
    "is_before_modification_deadline": {"modification_closes_at": NOW},
    "are_withdrawals_open": {"withdrawal_closes_at": NOW},
    "is_recheck_open": {"recheck_closes_at": NOW},
    "are_rechecks_left": {"recheck_limit": 0},
    "is_policy_lapse": {"unfiled_policy": UnfiledPolicy.keep_filed},
    "is_policy_keep": {"unfiled_policy": UnfiledPolicy.lapse},
}
SPOILT_FACTS = {
    "is_complete": {"complete": False},
    "has_no_child_live_elsewhere": {"live_elsewhere": True},
    "is_not_own_family": {"own_family": True},
    "has_no_conflict": {"conflict": True},
    "are_reminders_recorded": {"reminded": False},
    "are_messages_unsent": {"unsent": False},
}
SPOILT_APPLICATIONS = {
    "has_every_verdict": lambda it: setattr(it.review_items[0], "verdict", None),
    "do_family_items_meet": lambda it: setattr(it.review_items[-1], "verdict", Verdict.incomplete),
    "does_a_student_pass": fail_all,
    "has_ground_to_reject": lambda it: setattr(it.review_items[-1], "reason", None),
    "is_another_decider": lambda it: an_event(it, "reject"),
    "is_fresh_own_act": lambda it: setattr(it.events[-1], "actor_id", USER + 1),
    "is_before_grant_deadline": lambda it: setattr(it, "modify_until", NOW),
    "had_been_filed": lambda it: setattr(it, "filed_at", None),
}
PAIRS = [(name, guard.__name__) for name, row in TRANSITIONS.items() for guard in row.guards]


@pytest.mark.parametrize(("name", "guard"), PAIRS)
def test_a_guard_alone_forbids_its_transition_and_says_why(name, guard):
    row = TRANSITIONS[name]
    status = max(row.sources)
    application, now = ready_for(name, status)
    for key, value in SPOILT_CASES.get(guard, {}).items():
        setattr(application.round, key, value)
    SPOILT_APPLICATIONS.get(guard, lambda _: None)(application)
    who = family(1) if guard == "is_own" else an_actor(max(row.who))
    now = NOW if guard == "has_deadline_passed" else now

    why = refusal(row, a_case(application, who, now, **SPOILT_FACTS.get(guard, {})))

    assert why == guard
    assert refusal_sentence(guard).endswith(".")


def test_the_last_millisecond_of_the_window_counts_and_the_first_after_it_does_not():
    application, _ = ready_for("submit", ApplicationStatus.draft)
    closes = application.round.closes_at
    who = an_actor(Role.guardian)

    assert refusal(TRANSITIONS["submit"], a_case(application, who, closes - MILLISECOND)) is None
    assert refusal(TRANSITIONS["submit"], a_case(application, who, closes)) == "is_window_open"


def test_an_approval_can_be_undone_for_eight_seconds():
    application, _ = ready_for("undo", ApplicationStatus.approved)
    who = an_actor(Role.reviewer)

    assert refusal(TRANSITIONS["undo"], a_case(application, who, NOW + 8 * DAY / 86400)) is None
    late = a_case(application, who, NOW + timedelta(seconds=8, milliseconds=1))
    assert refusal(TRANSITIONS["undo"], late) == "is_fresh_own_act"
