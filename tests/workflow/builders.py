"""Which case does a rule's test look at? One in which everything is allowed, then spoiled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from app.schema.entity import Role
from app.security.actor import SYSTEM, Actor, Party, family
from app.workflow.answers import Answers
from app.workflow.case import Case
from models.admission_round import AdmissionRound
from models.application import Application
from models.application_event import ApplicationEvent
from models.enums import ApplicationStatus, Outcome, ReviewKind, UnfiledPolicy, Verdict
from models.review_item import ReviewItem
from models.student import Student

NOW = datetime(2027, 4, 20, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
DISTRICT, OTHER_DISTRICT, ACCOUNT, USER = 5, 6, 77, 9


@dataclass(frozen=True)
class GivenFacts:
    """Facts as a test wants them."""

    complete: bool = True
    live_elsewhere: bool = False
    own_family: bool = False
    conflict: bool = False
    reminded: bool = True
    unsent: bool = True

    def is_complete(self) -> bool:
        return self.complete

    def child_live_elsewhere(self) -> bool:
        return self.live_elsewhere

    def is_own_family(self) -> bool:
        return self.own_family

    def has_declared_conflict(self) -> bool:
        return self.conflict

    def reminders_recorded(self) -> bool:
        return self.reminded

    def messages_unsent(self) -> bool:
        return self.unsent


def a_round(**more) -> AdmissionRound:
    values = {
        "opens_at": NOW - 5 * DAY,
        "closes_at": NOW + 5 * DAY,
        "modification_closes_at": NOW + 5 * DAY,
        "withdrawal_closes_at": NOW + 30 * DAY,
        "recheck_opens_at": NOW - DAY,
        "recheck_closes_at": NOW + DAY,
        "recheck_limit": 1,
        "recheck_may_worsen": False,
        "second_reader": False,
        "unfiled_policy": UnfiledPolicy.lapse,
    }
    return AdmissionRound(district_id=DISTRICT, **{**values, **more})


def an_application(status: ApplicationStatus, **round_values) -> Application:
    """A family of two students whose items all meet, filed, and decided by somebody else."""
    application = Application(
        account_id=ACCOUNT,
        district_id=DISTRICT,
        round=a_round(**round_values),
        status=status,
        filed_at=NOW - 2 * DAY,
        result=ApplicationStatus.approved,
        modify_until=NOW + DAY,
        recheck_count=0,
        recheck_by_family=False,
    )
    for number in (1, 2):
        student = Student(application=application, outcome=Outcome.pending, name="陈子轩")
        student.id = number
        an_item(application, ReviewKind.student_identity, student_id=number)
    an_item(application, ReviewKind.guardian_identity)
    return application


def an_item(application: Application, kind: ReviewKind, **more) -> ReviewItem:
    values = {"verdict": Verdict.meets, "subject": "family", **more}
    return ReviewItem(application=application, kind=kind, **values)


def an_event(application: Application, name: str, **more) -> ApplicationEvent:
    values = {"at": NOW, "actor_id": USER, "target": application.status, "details": {}, **more}
    return ApplicationEvent(application=application, name=name, **values)


def an_actor(role: Role, district: int = DISTRICT) -> Actor:
    if role is Role.system:
        return SYSTEM
    if role is Role.guardian:
        return family(ACCOUNT)
    return Actor(
        party=Party.staff, user_id=USER, roles=frozenset({role}), districts=frozenset({district})
    )


def a_case(application: Application, who: Actor, now: datetime = NOW, **facts) -> Case:
    return Case(application, who, now, GivenFacts(**facts))


ANSWERS = Answers(
    reason="填写有误",
    code_checked=True,
    declared=True,
    sections=("students",),
    deadline=NOW + 2 * DAY,
    item_reasons={"1": "图片模糊"},
    evidence_id=3,
    disputes=("1",),
    outcomes={"1": "accepted"},
)


def answers(**more) -> Answers:
    return replace(ANSWERS, **more)


POLICY = {"keep": UnfiledPolicy.keep_filed, "lapse": UnfiledPolicy.lapse}


def ready_for(name: str, status: ApplicationStatus) -> tuple[Application, datetime]:
    """Return an application, and the instant, at which nothing but the tested thing forbids."""
    application = an_application(status)
    if name in {"keep", "lapse"}:
        application.round.unfiled_policy = POLICY[name]
        return application, NOW + 6 * DAY
    if name == "reject":
        application.review_items[-1].verdict = Verdict.fails
        application.review_items[-1].reason = "未查询到有效记录"
    if name == "undo":
        an_event(application, "approve")
    if name == "reinstate":
        application.proposal = {"name": name, "by": USER + 1, "reason": "误撤销", "answers": {}}
    return application, NOW
