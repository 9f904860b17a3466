"""How does a program get a key, what does the key open, and when does it end?"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.exceptions import JifenError, NotScoped
from app.schema.words import N_
from app.security.actor import SYSTEM, Actor, acting_as
from app.security.keyring import ring
from app.security.recording import UNRECORDED
from app.services import audit
from app.workflow.transitions import TRANSITIONS
from models.api_token import ApiToken

PREFIX = "jfs_"
"""By it a scanner of source code knows the token for a secret."""
LENGTH = 32
HINT = 8
SEEN_EVERY = timedelta(minutes=1)
READS = frozenset({"can_list", "can_show"})
WRITES = frozenset({"can_add", "can_edit", "can_delete", "can_correct"})


class TokenRefused(JifenError):
    """No token was made; ``field`` names the answer that is wrong."""

    msgid = N_("The token was not made.")

    def __init__(self, field: str, msgid: str, **params: object) -> None:
        """Name the answer and the sentence about it."""
        super().__init__(msgid, **params)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class NewToken:
    """What its owner asks for: a name, what it may do, and until when."""

    name: str
    scopes: tuple[str, ...]
    expires_at: datetime


def scope_of(permission: str, entity: str) -> str | None:
    """Return the scope under which a permission falls, None when no token may have it.

    What shows protected values, and what only a page can do, is no program's.
    """
    names = {"read": READS, "write": WRITES, "act": TRANSITIONS}
    right = next((one for one, under in names.items() if permission in under), None)
    return f"{entity}:{right}" if right else None


def create(  # noqa: PLR0913 - a command has that many facts
    session: Session, who: Actor, new: NewToken, *, grantable: Iterable[str], longest: timedelta,
    now: datetime,
) -> str:  # fmt: skip
    """Make a token and return its secret, which is kept nowhere; TokenRefused says what is wrong.

    ``grantable`` are the scopes that its owner holds: a token never opens more.
    """
    _check(new, set(grantable), longest, now)
    secret = PREFIX + secrets.token_urlsafe(LENGTH)
    row = ApiToken(
        user_id=who.user_id, name=new.name.strip(), hint=secret[:HINT], secret_hash=hashed(secret),
        scopes=sorted(set(new.scopes)), created_at=now, expires_at=new.expires_at,
    )  # fmt: skip
    session.add(row)
    try:
        session.flush()
    except IntegrityError as clash:
        session.rollback()
        raise TokenRefused(
            "name", N_("You have had a token of this name already. Choose another name.")
        ) from clash
    details = {"name": row.name, "scopes": row.scopes, "until": row.expires_at.isoformat()}
    audit.record(session, "create_token", "ApiToken", row.id, now=now, details=details)
    session.commit()
    return secret


def _check(new: NewToken, grantable: set[str], longest: timedelta, now: datetime) -> None:
    if not new.scopes or not set(new.scopes) <= grantable:
        raise TokenRefused("scopes", N_("Choose at least one permission that you have yourself."))
    if not now < new.expires_at <= now + longest:
        raise TokenRefused(
            "expires", N_("Choose a day from tomorrow on, at most %(days)s days ahead."),
            days=longest.days,
        )  # fmt: skip


def hashed(secret: str) -> str:
    """Return the keyed hash by which a token is found; without the key nobody can guess at it."""
    return ring().blind("api_token", secret)


def find(session: Session, secret: str, now: datetime) -> ApiToken | None:
    """Return the token that is presented, unless it is revoked, at its end, or none of ours."""
    if not secret.startswith(PREFIX) or not secret.isascii():
        return None
    with acting_as(SYSTEM):
        row = session.scalar(sa.select(ApiToken).where(ApiToken.secret_hash == hashed(secret)))
    if row is None or row.revoked_at is not None or row.expires_at <= now:
        return None
    return row


def is_due(row: ApiToken, now: datetime) -> bool:
    """Return whether the moment of its last use is a minute old."""
    return row.last_used_at is None or row.last_used_at < now - SEEN_EVERY


def note_use(session: Session, token_id: int, now: datetime) -> None:
    """Keep when the token was last used, in a transaction of its own."""
    with Session(bind=session.get_bind()) as own, acting_as(SYSTEM):
        own.connection(execution_options={"write": True})
        used = sa.update(ApiToken).where(ApiToken.id == token_id).values(last_used_at=now)
        own.execute(used.execution_options(**{UNRECORDED: "a use changes nothing of the token"}))
        own.commit()


def own(session: Session, who: Actor) -> list[ApiToken]:
    """Return the tokens of the actor, the newest first, also where it oversees those of others."""
    query = sa.select(ApiToken).where(ApiToken.user_id == who.user_id).order_by(ApiToken.id.desc())
    return list(session.scalars(query))


def revoke(session: Session, token_id: int, now: datetime) -> ApiToken:
    """End a token at once, its owner's or, for who oversees them, another's."""
    row = session.get(ApiToken, token_id, with_for_update={"of": ApiToken})
    if row is None:
        raise NotScoped
    if row.revoked_at is None:
        row.revoked_at = now
        audit.record(
            session, "revoke_token", "ApiToken", row.id, now=now, details={"name": row.name}
        )
        session.commit()
    return row
