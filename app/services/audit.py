"""Who did or saw what? Entries are chained when the transaction commits.

Entries wait on the session until its commit, so that the chain's lock is held only for the
last moment of a command and never while it works.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.security.actor import Actor, actor
from app.security.system_view import system_view
from models.audit_entry import AuditEntry

CHAIN_LOCK = 7_315_001
"""Key of the advisory lock under which PostgreSQL appends to the chain."""
FIRST = "0" * 64
PENDING, SEEN = "audit", "audit_seen"
APPENDED = (
    "at", "party", "actor_id", "actor_name", "action", "entity", "entity_id", "district_id",
    "reason", "details",
)  # fmt: skip
APPEND_READ = sa.select(
    sa.func.audit_append_read(
        *(sa.bindparam(name, type_=getattr(AuditEntry, name).type) for name in APPENDED),
        sa.bindparam("facts", type_=sa.Text()),
    )
)
"""The function of migration 0010: lock, look at the last entry, append."""


@dataclass(frozen=True, kw_only=True)
class Act:
    """One thing done or seen, before it has its place in the chain."""

    at: datetime
    who: Actor
    action: str
    entity: str
    entity_id: str
    district_id: int | None
    reason: str
    details: dict[str, Any] = field(default_factory=dict)


def record(  # noqa: PLR0913 - one entry has that many facts
    session: Session,
    action: str,
    entity: str,
    entity_id: object,
    *,
    now: datetime,
    district_id: int | None = None,
    reason: str = "",
    details: dict[str, Any] | None = None,
) -> None:
    """Note an act of the present actor; it is written when the session commits."""
    act = _act(action, entity, entity_id, now, district_id, reason, details)
    session.info.setdefault(PENDING, []).append(act)


def record_read(  # noqa: PLR0913 - one entry has that many facts
    session: Session,
    entity: str,
    entity_id: object,
    *,
    now: datetime,
    district_id: int | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """Write at once that the present actor saw a record, in a transaction of its own.

    A page that is read changes nothing; only the log of reading grows. PostgreSQL appends the
    entry to the chain by itself, in one statement. On SQLite, which has one writer, the reading
    of a form that was sent and comes back is written when the form's own transaction is over.
    """
    act = _act("read", entity, entity_id, now, district_id, "", details)
    bind = session.get_bind()
    if bind.dialect.name == "postgresql":
        _append_read(bind, act)
    elif isinstance(bind, sa.Engine) and _holds_the_lock(session):
        session.info.setdefault(SEEN, []).append(act)
    else:
        _write_reads(bind, [act])


def _holds_the_lock(session: Session) -> bool:
    """Return whether SQLite's one writer is this very transaction."""
    if not session.in_transaction():
        return False
    return bool(session.connection().get_execution_options().get("write"))


def _write_reads(bind: sa.Engine | sa.Connection, acts: list[Act]) -> None:
    with Session(bind=bind) as own:
        own.connection(execution_options={"write": True})
        own.info[PENDING] = acts
        own.commit()


@event.listens_for(Session, "after_transaction_end")
def _write_waiting_reads(session: Session, transaction: Any) -> None:
    """Write what was seen while the lock was held, whether that transaction was kept or not."""
    if transaction.parent is None and (acts := session.info.pop(SEEN, None)):
        _write_reads(session.get_bind(), acts)


def _act(  # noqa: PLR0913 - one entry has that many facts
    action: str,
    entity: str,
    entity_id: object,
    now: datetime,
    district_id: int | None,
    reason: str,
    details: dict[str, Any] | None,
) -> Act:
    return Act(
        at=now,
        who=actor(),
        action=action,
        entity=entity,
        entity_id=str(entity_id),
        district_id=district_id,
        reason=reason[:500],
        details=details or {},
    )


def _append_read(bind: sa.Engine | sa.Connection, act: Act) -> None:
    entry = _entry(act, 0, FIRST)
    facts = _text(_facts(entry)[2:]).removeprefix("[")
    values = {name: getattr(entry, name) for name in APPENDED} | {"facts": facts}
    if isinstance(bind, sa.Connection):
        bind.execute(APPEND_READ, values)
        return
    with bind.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(APPEND_READ, values)


@event.listens_for(Session, "before_commit")
def _write_pending(session: Session) -> None:
    acts: list[Act] = session.info.pop(PENDING, [])
    if not acts:
        return
    session.flush()
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(sa.select(sa.func.pg_advisory_xact_lock(CHAIN_LOCK)))
    with system_view(session) as own:
        last = own.execute(
            sa.select(AuditEntry.seq, AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1)
        ).one_or_none()
        seq, prev = (last.seq, last.hash) if last else (0, FIRST)
        for act in acts:
            seq += 1
            entry = _entry(act, seq, prev)
            own.add(entry)
            prev = entry.hash


@event.listens_for(Session, "after_soft_rollback")
def _forget_pending(session: Session, previous: Any) -> None:  # noqa: ARG001 - event signature
    if not session.in_nested_transaction():
        session.info.pop(PENDING, None)


def _entry(act: Act, seq: int, prev: str) -> AuditEntry:
    entry = AuditEntry(
        seq=seq,
        prev_hash=prev,
        at=act.at,
        door=str(act.who.party),
        party=str(act.who.party),
        actor_id=act.who.user_id or act.who.account_id,
        actor_name=act.who.name,
        action=act.action,
        entity=act.entity,
        entity_id=act.entity_id,
        district_id=act.district_id,
        reason=act.reason,
        details={**act.details, "token": act.who.token} if act.who.token else act.details,
    )
    entry.hash = entry_hash(entry)
    return entry


def entry_hash(entry: AuditEntry) -> str:
    """Return the hash that ties an entry to all before it."""
    return hashlib.sha256(_text(_facts(entry)).encode()).hexdigest()


def _facts(entry: AuditEntry) -> list[Any]:
    return [
        entry.seq,
        entry.prev_hash,
        entry.at.isoformat(),
        entry.door,
        entry.party,
        entry.actor_id,
        entry.actor_name,
        entry.action,
        entry.entity,
        entry.entity_id,
        entry.district_id,
        entry.reason,
        entry.details,
    ]


def _text(facts: list[Any]) -> str:
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def first_broken(session: Session) -> int | None:
    """Return the sequence number of the first entry that does not fit the chain, or None."""
    prev = FIRST
    rows = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.seq))
    for seq, entry in enumerate(rows, 1):
        if entry.seq != seq or entry.prev_hash != prev or entry.hash != entry_hash(entry):
            return entry.seq
        prev = entry.hash
    return None
