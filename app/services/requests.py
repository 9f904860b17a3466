"""How does a family ask for a change, dispute a result, or withdraw?"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.security.actor import Actor
from app.services import receipts, verification
from app.services.transitions import Receipt
from app.services.transitions import carry_out as fire
from app.workflow.answers import Answers, Asks
from app.workflow.transitions import TRANSITIONS
from models.application import Application
from models.enums import CodePurpose


def _content(application: Application) -> str:
    """Return what a withdrawal's code is bound to: this registration."""
    return f"withdraw:{application.uid}"


def send_code(session: Session, application: Application, now: datetime, network: str) -> None:
    """Send the code that confirms a withdrawal."""
    verification.send(
        session,
        account_id=application.account_id,
        phone=application.account.phone,
        purpose=CodePurpose.withdraw,
        content_hash=_content(application),
        now=now,
        network=network,
    )
    session.commit()


def carry_out(  # noqa: PLR0913 - a request has that many facts
    session: Session,
    application: Application,
    name: str,
    answers: Answers,
    who: Actor,
    now: datetime,
    *,
    pictures: tuple[int, ...] = (),
    code: str = "",
    key: str | None = None,
) -> Receipt:
    """Carry out a family's transition, after its code where the table asks for one."""
    answers = replace(answers, pictures=pictures)
    if Asks.code in TRANSITIONS[name].asks:
        body = {"id": application.id, **answers.repeated()}
        kept = receipts.find(session, who, key, name, body) if key else None
        if kept is not None:
            return Receipt(**kept)
        try:
            _use_code(session, application, code, now)
        except verification.CodeRefused:
            kept = receipts.find(session, who, key, name, body) if key else None
            if kept is None:
                raise
            return Receipt(**kept)  # the same form came twice at once, and the other was first
        answers = replace(answers, code_checked=True)
    return fire(session, application.id, name, answers, who, now, key=key)


def _use_code(session: Session, application: Application, code: str, now: datetime) -> None:
    verification.consume(
        session,
        phone=application.account.phone,
        purpose=CodePurpose.withdraw,
        content_hash=_content(application),
        code=code,
        now=now,
    )


def needs_copy(application: Application) -> bool:
    """Return whether the granted modification has no copy to work on yet."""
    draft = application.draft
    granted = [event.at for event in application.events if event.target == application.status]
    return draft is None or not granted or draft.saved_at < granted[-1]
