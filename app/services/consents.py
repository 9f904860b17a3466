"""Since when was a text shown to a family, and did it agree?"""

from __future__ import annotations

import hashlib
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.exceptions import JifenError
from app.schema.words import N_
from app.services import audit
from models.admission_round import AdmissionRound
from models.consent import Consent


class StillReading(JifenError):
    """The reading time is not over."""

    msgid = N_("Please go on reading; you can start in %(seconds)s seconds.")


def text_hash(round_: AdmissionRound) -> str:
    """Return the hash of what a family agrees to: notice and declaration."""
    return hashlib.sha256(f"{round_.notice}\0{round_.declaration}".encode()).hexdigest()


def of(session: Session, account_id: int, round_: AdmissionRound) -> Consent | None:
    """Return the record of this family and the present text, or None when it was never shown."""
    return session.scalar(
        sa.select(Consent).where(
            Consent.account_id == account_id,
            Consent.round_id == round_.id,
            Consent.text_sha256 == text_hash(round_),
        )
    )


def show(session: Session, account_id: int, round_: AdmissionRound, now: datetime) -> Consent:
    """Record that the text is shown; the first time counts."""
    found = of(session, account_id, round_)
    if found is not None:
        return found
    first = Consent(
        account_id=account_id,
        district_id=round_.district_id,
        round_id=round_.id,
        text_sha256=text_hash(round_),
        shown_at=now,
    )
    session.add(first)
    try:
        session.commit()
    except IntegrityError:
        # The page was asked for twice at once, and the other request was the first.
        session.rollback()
        found = of(session, account_id, round_)
        if found is None:
            raise
        return found
    return first


def seconds_left(seen: Consent, round_: AdmissionRound, now: datetime) -> int:
    """Return how many seconds of reading are left; none when it was agreed to before."""
    if seen.agreed_at is not None:
        return 0
    return max(0, round_.notice_seconds - int((now - seen.shown_at).total_seconds()))


def agree(session: Session, account_id: int, round_: AdmissionRound, now: datetime) -> None:
    """Record the consent with the hash of the text; StillReading before the time is over."""
    seen = of(session, account_id, round_)
    if seen is None:
        raise StillReading(seconds=round_.notice_seconds)
    left = seconds_left(seen, round_, now)
    if left:
        raise StillReading(seconds=left)
    if seen.agreed_at is None:
        seen.agreed_at = now
        audit.record(session, "agree", "Consent", seen.id, now=now, district_id=round_.district_id)
        session.commit()
