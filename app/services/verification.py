"""How is a code issued, and when does it count?

Six digits from the system's random source; only a keyed hash is kept; lives five minutes, five
wrong tries end it, one is live at a time, it counts once, and only for the account, the purpose
and the very content it was sent for (ASVS 5.0 6.5.1–6.6.2).
"""

from __future__ import annotations

import hmac
import math
import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from app.exceptions import JifenError
from app.policy.identity_numbers import normalise_number
from app.schema.words import N_
from app.security.keyring import ring
from app.security.sealed import indexed
from app.security.system_view import system_view
from app.services import notifications
from models.enums import CodePurpose
from models.verification_code import VerificationCode

LIFE = timedelta(minutes=5)
TRIES = 5
NUMBERS = 10**6
Limits = tuple[tuple[int, timedelta], ...]
PER_PHONE: Limits = ((1, timedelta(seconds=60)), (5, timedelta(hours=1)), (10, timedelta(days=1)))
PER_NETWORK: Limits = ((20, timedelta(hours=1)),)
BRAKE = (200, timedelta(minutes=10))
"""Wrong codes in the whole system after which nobody's code counts for a while."""
log = structlog.get_logger(__name__)


class CodeRefused(JifenError):
    """The code does not count; the sentence says why and what to do."""

    msgid = N_("This code is wrong.")


class TooManyCodes(JifenError):
    """No further code is sent now; ``seconds`` says when the next one may be asked for."""

    msgid = N_("A code was just sent. Ask for another in %(seconds)s seconds.")


def send(  # noqa: PLR0913 - a code is bound to that many facts
    session: Session,
    *,
    account_id: int | None,
    phone: str,
    purpose: CodePurpose,
    content_hash: str,
    now: datetime,
    network: str = "",
) -> None:
    """Send a code for one purpose and content; TooManyCodes when the limits are reached."""
    phone_index = indexed("phone", phone)
    network_index = ring().blind("network", network)
    code = f"{secrets.randbelow(NUMBERS):06d}"
    with system_view(session) as own:
        _one_at_a_time(own, phone_index, network_index)
        _check_limits(own, phone_index, network_index, now, own_phone=account_id is not None)
        _cancel_live(own, phone_index, now, own_phone=account_id is not None)
        own.add(
            VerificationCode(
                account_id=account_id,
                purpose=purpose,
                phone_index=phone_index,
                address_index=network_index,
                code_hash=_hash(code, phone_index, purpose, content_hash),
                content_hash=content_hash,
                sent_at=now,
                expires_at=now + LIFE,
            )
        )
    notifications.queue_code(session, phone=phone, code=code, account_id=account_id, now=now)


def wait_seconds(session: Session, phone: str, now: datetime) -> int:
    """Return how many seconds must pass before an account may ask for its next code."""
    with system_view(session) as own:
        return _wait(own, [*_of_phone(indexed("phone", phone), own_phone=True)], PER_PHONE, now)


def _one_at_a_time(own: Session, *indexes: str) -> None:
    """Let nobody else send to this phone, or from this network, until the transaction ends.

    Two that count at the same moment would both find the limit kept, and leave two live codes.
    SQLite has one writer anyhow.
    """
    if own.get_bind().dialect.name == "postgresql":
        for index in sorted(indexes):
            number = sa.func.hashtextextended(index, 0)
            own.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))


def _of_phone(phone_index: str, *, own_phone: bool) -> Iterator[sa.ColumnElement[bool]]:
    """Yield which codes count: all of the phone, or for its own account only the account's.

    Whoever is not logged in may ask for a code to any phone. That must not hold back, nor end,
    the code by which the phone's own family files on the last evening.
    """
    yield VerificationCode.phone_index == phone_index
    if own_phone:
        yield VerificationCode.account_id.is_not(None)


def _wait(
    own: Session, counted: Sequence[sa.ColumnElement[bool]], limits: Limits, now: datetime
) -> int:
    longest = 0
    for most, span in limits:
        sent = own.scalars(
            sa.select(VerificationCode.sent_at)
            .where(*counted, VerificationCode.sent_at > now - span)
            .order_by(VerificationCode.sent_at.desc())
            .limit(most)
        ).all()
        if len(sent) == most:
            longest = max(longest, math.ceil((sent[-1] + span - now).total_seconds()))
    return longest


def _check_limits(
    own: Session, phone_index: str, network_index: str, now: datetime, *, own_phone: bool
) -> None:
    network = [VerificationCode.address_index == network_index]
    seconds = max(
        _wait(own, [*_of_phone(phone_index, own_phone=own_phone)], PER_PHONE, now),
        _wait(own, network, PER_NETWORK, now),
    )
    if seconds:
        raise TooManyCodes(seconds=seconds)


def _cancel_live(own: Session, phone_index: str, now: datetime, *, own_phone: bool) -> None:
    live = sa.select(VerificationCode).where(
        VerificationCode.phone_index == phone_index,
        VerificationCode.used_at.is_(None),
        VerificationCode.cancelled_at.is_(None),
    )
    if not own_phone:
        live = live.where(VerificationCode.account_id.is_(None))
    for row in own.scalars(live.with_for_update()):
        row.cancelled_at = now


def consume(  # noqa: PLR0913 - it has that many facts
    session: Session,
    *,
    phone: str,
    purpose: CodePurpose,
    content_hash: str,
    code: str,
    now: datetime,
) -> None:
    """Use the code up; CodeRefused when it does not count.

    A wrong try is kept even when the caller rolls back: it is written by the same statement
    that looks the code up, and committed before the refusal is raised.
    """
    phone_index = indexed("phone", phone)
    wrong: CodeRefused | None = None
    with system_view(session) as own:
        row = own.scalar(
            sa.select(VerificationCode)
            .where(
                VerificationCode.phone_index == phone_index,
                VerificationCode.purpose == purpose,
                VerificationCode.used_at.is_(None),
                VerificationCode.cancelled_at.is_(None),
            )
            .order_by(VerificationCode.id.desc())
            .limit(1)
            .with_for_update()
        )
        wrong = _refusal(own, row, phone_index, purpose, content_hash, code, now)
        if wrong is None and row is not None:
            row.used_at = now
    if wrong is not None:
        session.commit()
        raise wrong


def _refusal(  # noqa: PLR0913, PLR0911 - one sentence for each way a code may fail
    own: Session,
    row: VerificationCode | None,
    phone_index: str,
    purpose: CodePurpose,
    content_hash: str,
    code: str,
    now: datetime,
) -> CodeRefused | None:
    if row is None:
        return CodeRefused(N_("Send a code first, then enter it here."))
    if now >= row.expires_at:
        return CodeRefused(N_("This code has expired. Send a new one."))
    if row.tries >= TRIES:
        return CodeRefused(N_("Five wrong tries; this code no longer counts. Send a new one."))
    if _brake(own, now):
        return CodeRefused(N_("Codes are not accepted for some minutes. Try again later."))
    if row.content_hash != content_hash:
        return CodeRefused(
            N_("What you confirm has changed since the code was sent. Send a new one.")
        )
    given = _hash(normalise_number(code), phone_index, purpose, content_hash)
    if hmac.compare_digest(row.code_hash, given):
        return None
    row.tries += 1
    return CodeRefused(N_("This code is wrong. %(left)s tries are left."), left=TRIES - row.tries)


def _brake(own: Session, now: datetime) -> bool:
    """Return whether too many codes were wrong of late, and raise the alarm when it is so.

    A code is tried for as long as it lives, so those count that were sent that much earlier.
    """
    most, span = BRAKE
    wrong = own.scalar(
        sa.select(sa.func.sum(VerificationCode.tries)).where(
            VerificationCode.sent_at > now - span - LIFE
        )
    )
    if (wrong or 0) <= most:
        return False
    log.error("codes are not accepted: too many wrong ones", wrong=wrong)
    return True


def _hash(code: str, phone_index: str, purpose: CodePurpose, content_hash: str) -> str:
    return ring().blind("code", f"{code}|{phone_index}|{purpose}|{content_hash}")
