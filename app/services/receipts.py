"""Was this very command already carried out, and what was its receipt?"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.exceptions import JifenError
from app.schema.words import N_
from app.security.actor import Actor
from app.security.system_view import system_view
from models.idempotency_key import IdempotencyKey


class KeyReused(JifenError):
    """The same key came with another request."""

    msgid = N_("This form was already used for another request. Open the page again.")


def principal(who: Actor) -> str:
    """Return the name under which an actor's receipts are kept."""
    return f"{who.party}:{who.user_id or who.account_id or 0}"


def body_hash(body: Any) -> str:
    """Return the hash by which a repeated request is known to be the same."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def find(session: Session, who: Actor, key: str, command: str, body: Any) -> dict[str, Any] | None:
    """Return the receipt of the same request, None when it is new; KeyReused when it differs."""
    with system_view(session) as own:
        kept = own.scalar(
            sa.select(IdempotencyKey).where(
                IdempotencyKey.principal == principal(who), IdempotencyKey.key == key
            )
        )
        if kept is None:
            return None
        if kept.command != command or kept.body_sha256 != body_hash(body):
            raise KeyReused
        return dict(kept.receipt)


def keep(  # noqa: PLR0913 - a receipt has that many facts
    session: Session,
    who: Actor,
    key: str,
    command: str,
    body: Any,
    *,
    receipt: dict[str, Any],
    now: datetime,
) -> None:
    """Keep the receipt in the command's own transaction."""
    with system_view(session) as own:
        own.add(
            IdempotencyKey(
                principal=principal(who),
                key=key,
                command=command,
                body_sha256=body_hash(body),
                receipt=receipt,
                created_at=now,
            )
        )
