"""How does an account rise to the middle real-name level? By an audited act, never by itself."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy.orm import Session

from app.exceptions import JifenError
from app.policy.deadlines import local_day
from app.policy.identity_numbers import (
    id_number_error,
    mobile_error,
    normalise_id_number,
    normalise_mobile,
)
from app.schema.entity import Role
from app.schema.words import N_
from app.security.actor import SYSTEM, Actor, acting_as
from app.security.sealed import indexed
from app.services import audit
from models.account import Account
from models.enums import IdType, RealNameLevel

COUNTER = (Role.clerk, Role.reviewer)
BATCH = 500
"""How many numbers one statement asks for."""


class LevelRefused(JifenError):
    """The level is not raised."""

    msgid = N_("The real-name level was not raised.")


def raise_at_counter(
    session: Session, account_id: int, evidence: str, who: Actor, now: datetime
) -> None:
    """Raise an account after its holder showed the ID card at the counter.

    ``evidence`` says what was seen; without it, or without the right, LevelRefused.
    """
    if not who.has(*COUNTER):
        raise LevelRefused(N_("You do not have the right to do this."))
    if not evidence.strip():
        raise LevelRefused(N_("Write what document you saw."))
    account = session.get(Account, account_id)
    if account is None or account.level is not RealNameLevel.junior:
        raise LevelRefused(N_("Only an account at the junior level can be raised."))
    audit.record(session, "raise_level", "Account", account_id, now=now, reason=evidence.strip())
    with acting_as(SYSTEM):
        account.level = RealNameLevel.middle
        session.commit()


def raise_by_itself(session: Session, account_id: int, now: datetime) -> None:
    """Raise an account because its family asks for it; trial runs only, the page sees to that."""
    account = session.get(Account, account_id)
    if account is None or account.level is not RealNameLevel.junior:
        raise LevelRefused(N_("Only an account at the junior level can be raised."))
    account.level = RealNameLevel.middle
    audit.record(session, "raise_level_by_itself", "Account", account_id, now=now)
    session.commit()


def raise_by_list(session: Session, signed: bytes, public_key: str, now: datetime) -> int:
    """Raise every account whose ID number stands in a list signed with Ed25519.

    First line: the signature in base64; the rest: CSV with the columns ``id_number`` and
    ``phone``, and where another paper than the ID card is meant, its name in a column
    ``id_type``. Both must be the account's: somebody else may have registered the number.
    Returns how many accounts rose; LevelRefused says what is wrong with key, signature or line.
    """
    body = _signed_body(signed, _public_key(public_key))
    phones = {indexed("id_number", number): phone for number, phone in _people(body, now)}
    indexes = sorted(phones)
    why = f"sha256 {hashlib.sha256(signed).hexdigest()}"
    risen = 0
    with acting_as(SYSTEM):
        for start in range(0, len(indexes), BATCH):
            found = sa.select(Account).where(
                Account.id_number.fingerprint().in_(indexes[start : start + BATCH]),
                Account.level == RealNameLevel.junior,
            )
            for account in session.scalars(found.with_for_update()).all():
                if account.phone != phones.get(Account.id_number.fingerprint_of(account) or ""):
                    continue
                account.level = RealNameLevel.middle
                audit.record(
                    session, "raise_level_by_list", "Account", account.id, now=now, reason=why
                )
                risen += 1
        session.commit()
    return risen


def _public_key(text: str) -> Ed25519PublicKey:
    if not text.strip():
        raise LevelRefused(N_("JIFEN_LEVEL_LIST_KEY is not set; no list can be trusted."))
    try:
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(text, validate=True))
    except ValueError as wrong:
        raise LevelRefused(
            N_("JIFEN_LEVEL_LIST_KEY is no Ed25519 public key: 32 bytes in base64.")
        ) from wrong


def _signed_body(signed: bytes, key: Ed25519PublicKey) -> bytes:
    """Return what follows the first line, when that is its signature."""
    signature, _, body = signed.partition(b"\n")
    try:
        key.verify(base64.b64decode(signature.strip(), validate=True), body)
    except (InvalidSignature, ValueError) as wrong:
        raise LevelRefused(N_("The list's signature is not right; nothing was changed.")) from wrong
    return body


def _people(body: bytes, now: datetime) -> Iterator[tuple[str, str]]:
    """Yield number and phone of each line; LevelRefused names the line that is wrong."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = body.count(b"\n", 0, wrong.start) + 2
        raise LevelRefused(N_("Line %(line)s: this is not UTF-8."), line=line) from wrong
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        if not {"id_number", "phone"} <= set(rows.fieldnames or ()):
            raise LevelRefused(N_("Line 2: the columns id_number and phone must be there."))
        for row in rows:
            line = rows.line_num + 1
            yield _number(row, line, now), _phone(row, line)
    except csv.Error as wrong:
        line = rows.reader.line_num + 1
        raise LevelRefused(N_("Line %(line)s: this is not CSV."), line=line) from wrong


def _number(row: dict[str, str | None], line: int, now: datetime) -> str:
    """Return the number of a row; the signature took the first line, so counting begins at two."""
    name = (row.get("id_type") or IdType.resident_id_card.value).strip()
    if name not in IdType.__members__:
        raise LevelRefused(N_("Line %(line)s: there is no such kind of paper."), line=line)
    number = row["id_number"] or ""
    if id_number_error(IdType[name], number, local_day(now)) is not None:
        raise LevelRefused(N_("Line %(line)s: the ID number is not right."), line=line)
    return normalise_id_number(number)


def _phone(row: dict[str, str | None], line: int) -> str:
    phone = row["phone"] or ""
    if mobile_error(phone) is not None:
        raise LevelRefused(N_("Line %(line)s: the mobile number is not right."), line=line)
    return normalise_mobile(phone)
