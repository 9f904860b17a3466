"""Does firing a transition do what its row says, and nothing when an answer is missing?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.exceptions import TransitionRefused
from app.schema.entity import Role
from app.workflow.answers import Answers, Asks
from app.workflow.engine import UNANSWERED, fire, is_proposal, refusal
from app.workflow.transitions import TRANSITIONS
from models.enums import ApplicationStatus, Outcome, Verdict
from tests.workflow.builders import ANSWERS, NOW, a_case, an_actor, answers, ready_for

EMPTY = {
    Asks.reason: {"reason": "  "},
    Asks.code: {"code_checked": False},
    Asks.declaration: {"declared": False},
    Asks.sections: {"sections": ()},
    Asks.deadline: {"deadline": NOW + timedelta(hours=23, minutes=59)},
    Asks.item_reasons: {"item_reasons": {"1": " "}},
    Asks.evidence: {"evidence_id": None},
    Asks.disputes: {"pictures": (1, 2, 3, 4)},
    Asks.outcomes: {"outcomes": {}},
}
ASKED = [(name, ask) for name, row in TRANSITIONS.items() for ask in row.asks]


@pytest.mark.parametrize(("name", "ask"), ASKED)
def test_a_missing_answer_is_refused_with_its_sentence_and_changes_nothing(name, ask):
    row = TRANSITIONS[name]
    status = min(row.sources)
    application, now = ready_for(name, status)
    application.proposal = None
    case = a_case(application, an_actor(max(row.who)), now)

    with pytest.raises(TransitionRefused) as refused:
        fire(row, case, replace(ANSWERS, **EMPTY[ask]))

    assert refused.value.msgid == UNANSWERED[ask.name]
    assert (application.status, application.events) == (status, [])


def test_a_twin_too_young_is_refused_while_the_other_is_accepted():
    application, now = ready_for("approve", ApplicationStatus.submitted)
    application.review_items[0].verdict = Verdict.fails
    application.review_items[0].reason = "年龄不符合"

    fire(TRANSITIONS["approve"], a_case(application, an_actor(Role.reviewer), now), ANSWERS)

    young, other = application.students
    assert (young.outcome, young.outcome_reasons) == (Outcome.refused, ["年龄不符合"])
    assert (other.outcome, other.outcome_reasons) == (Outcome.accepted, None)


def test_a_rejection_waits_for_a_second_reader_who_is_somebody_else():
    application, now = ready_for("reject", ApplicationStatus.submitted)
    application.round.second_reader = True
    first = a_case(application, an_actor(Role.reviewer), now)
    second = a_case(application, replace(an_actor(Role.reviewer), user_id=10), now)

    assert is_proposal(fire(TRANSITIONS["reject"], first, ANSWERS))
    assert application.status is ApplicationStatus.submitted
    assert refusal(TRANSITIONS["reject"], first) == "proposer"
    assert not is_proposal(fire(TRANSITIONS["reject"], second, Answers()))
    assert application.status is ApplicationStatus.rejected


def test_the_second_supervisor_confirms_the_reasons_of_the_first():
    application, now = ready_for("reinstate", ApplicationStatus.withdrawn)
    application.proposal = None
    first = an_actor(Role.supervisor)
    fire(TRANSITIONS["reinstate"], a_case(application, first, now), answers(reason="误撤销"))

    other = replace(first, user_id=10)
    event = fire(TRANSITIONS["reinstate"], a_case(application, other, now), Answers())

    assert (event.reason, application.status) == ("误撤销", ApplicationStatus.submitted)
    assert event.details["evidence_id"] == ANSWERS.evidence_id


def test_a_recheck_of_the_family_does_not_take_an_accepted_place_away():
    application, now = ready_for("overturn", ApplicationStatus.recheck_requested)
    application.recheck_by_family = True
    application.students[0].outcome = Outcome.accepted
    case = a_case(application, an_actor(Role.senior_reviewer), now)

    with pytest.raises(TransitionRefused, match="does not worsen"):
        fire(TRANSITIONS["overturn"], case, answers(outcomes={"1": "refused"}))


def test_overturning_ends_in_the_status_that_the_new_outcomes_mean():
    application, now = ready_for("overturn", ApplicationStatus.recheck_requested)
    case = a_case(application, an_actor(Role.senior_reviewer), now)

    fire(TRANSITIONS["overturn"], case, answers(outcomes={"1": "refused", "2": "refused"}))

    assert application.status is ApplicationStatus.rejected


def test_upholding_returns_to_the_result_that_was_disputed():
    application, now = ready_for("uphold", ApplicationStatus.recheck_requested)
    application.result = ApplicationStatus.rejected

    fire(TRANSITIONS["uphold"], a_case(application, an_actor(Role.senior_reviewer), now), ANSWERS)

    assert application.status is ApplicationStatus.rejected
    assert application.result is None


def test_an_event_keeps_only_what_was_asked():
    application, now = ready_for("approve", ApplicationStatus.submitted)

    event = fire(TRANSITIONS["approve"], a_case(application, an_actor(Role.reviewer), now), ANSWERS)

    assert event.details == {}


def test_a_child_is_refused_for_the_family_and_for_itself_but_not_for_its_twin():
    application, now = ready_for("reject", ApplicationStatus.submitted)
    for item, reason in zip(
        application.review_items, ("号码不符", "年龄不符", "居住不足"), strict=True
    ):
        item.verdict, item.reason = Verdict.fails, reason

    fire(TRANSITIONS["reject"], a_case(application, an_actor(Role.reviewer), now), Answers())

    reasons = [student.outcome_reasons for student in application.students]
    assert reasons == [["号码不符", "居住不足"], ["年龄不符", "居住不足"]]


def test_an_event_keeps_the_name_that_the_person_had():
    application, now = ready_for("return_for_modification", ApplicationStatus.submitted)
    item = application.review_items[0]
    item.id, item.subject, application.students[0].key = 7, "student:a", "a"
    given = answers(item_reasons={"7": "请核对姓名"})
    case = a_case(application, an_actor(Role.reviewer), now)

    event = fire(TRANSITIONS["return_for_modification"], case, given)
    application.students[0].name = "陈子萱"

    assert event.details["about"] == {"7": ["student_identity", "陈子轩"]}
