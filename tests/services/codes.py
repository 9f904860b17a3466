"""How do tests send a code, and find out whether it counts?"""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.security.actor import SYSTEM, acting_as
from app.services import verification
from app.services.verification import CodeRefused
from models.enums import CodePurpose
from models.outbox_message import OutboxMessage
from tests.conftest import NOON

PHONE, OTHER = "13800000011", "13800000012"
SECOND = timedelta(seconds=1)


def send(session: Session, now=NOON, **more) -> str:
    """Send a code and return it, as the gateway would get it."""
    facts = {"account_id": None, "phone": PHONE, "purpose": CodePurpose.register}
    facts |= {"content_hash": "", "now": now, **more}
    verification.send(session, **{"network": facts["phone"], **facts})
    session.commit()
    with acting_as(SYSTEM):
        return newest(session, OutboxMessage).secret


def use(session: Session, code: str, now=NOON, **more) -> None:
    facts = {"phone": PHONE, "purpose": CodePurpose.register, "content_hash": "", "code": code}
    verification.consume(session, **{**facts, "now": now, **more})
    session.commit()


def newest(session: Session, model):
    return session.scalars(sa.select(model).order_by(model.id.desc()).limit(1)).one()


def counts(session: Session, code: str, now=NOON, **more) -> bool:
    try:
        use(session, code, now, **more)
    except CodeRefused:
        return False
    return True


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"
