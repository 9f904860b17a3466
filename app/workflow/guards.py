"""Which conditions forbid a transition? Two-line predicates, each with its sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from app.schema.words import N_
from app.workflow.case import Case
from models.enums import STUDENT_ITEMS, ApplicationStatus, UnfiledPolicy, Verdict
from models.student import Student

Guard = Callable[[Case], bool]
UNDO_WITHIN = timedelta(seconds=8)
UNDOABLE = frozenset({"approve", "reject", "return_for_modification", "grant_modification"})
DECISIONS = frozenset({"approve", "reject"})

SENTENCES: dict[str, str] = {
    "status": N_("This is not possible in the present state of the registration."),
    "role": N_("You do not have the right to do this."),
    "scope": N_("This record was not found."),
    "proposer": N_("You proposed this; another person must confirm it."),
}


def says(sentence: str) -> Callable[[Guard], Guard]:
    """Give a guard the sentence that its refusal tells."""

    def keep(guard: Guard) -> Guard:
        SENTENCES[guard.__name__] = sentence
        return guard

    return keep


@says(N_("This record was not found."))
def is_own(case: Case) -> bool:
    """Return whether the family's own account acts."""
    return case.actor.account_id == case.application.account_id


@says(N_("Nobody decides on a case of the own family."))
def is_not_own_family(case: Case) -> bool:
    """Return whether the acting member of staff is no guardian of this case."""
    return not case.facts.is_own_family()


@says(N_("You declared a conflict of interest on this case."))
def has_no_conflict(case: Case) -> bool:
    """Return whether the acting member of staff declared no conflict."""
    return not case.facts.has_declared_conflict()


@says(N_("Registration is not open now."))
def is_window_open(case: Case) -> bool:
    """Return whether the request arrived inside the round's window; the end is exclusive."""
    return case.application.round.opens_at <= case.now < case.application.round.closes_at


@says(N_("Some sections are not complete yet."))
def is_complete(case: Case) -> bool:
    """Return whether every section is complete."""
    return case.facts.is_complete()


@says(N_("A child of this registration already has a registration this year. Call the office."))
def has_no_child_live_elsewhere(case: Case) -> bool:
    """Return whether no child is live in another registration of the year."""
    return not case.facts.child_live_elsewhere()


@says(N_("The time for asking for a modification is over."))
def is_before_modification_deadline(case: Case) -> bool:
    """Return whether modifications may still be asked for."""
    return case.now < case.application.round.modification_closes_at


@says(N_("The time for this modification is over."))
def is_before_grant_deadline(case: Case) -> bool:
    """Return whether the granted modification may still be filed."""
    until = case.application.modify_until
    return until is not None and case.now < until


@says(N_("The deadline has not passed yet."))
def has_deadline_passed(case: Case) -> bool:
    """Return whether the deadline of the draft or of the modification has passed."""
    application = case.application
    draft = application.status is ApplicationStatus.draft
    until = application.round.closes_at if draft else application.modify_until
    return until is not None and case.now >= until


@says(N_("The round keeps the filed registration."))
def is_policy_lapse(case: Case) -> bool:
    """Return whether what was not filed in time counts as given up; a draft always does."""
    draft = case.application.status is ApplicationStatus.draft
    return draft or case.application.round.unfiled_policy is UnfiledPolicy.lapse


@says(N_("The round counts it as given up."))
def is_policy_keep(case: Case) -> bool:
    """Return whether the filed registration stays when a modification was not filed again."""
    return case.application.round.unfiled_policy is UnfiledPolicy.keep_filed


@says(N_("Not every reminder was recorded yet."))
def are_reminders_recorded(case: Case) -> bool:
    """Return whether the family was reminded as often as the rules say."""
    return case.facts.reminders_recorded()


@says(N_("The time for withdrawing is over."))
def are_withdrawals_open(case: Case) -> bool:
    """Return whether the round still takes withdrawals."""
    return case.now < case.application.round.withdrawal_closes_at


@says(N_("Some review items or pictures have no verdict yet."))
def has_every_verdict(case: Case) -> bool:
    """Return whether each review item and each filed picture has a verdict."""
    filed = [item for item in case.application.uploads if item.state == "filed"]
    items = case.application.review_items
    verdicts = [row.verdict for row in items] + [row.verdict for row in filed]
    return bool(items) and None not in verdicts


@says(N_("An item of the family does not meet the requirement."))
def do_family_items_meet(case: Case) -> bool:
    """Return whether every item of the family meets the requirement."""
    family = [item for item in case.application.review_items if item.kind not in STUDENT_ITEMS]
    return all(item.verdict is Verdict.meets for item in family)


@says(N_("No student meets the requirements."))
def does_a_student_pass(case: Case) -> bool:
    """Return whether at least one student has no failed item."""
    return any(not failures(case, student) for student in case.application.students)


@says(N_("A rejection needs an item that does not meet the requirement, with its reason."))
def has_ground_to_reject(case: Case) -> bool:
    """Return whether a family item fails with a reason, or every student is refused with one."""
    items = case.application.review_items
    reasons = [item for item in items if item.verdict is Verdict.fails and item.reason]
    family = any(item.kind not in STUDENT_ITEMS for item in reasons)
    refused = [bool(failures(case, student)) for student in case.application.students]
    return bool(reasons) and (family or (bool(refused) and all(refused)))


def failures(case: Case, student: Student) -> list[str]:
    """Return the reasons of the failed items of ``student``."""
    return [
        item.reason or str(item.kind.label)
        for item in case.application.review_items
        if item.student_id == student.id and item.verdict is Verdict.fails
    ]


@says(N_("Rechecks are not open now."))
def is_recheck_open(case: Case) -> bool:
    """Return whether the request arrived inside the recheck window."""
    current = case.application.round
    return current.recheck_opens_at <= case.now < current.recheck_closes_at


@says(N_("A recheck was already asked for as often as the round allows."))
def are_rechecks_left(case: Case) -> bool:
    """Return whether the family may ask for another recheck."""
    return case.application.recheck_count < case.application.round.recheck_limit


@says(N_("The first decider does not decide on the recheck; somebody else must."))
def is_another_decider(case: Case) -> bool:
    """Return whether the actor took no part in the decision that is disputed."""
    deciders = {event.actor_id for event in case.application.events if event.name in DECISIONS}
    return case.actor.user_id not in deciders


@says(N_("This can be undone by its author within 8 seconds only."))
def is_fresh_own_act(case: Case) -> bool:
    """Return whether the last act was the actor's own, a decision, and just now."""
    events = case.application.events
    if not events or events[-1].name not in UNDOABLE:
        return False
    last = events[-1]
    return last.actor_id == case.actor.user_id and case.now - last.at <= UNDO_WITHIN


@says(N_("The message has already been sent."))
def are_messages_unsent(case: Case) -> bool:
    """Return whether the messages of the last act are still held back."""
    return case.facts.messages_unsent()


@says(N_("It was never filed."))
def had_been_filed(case: Case) -> bool:
    """Return whether there is a filing to go back to."""
    return case.application.filed_at is not None
