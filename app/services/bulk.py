"""How is one transition carried out on many cases? Together, and one by one where that fails.

What the rules look at is read for a whole chunk at once; the engine fires row by row; events,
audit entries and messages are written many at a time. A chunk that the database refuses, for
somebody else was faster on one of its rows, is done again row by row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from app.exceptions import JifenError, StaleVersion
from app.schema.words import N_
from app.security.actor import Actor
from app.services import notifications
from app.services.facts import DatabaseFacts
from app.services.notifications import News
from app.services.page_facts import read_page
from app.services.transitions import (
    FAILURES,
    RULES_READ,
    carry_out,
    hold_seconds,
    lock,
    message_params,
    note_act,
)
from app.workflow.answers import Answers, Asks
from app.workflow.case import Case
from app.workflow.engine import fire, is_proposal, refusal, refusal_sentence
from app.workflow.transition import Transition
from app.workflow.transitions import TRANSITIONS
from models.application import Application
from models.application_event import ApplicationEvent

CHUNK = 500
"""How many cases are locked and committed together."""
NOT_FOUND = N_("This record was not found.")

Ask = Callable[[Application], Answers]


@dataclass(frozen=True)
class RowResult:
    """What became of one row of a bulk action; ``why`` is a msgid when it was skipped."""

    application_id: int
    done: bool
    why: str | None = None


def carry_out_many(  # noqa: PLR0913 - a command has that many facts
    session: Session, ids: Sequence[int], name: str, answers: Ask, who: Actor, now: datetime
) -> list[RowResult]:
    """Carry out the transition on each row; tell each result in the order of ``ids``.

    ``answers`` is asked once for each row, inside its transaction: it may store with it.
    """
    transition = TRANSITIONS[name]
    # A picture is stored before the rules are asked; only row by row it can be taken back.
    together = Asks.evidence not in transition.asks and not transition.cancels
    results: dict[int, RowResult] = {}
    with notifications.together(session):
        for start in range(0, len(ids), CHUNK):
            chunk = ids[start : start + CHUNK]
            found = _together(session, chunk, transition, answers, who, now) if together else None
            rows = found or [_one(session, key, name, answers, who, now) for key in chunk]
            results |= {row.application_id: row for row in rows}
    return [results[key] for key in ids]


def _one(  # noqa: PLR0913 - a command has that many facts
    session: Session, key: int, name: str, answers: Ask, who: Actor, now: datetime
) -> RowResult:
    try:
        given = answers(lock(session, key))
        carry_out(session, key, name, given, who, now)
    except JifenError as refused:
        session.rollback()
        return RowResult(key, done=False, why=refused.msgid)
    return RowResult(key, done=True)


def _together(  # noqa: PLR0913 - a command has that many facts
    session: Session,
    ids: Sequence[int],
    transition: Transition,
    answers: Ask,
    who: Actor,
    now: datetime,
) -> list[RowResult] | None:
    """Carry it out on a chunk in one transaction; None when the database refused the chunk."""
    results = {key: RowResult(key, done=False, why=NOT_FOUND) for key in ids}
    try:
        fired = _fire(session, ids, transition, answers, who, now, results)
        session.flush()
        _tell(session, transition, fired)
        session.commit()
    except FAILURES:
        session.rollback()
        return None
    return list(results.values())


Fired = list[tuple[Application, ApplicationEvent, Answers]]


def _fire(  # noqa: PLR0913 - a command has that many facts
    session: Session,
    ids: Sequence[int],
    transition: Transition,
    answers: Ask,
    who: Actor,
    now: datetime,
    results: dict[int, RowResult],
) -> Fired:
    fired: Fired = []
    for case in _locked(session, ids, who, now):
        application = case.application
        if why := refusal(transition, case):
            results[application.id] = RowResult(
                application.id, done=False, why=refusal_sentence(why)
            )
            continue
        given = answers(application)
        if given.version not in {None, application.version}:
            raise StaleVersion
        fired.append((application, fire(transition, case, given), given))
        results[application.id] = RowResult(application.id, done=True)
    return fired


def _locked(session: Session, ids: Sequence[int], who: Actor, now: datetime) -> list[Case]:
    """Return the cases of the chunk under their locks, in one order for all who lock."""
    loads = [selectinload(getattr(Application, name)) for name in RULES_READ]
    rows: Any = (
        session.scalars(
            sa.select(Application)
            .where(Application.id.in_(ids))
            .order_by(Application.id)
            .options(*loads)
            .with_for_update(of=Application)
            .execution_options(populate_existing=True)
        )
        .unique()
        .all()
    )
    if not rows:
        return []
    stand = read_page(session, rows, who, now).facts
    return [Case(row, who, now, DatabaseFacts(session, row, who, stand)) for row in rows]


def _tell(session: Session, transition: Transition, fired: Fired) -> None:
    for application, event, given in fired:
        note_act(session, application, event, given)
    news = [
        News(application, event, message_params(application, event))
        for application, event, _ in fired
        if transition.tells and not is_proposal(event)
    ]
    if news:
        seconds = hold_seconds(transition)
        notifications.queue_many(session, transition.tells or "", news, news[0].event.at, seconds)
