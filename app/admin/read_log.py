"""Who saw a record, when, and through which door?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from app.admin.codes import word
from app.schema.entity import Role
from app.security.actor import Actor
from models.audit_entry import AuditEntry

MAY_SEE = (Role.auditor, Role.supervisor, Role.security_officer)
"""Who may read the log of reading: those who answer for it."""
ACTIONS = ("read", "reveal")
IDS = ("ids", "export")
"""Where an entry about many records keeps their numbers."""
SIZE = 50


@dataclass(frozen=True)
class Readers:
    """One page of readings, and where the older ones begin."""

    entries: Sequence[AuditEntry]
    older: int | None


def may_see_readers(who: Actor) -> bool:
    """Return whether ``who`` may see who saw a record."""
    return who.has(*MAY_SEE)


def readers(session: Session, row: Any, args: Mapping[str, str]) -> Readers:
    """Return who saw the record: alone, or on a page or in an export with others."""
    older = args.get("older", "")
    if older and not (older.isascii() and older.isdigit() and len(older) < 10):  # noqa: PLR2004
        raise BadRequest
    alone = AuditEntry.entity_id == str(row.id)
    many = sa.and_(AuditEntry.entity_id == "", _names(session, row.id))
    query = sa.select(AuditEntry).where(
        AuditEntry.entity == type(row).__name__,
        AuditEntry.action.in_(ACTIONS),
        sa.or_(alone, many),
    )
    if older:
        query = query.where(AuditEntry.seq < int(older))
    found = session.scalars(query.order_by(AuditEntry.seq.desc()).limit(SIZE + 1)).all()
    more = len(found) > SIZE
    return Readers(found[:SIZE], found[SIZE - 1].seq if more else None)


def how(entry: AuditEntry) -> str:
    """Return the word for what was read: the page, a list, an export, in full."""
    details = entry.details or {}
    if entry.action == "reveal":
        return word("reveal")
    if "export" in details:
        return word("export")
    if details.get("door") == "rest":
        return "REST"
    return word("list") if "ids" in details else word("show")


def _names(session: Session, key: int) -> Any:
    """Return the condition that an entry about many records names this one."""
    if session.get_bind().dialect.name == "postgresql":
        found = sa.cast(AuditEntry.details, JSONB)
        return sa.or_(*(found[name].contains(sa.cast([key], JSONB)) for name in IDS))
    return sa.or_(*(_in_list(name, key) for name in IDS))


def _in_list(name: str, key: int) -> Any:
    numbers = sa.func.json_each(AuditEntry.details, f"$.{name}").table_valued("value")
    return sa.exists(sa.select(1).select_from(numbers).where(numbers.c.value == key))
