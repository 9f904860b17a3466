"""What does a transition change besides the status?"""

from __future__ import annotations

from collections.abc import Callable

from app.workflow.answers import Answers
from app.workflow.case import Case
from app.workflow.guards import failures
from models.enums import Outcome

Effect = Callable[[Case, Answers], None]


def stamp_filed(case: Case, answers: Answers) -> None:  # noqa: ARG001 - one signature for all
    """Keep the moment of the first filing; a later one changes nothing of it."""
    case.application.filed_at = case.application.filed_at or case.now


def remember_sections(case: Case, answers: Answers) -> None:
    """Keep which sections the family wants to modify."""
    case.application.sections = list(answers.sections)


def open_sections(case: Case, answers: Answers) -> None:
    """Open the sections for modification until the deadline."""
    case.application.sections = list(answers.sections)
    case.application.modify_until = answers.deadline


def close_sections(case: Case, answers: Answers) -> None:  # noqa: ARG001 - one signature for all
    """End the modification."""
    case.application.sections = None
    case.application.modify_until = None


def settle_students(case: Case, answers: Answers) -> None:  # noqa: ARG001 - one signature for all
    """Accept every student without a failed item and refuse the others with their reasons."""
    for student in case.application.students:
        reasons = failures(case, student)
        student.outcome = Outcome.refused if reasons else Outcome.accepted
        student.outcome_reasons = reasons or None


def refuse_students(case: Case, answers: Answers) -> None:  # noqa: ARG001 - one signature for all
    """Refuse every student with the reasons of the family's failed items and of its own."""
    failed = [item for item in case.application.review_items if item.verdict == "fails"]
    for student in case.application.students:
        reasons = [item.reason for item in failed if item.student_id in {None, student.id}]
        student.outcome = Outcome.refused
        student.outcome_reasons = [reason for reason in reasons if reason] or None


def stamp_decision(case: Case, answers: Answers) -> None:  # noqa: ARG001 - one signature for all
    """Keep when and by whom it was decided."""
    case.application.decided_at = case.now
    case.application.decided_by = case.actor.user_id


def remember_result(case: Case, answers: Answers) -> None:  # noqa: ARG001 - one signature for all
    """Keep the disputed result, and whether the family disputes it."""
    case.application.result = case.application.status
    case.application.recheck_by_family = case.actor.account_id is not None
    if case.application.recheck_by_family:
        case.application.recheck_count += 1


def forget_result(case: Case, answers: Answers) -> None:  # noqa: ARG001 - one signature for all
    """End the recheck."""
    case.application.result = None
    case.application.recheck_by_family = False
    case.application.decided_at = case.now


def apply_outcomes(case: Case, answers: Answers) -> None:
    """Give each named student the new outcome, with the reason of the overturning."""
    for student in case.application.students:
        named = answers.outcomes.get(str(student.id))
        if named is not None:
            student.outcome = Outcome(named)  # type: ignore[call-arg]
            student.outcome_reasons = [answers.reason] if named == Outcome.refused else None


def forget_decision(case: Case, answers: Answers) -> None:  # noqa: ARG001 - one signature for all
    """Take back outcomes and the stamp of the decision."""
    case.application.decided_at = None
    case.application.decided_by = None
    for student in case.application.students:
        student.outcome = Outcome.pending
        student.outcome_reasons = None
