"""May a transition happen, and what happens when it does? The only writer of ``status``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.exceptions import TransitionRefused
from app.schema.words import N_
from app.security.actor import Party
from app.workflow.answers import MISSING, Answers
from app.workflow.case import Case
from app.workflow.guards import SENTENCES
from app.workflow.transition import Transition
from models.application_event import ApplicationEvent
from models.enums import LIVE, ApplicationStatus

UNANSWERED = {
    "reason": N_("Give a reason of at most 500 characters."),
    "code": N_("Enter the code that was sent to your phone."),
    "declaration": N_("Read the declaration and tick it."),
    "sections": N_("Choose at least one section."),
    "deadline": N_("Choose a deadline at least 24 hours and at most 30 days ahead."),
    "item_reasons": N_(
        "Choose at least one item and give the reason for each, of at most 300 characters."
    ),
    "evidence": N_("Add a picture of the evidence."),
    "disputes": N_("Choose what you dispute, with at most three pictures."),
    "outcomes": N_("Choose the new outcome of at least one student."),
    "worse": N_("A recheck that the family asked for does not worsen the result."),
}


def refusal(transition: Transition, case: Case) -> str | None:
    """Return what forbids the transition now, or None; buttons, actions and REST ask here."""
    if case.application.status not in transition.sources:
        return "status"
    if not case.actor.has(*transition.who):
        return "role"
    if case.actor.party is Party.staff and not case.actor.reaches(case.application.district_id):
        return "scope"
    if _proposed_by_actor(transition, case):
        return "proposer"
    failed = (guard for guard in transition.guards if not guard(case))
    return next((guard.__name__ for guard in failed), None)


def refusal_sentence(reason: str) -> str:
    """Return the msgid that tells ``reason``."""
    if reason.startswith(MISSING):
        return UNANSWERED[reason.removeprefix(MISSING)]
    return SENTENCES[reason]


def available(transitions: Iterable[Transition], case: Case) -> tuple[Transition, ...]:
    """Return the transitions that nothing forbids now."""
    return tuple(row for row in transitions if refusal(row, case) is None)


def fire(transition: Transition, case: Case, answers: Answers) -> ApplicationEvent:
    """Carry out the transition and record it; the caller holds the row lock and commits."""
    _check(refusal(transition, case), transition)
    proposal = _proposal(transition, case)
    if proposal is not None:
        answers = Answers.from_details(proposal["reason"], proposal["answers"])
    else:
        _check(_unanswered(transition, case, answers), transition)
    if proposal is None and transition.second is not None and transition.second(case):
        return _propose(transition, case, answers)
    return _carry_out(transition, case, answers)


def _carry_out(transition: Transition, case: Case, answers: Answers) -> ApplicationEvent:
    application = case.application
    target = _target(transition, case, answers)
    event = _record(transition, case, answers, target)
    for effect in transition.effects:
        effect(case, answers)
    application.proposal = None
    application.status = target
    for student in application.students:
        student.live = target in LIVE
    return event


def _propose(transition: Transition, case: Case, answers: Answers) -> ApplicationEvent:
    case.application.proposal = {
        "name": transition.name,
        "by": case.actor.user_id,
        "by_name": case.actor.name,
        "reason": answers.reason,
        "answers": answers.details(transition.asks),
    }
    return _record(transition, case, answers, case.application.status, proposed=True)


def is_proposal(event: ApplicationEvent) -> bool:
    """Return whether the event only proposes a decision that another person must confirm."""
    return bool(event.details.get("proposed"))


def _record(
    transition: Transition,
    case: Case,
    answers: Answers,
    target: ApplicationStatus,
    **more: Any,
) -> ApplicationEvent:
    event = ApplicationEvent(
        at=case.now,
        name=transition.name,
        source=case.application.status,
        target=target,
        party=str(case.actor.party),
        actor_id=case.actor.user_id or case.actor.account_id,
        actor_name=case.actor.name,
        reason=answers.reason.strip(),
        details={**answers.details(transition.asks), **_about(transition, case, answers), **more},
    )
    # Appending takes the event into the session; naming its application would not.
    case.application.events.append(event)
    return event


def _about(transition: Transition, case: Case, answers: Answers) -> dict[str, Any]:
    """Return kind and person of each item that is spoken of, as they are called at this moment."""
    kept = answers.details(transition.asks)
    named = {*kept.get("item_reasons", ()), *kept.get("disputes", ())}
    items = {str(one.id): one for one in case.application.review_items if str(one.id) in named}
    about = {key: [one.kind.value, one.person] for key, one in items.items()}
    return {"about": about} if about else {}


def _target(transition: Transition, case: Case, answers: Answers) -> ApplicationStatus:
    if isinstance(transition.target, ApplicationStatus):
        return transition.target
    return transition.target(case, answers)


def _proposal(transition: Transition, case: Case) -> dict[str, Any] | None:
    kept = case.application.proposal
    return kept if kept and transition.second and kept["name"] == transition.name else None


def _proposed_by_actor(transition: Transition, case: Case) -> bool:
    kept = _proposal(transition, case)
    return kept is not None and kept["by"] == case.actor.user_id


def _unanswered(transition: Transition, case: Case, answers: Answers) -> str | None:
    missing = answers.missing(transition.asks, case.now)
    if missing is None and _worsens(case, answers):
        missing = "worse"
    return MISSING + missing if missing else None


def _worsens(case: Case, answers: Answers) -> bool:
    """Return whether a family's recheck would take an accepted student's place away."""
    application = case.application
    if not application.recheck_by_family or application.round.recheck_may_worsen:
        return False
    accepted = {str(row.id) for row in application.students if row.outcome == "accepted"}
    return any(answers.outcomes.get(student) == "refused" for student in accepted)


def _check(reason: str | None, transition: Transition) -> None:
    if reason is not None:
        raise TransitionRefused(transition.name, reason, refusal_sentence(reason))
