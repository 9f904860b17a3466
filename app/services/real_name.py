"""How does an account rise to the middle real-name level? By an audited act, never by itself."""

from __future__ import annotations

import base64
import csv
import io
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.exceptions import JifenError
from app.policy.identity_numbers import normalise_id_number
from app.schema.entity import Role
from app.schema.words import N_
from app.security.actor import SYSTEM, Actor, acting_as
from app.security.sealed import indexed
from app.services import audit
from models.account import Account
from models.enums import RealNameLevel

COUNTER = (Role.clerk, Role.reviewer)


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


def raise_by_list(session: Session, signed: bytes, public_key: str, now: datetime) -> int:
    """Raise every account whose ID number stands in a list signed with Ed25519.

    First line: the signature in base64; the rest: CSV with a column ``id_number``. Returns how
    many accounts rose; LevelRefused when the signature is not that of the configured key.
    """
    signature, _, body = signed.partition(b"\n")
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key))
        key.verify(base64.b64decode(signature), body)
    except (InvalidSignature, ValueError) as wrong:
        raise LevelRefused(N_("The list's signature is not right; nothing was changed.")) from wrong
    rows = csv.DictReader(io.StringIO(body.decode("utf-8-sig")))
    numbers = [indexed("id_number", normalise_id_number(row["id_number"])) for row in rows]
    with acting_as(SYSTEM):
        found = session.scalars(
            select(Account).where(
                Account.id_number.fingerprint().in_(numbers), Account.level == RealNameLevel.junior
            )
        ).all()
        for account in found:
            account.level = RealNameLevel.middle
            audit.record(session, "raise_level_by_list", "Account", account.id, now=now)
        session.commit()
    return len(found)
