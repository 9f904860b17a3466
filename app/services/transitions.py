"""How is a transition carried out: one lock, one transaction, one receipt?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.exceptions import JifenError, NotScoped, StaleVersion, TransitionRefused
from app.security.actor import Actor
from app.services import audit, notifications, receipts
from app.services.facts import DatabaseFacts
from app.services.page_facts import read_page
from app.workflow.answers import Answers
from app.workflow.case import Case
from app.workflow.engine import available, fire, is_proposal, refusal
from app.workflow.guards import SENTENCES, UNDO_WITHIN
from app.workflow.transition import Transition
from app.workflow.transitions import TRANSITIONS
from models.application import Application
from models.application_event import ApplicationEvent
from models.enums import ReviewKind

RULES_READ = ("students", "review_items", "uploads", "events")
"""Relations of a case that the rules look at; a page of cases is loaded with them."""

FAILURES = (JifenError, StaleDataError, IntegrityError)
"""What ends a command without anything being written."""


@dataclass(frozen=True)
class Receipt:
    """What the one who acted is told."""

    application_id: int
    name: str
    status: str
    proposed: bool = False


def case_of(session: Session, application: Application, who: Actor, now: datetime) -> Case:
    """Return the case that the rules look at."""
    return Case(application, who, now, DatabaseFacts(session, application, who))


def available_for(
    session: Session, application: Application, who: Actor, now: datetime
) -> tuple[Transition, ...]:
    """Return what the actor may do with the application now."""
    return available(TRANSITIONS.values(), case_of(session, application, who, now))


def available_on_page(
    session: Session, applications: Sequence[Application], who: Actor, now: datetime
) -> dict[int, tuple[Transition, ...]]:
    """Return what the actor may do with each application of a page, looked up together."""
    cases = _cases_of_page(session, applications, who, now)
    own = [row for row in TRANSITIONS.values() if who.has(*row.who)]
    # Most are ruled out by the state alone, which many cases of a page share.
    by_state = {
        status: [row for row in own if status in row.sources]
        for status in {one.status for one in applications}
    }
    return {
        row.id: available(by_state[row.status], case)
        for row, case in zip(applications, cases, strict=True)
    }


def refusals_on_page(
    session: Session, applications: Sequence[Application], name: str, who: Actor, now: datetime
) -> dict[int, str]:
    """Return what forbids the transition on each application on which it is not possible now."""
    cases = _cases_of_page(session, applications, who, now)
    return {one.application.id: why for one in cases if (why := refusal(TRANSITIONS[name], one))}


def _cases_of_page(
    session: Session, applications: Sequence[Application], who: Actor, now: datetime
) -> list[Case]:
    if not applications:
        return []
    page = read_page(session, applications, who, now)
    return [
        Case(cast("Application", one), who, now, DatabaseFacts(session, one.row, who, page.facts))
        for one in page.cases
    ]


def lock(session: Session, application_id: int, version: int | None = None) -> Application:
    """Return the application under its row lock; NotScoped or StaleVersion when it is not ours."""
    row = session.scalar(
        sa.select(Application)
        .where(Application.id == application_id)
        .with_for_update(of=Application)
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotScoped
    if version is not None and row.version != version:
        raise StaleVersion
    return row


def carry_out(  # noqa: PLR0913 - a command has that many facts
    session: Session,
    application_id: int,
    name: str,
    answers: Answers,
    who: Actor,
    now: datetime,
    *,
    key: str | None = None,
) -> Receipt:
    """Carry out one transition in one transaction and return its receipt.

    A repeated ``key`` gives the receipt of the first time. TransitionRefused, StaleVersion or
    NotScoped say why nothing was done; then nothing is written.
    """
    body = {"id": application_id, **answers.repeated()}
    kept = receipts.find(session, who, key, name, body) if key else None
    if kept is not None:
        return Receipt(**kept)
    try:
        application = lock(session, application_id, answers.version)
        receipt = perform(session, application, name, answers, who, now)
        if key:
            receipts.keep(session, who, key, name, body, receipt=vars(receipt), now=now)
        session.commit()
    except FAILURES as failed:
        session.rollback()
        kept = receipts.find(session, who, key, name, body) if key else None
        if kept is not None:  # the same command came twice at once, and the other was first
            return Receipt(**kept)
        if isinstance(failed, JifenError):
            raise
        raise as_refusal(name, failed) from failed
    return receipt


def as_refusal(name: str, failed: StaleDataError | IntegrityError) -> JifenError:
    """Return the refusal that an error of the database stands for."""
    if isinstance(failed, IntegrityError):
        return refused_by_constraint(name, failed)
    return StaleVersion()


def refused_by_constraint(name: str, clash: IntegrityError) -> TransitionRefused:
    """Return the refusal that a violated rule of the database stands for."""
    live = "has_no_child_live_elsewhere"
    reason = live if "uq_student_live_child" in str(clash.orig) or _names_child(clash) else "status"
    return TransitionRefused(name, reason, SENTENCES[reason])


def _names_child(clash: IntegrityError) -> bool:
    """Return whether SQLite, which names columns, speaks of the index of live children."""
    return "student.id_number_index" in str(clash.orig)


def perform(  # noqa: PLR0913 - a command has that many facts
    session: Session,
    application: Application,
    name: str,
    answers: Answers,
    who: Actor,
    now: datetime,
) -> Receipt:
    """Fire the transition on a locked application and write all that goes with it; no commit."""
    transition = TRANSITIONS.get(name)
    if transition is None:
        raise NotScoped
    before = application.events[-1] if application.events else None
    event = fire(transition, case_of(session, application, who, now), answers)
    session.flush()
    note_act(session, application, event, answers)
    if transition.cancels and before is not None:
        notifications.cancel(session, before, now)
    if transition.tells and not is_proposal(event):
        _tell(session, transition, application, event)
    status = str(application.status)
    return Receipt(application.id, name, status, is_proposal(event))


def note_act(
    session: Session, application: Application, event: ApplicationEvent, answers: Answers
) -> None:
    """Note for the audit what a transition did."""
    audit.record(
        session,
        event.name,
        "Application",
        application.id,
        now=event.at,
        district_id=application.district_id,
        reason=answers.reason,
        details={"source": str(event.source), "target": str(event.target)},
    )


def _tell(
    session: Session, transition: Transition, application: Application, event: ApplicationEvent
) -> None:
    notifications.queue(
        session,
        transition.tells or "",
        application=application,
        event=event,
        params=message_params(application, event),
        now=event.at,
        hold_seconds=hold_seconds(transition),
        dedupe_key=f"{transition.tells}:{event.uid}",
    )


def hold_seconds(transition: Transition) -> int:
    """Return how long the messages of a transition are held back."""
    return int(UNDO_WITHIN.total_seconds()) if transition.holds else 0


def message_params(application: Application, event: ApplicationEvent) -> dict[str, Any]:
    """Return the values that the texts of messages may name."""
    refused = [row for row in application.students if row.outcome == "refused"]
    return {
        "students": application.student_names,
        "serial_numbers": application.serial_numbers,
        "round": application.round.name,
        "reason": event.reason,
        "reasons": item_reasons(event),
        "sections": list(application.sections or ()),
        "until": application.modify_until.isoformat() if application.modify_until else "",
        "refused": [row.name for row in refused],
        "refused_reasons": sorted({why for row in refused for why in row.outcome_reasons or ()}),
        "phone": application.district.phone,
    }


def item_reasons(event: ApplicationEvent) -> list[list[str]]:
    """Return what the event gave as reasons: msgid of the item, whom it concerns, the reason.

    Item and person are empty where one reason was given for many cases.
    """
    return [
        [*_item(event, key), reason]
        for key, reason in event.details.get("item_reasons", {}).items()
    ]


def disputed(event: ApplicationEvent) -> list[tuple[str, str]]:
    """Return msgid and person of each item that the event disputes."""
    found = (_item(event, key) for key in event.details.get("disputes", ()))
    return [one for one in found if one[0]]


def _item(event: ApplicationEvent, key: str) -> tuple[str, str]:
    """Return msgid and person of an item as it was called when the event was written."""
    kind, person = event.details.get("about", {}).get(key, ("", ""))
    return (ReviewKind[kind].label, person) if kind in ReviewKind.__members__ else ("", "")


def picture_ids(event: ApplicationEvent) -> list[int]:
    """Return the ids of the pictures that came with the event: evidence, or for a recheck."""
    evidence = event.details.get("evidence_id")
    return [*event.details.get("pictures", ()), *([evidence] if evidence else [])]
