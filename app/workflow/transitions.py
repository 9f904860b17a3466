"""THE TABLE: what may happen to a registration? Nothing about a transition stands elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

from app.schema.entity import Role
from app.schema.words import N_
from app.workflow import effects as do
from app.workflow import guards as if_
from app.workflow.answers import Answers, Asks
from app.workflow.case import Case
from app.workflow.transition import Transition as T  # noqa: N817 - one letter keeps a row a row
from models.enums import LIVE, Outcome
from models.enums import ApplicationStatus as S

FAMILY = frozenset({Role.guardian})
REVIEWER = frozenset({Role.reviewer})
SENIOR = frozenset({Role.senior_reviewer})
SUPERVISOR = frozenset({Role.supervisor})
SYSTEM = frozenset({Role.system})
IMPARTIAL = (if_.is_not_own_family, if_.has_no_conflict)


def needs_second_reader(case: Case) -> bool:
    """Return whether the round wants a second reader for a rejection."""
    return case.application.round.second_reader


def always(case: Case) -> bool:  # noqa: ARG001 - same form as every condition
    """Return that a second person is always needed."""
    return True


def result_before(case: Case, answers: Answers) -> S:  # noqa: ARG001 - same form as every target
    """Return the result that the recheck disputed."""
    return case.application.result or S.submitted


def as_outcomes_say(case: Case, answers: Answers) -> S:
    """Return approved when a student is accepted under the new outcomes, else rejected."""
    old = {str(student.id): str(student.outcome) for student in case.application.students}
    after = {**old, **answers.outcomes}
    return S.approved if Outcome.accepted in after.values() else S.rejected


def _from(*sources: S) -> frozenset[S]:
    return frozenset(sources)


_ROWS = (
    T("submit", _from(S.draft), S.submitted, FAMILY, N_("File the registration"),
      guards=(if_.is_own, if_.is_window_open, if_.is_complete, if_.has_no_child_live_elsewhere),
      asks=Asks.declaration | Asks.code, effects=(do.stamp_filed,),
      tells="application_submitted", icon="send", tone="primary"),
    T("request_modification", _from(S.submitted), S.modification_requested, FAMILY,
      N_("Request modification"), guards=(if_.is_own, if_.is_before_modification_deadline),
      asks=Asks.reason | Asks.sections, effects=(do.remember_sections,), icon="edit"),
    T("cancel_request", _from(S.modification_requested), S.submitted, FAMILY,
      N_("Cancel the request"), guards=(if_.is_own,), effects=(do.close_sections,), icon="x"),
    T("grant_modification", _from(S.modification_requested), S.modifying, REVIEWER,
      N_("Grant modification"), guards=IMPARTIAL, asks=Asks.sections | Asks.deadline,
      effects=(do.open_sections,), tells="modification_granted", icon="check", tone="ok",
      holds=True),
    T("refuse_modification", _from(S.modification_requested), S.submitted, REVIEWER,
      N_("Refuse modification"), guards=IMPARTIAL, asks=Asks.reason,
      effects=(do.close_sections,), tells="modification_refused", icon="x", tone="warn"),
    T("return_for_modification", _from(S.submitted), S.modifying, REVIEWER,
      N_("Return for modification"), guards=IMPARTIAL,
      asks=Asks.item_reasons | Asks.sections | Asks.deadline, effects=(do.open_sections,),
      tells="application_returned", icon="arrow-back-up", tone="warn", bulk=50, holds=True),
    T("resubmit", _from(S.modifying), S.submitted, FAMILY, N_("File again"),
      guards=(if_.is_own, if_.is_before_grant_deadline, if_.is_complete,
              if_.has_no_child_live_elsewhere),
      asks=Asks.declaration | Asks.code, effects=(do.close_sections,),
      tells="application_resubmitted", icon="send", tone="primary"),
    T("keep", _from(S.modifying), S.submitted, SYSTEM, N_("Keep the filed registration"),
      guards=(if_.has_deadline_passed, if_.is_policy_keep), effects=(do.close_sections,),
      tells="filed_registration_kept"),
    T("withdraw", LIVE, S.withdrawn, FAMILY, N_("Withdraw the registration"),
      guards=(if_.is_own, if_.are_withdrawals_open), asks=Asks.reason | Asks.code,
      effects=(do.close_sections,), tells="application_withdrawn", icon="ban", tone="danger"),
    T("withdraw_on_behalf", LIVE, S.withdrawn, REVIEWER, N_("Withdraw on the family's behalf"),
      guards=IMPARTIAL, asks=Asks.reason | Asks.evidence, effects=(do.close_sections,),
      tells="application_withdrawn_on_behalf", icon="ban", tone="danger", bulk=50),
    T("approve", _from(S.submitted), S.approved, REVIEWER, N_("Approve"),
      guards=(*IMPARTIAL, if_.has_every_verdict, if_.do_family_items_meet, if_.does_a_student_pass),
      effects=(do.settle_students, do.stamp_decision), tells="application_approved",
      icon="check", tone="ok", bulk=1000, holds=True),
    T("reject", _from(S.submitted), S.rejected, REVIEWER, N_("Reject"),
      guards=(*IMPARTIAL, if_.has_ground_to_reject),
      effects=(do.refuse_students, do.stamp_decision), tells="application_rejected",
      icon="x", tone="danger", second=needs_second_reader, holds=True),
    T("request_recheck", _from(S.approved, S.rejected), S.recheck_requested, FAMILY,
      N_("Request recheck"), guards=(if_.is_own, if_.is_recheck_open, if_.are_rechecks_left),
      asks=Asks.disputes | Asks.reason, effects=(do.remember_result,), icon="history-toggle"),
    T("recheck", _from(S.approved, S.rejected), S.recheck_requested, REVIEWER,
      N_("Start a recheck"), guards=IMPARTIAL, asks=Asks.reason, effects=(do.remember_result,),
      tells="recheck_started", icon="refresh", bulk=50),
    T("uphold", _from(S.recheck_requested), result_before, SENIOR, N_("Uphold the result"),
      guards=(*IMPARTIAL, if_.is_another_decider), asks=Asks.item_reasons,
      effects=(do.forget_result,), tells="result_upheld", icon="check"),
    T("overturn", _from(S.recheck_requested), as_outcomes_say, SENIOR, N_("Overturn the result"),
      guards=(*IMPARTIAL, if_.is_another_decider), asks=Asks.outcomes | Asks.reason,
      effects=(do.apply_outcomes, do.forget_result), tells="result_overturned",
      icon="refresh", tone="warn"),
    T("undo", _from(S.approved, S.rejected, S.modifying), S.submitted, REVIEWER, N_("Undo"),
      guards=(if_.is_fresh_own_act, if_.are_messages_unsent),
      effects=(do.forget_decision, do.close_sections), icon="arrow-back-up", cancels=True),
    T("reinstate", _from(S.withdrawn, S.lapsed), S.submitted, SUPERVISOR, N_("Reinstate"),
      guards=(*IMPARTIAL, if_.had_been_filed, if_.has_no_child_live_elsewhere),
      asks=Asks.reason | Asks.evidence, effects=(do.forget_decision, do.close_sections),
      tells="application_reinstated", icon="refresh", second=always),
    T("lapse", _from(S.draft, S.modifying), S.lapsed, SYSTEM, N_("Count as given up"),
      guards=(if_.has_deadline_passed, if_.is_policy_lapse, if_.are_reminders_recorded),
      effects=(do.close_sections,), tells="application_lapsed"),
)  # fmt: skip

TRANSITIONS: Mapping[str, T] = {row.name: row for row in _ROWS}
