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
from app.services.row_ranges import BLOCK
from models.audit_entry import AuditEntry

MAY_SEE = (Role.auditor, Role.supervisor, Role.security_officer)
"""Who may read the log of reading: those who answer for it."""
ACTIONS = ("read", "reveal", "export")
SIZE = 50
NEWEST = (AuditEntry.seq + 0).desc()
"""Not the column itself: its index would be walked through the whole log for a seldom record."""


@dataclass(frozen=True)
class Readers:
    """One page of readings, and where the older ones begin."""

    entries: Sequence[AuditEntry]
    older: int | None


def may_see_readers(who: Actor) -> bool:
    """Return whether ``who`` may see who saw a record."""
    return who.has(*MAY_SEE)


def readers(session: Session, row: Any, args: Mapping[str, str]) -> Readers:
    """Return who saw the record: alone, or on a page or in an export with others.

    Each of the three is found by an index of its own, and none gives more than a page holds.
    """
    older = args.get("older", "")
    if older and not (older.isascii() and older.isdigit() and len(older) < 10):  # noqa: PLR2004
        raise BadRequest
    about = [AuditEntry.entity == type(row).__name__, AuditEntry.action.in_(ACTIONS)]
    about += [AuditEntry.seq < int(older)] if older else []
    alone = AuditEntry.entity_id == str(row.id)
    found = [
        sa.select(AuditEntry.seq).where(*about, one).order_by(NEWEST).limit(SIZE + 1).subquery()
        for one in (alone, *_with_others(session, row.id))
    ]
    united = sa.union(*(sa.select(one.c.seq) for one in found)).subquery()
    query = sa.select(AuditEntry).where(AuditEntry.seq.in_(sa.select(united.c.seq)))
    entries = session.scalars(query.order_by(AuditEntry.seq.desc()).limit(SIZE + 1)).all()
    more = len(entries) > SIZE
    return Readers(entries[:SIZE], entries[SIZE - 1].seq if more else None)


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


def _with_others(session: Session, key: int) -> list[Any]:
    """Return the conditions that a page of a list names the record, and that an export does."""
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    holds, within = (_holds, _within) if on_postgresql else (_in_list, _in_ranges)
    # Written out, for only so a prepared statement finds the indexes of these very words.
    of_many = AuditEntry.entity_id == sa.literal_column("''")
    block = sa.and_(of_many, holds("blocks", key // BLOCK), within(key))
    return [sa.and_(of_many, holds("ids", key)), block]


def _holds(name: str, number: int) -> Any:
    listed = sa.literal_column(f"(CAST(audit_entry.details AS JSONB) -> '{name}')", JSONB)
    return listed.contains(sa.cast([number], JSONB))


def _within(key: int) -> Any:
    told = sa.literal_column("(CAST(audit_entry.details AS JSONB) ->> 'export')", sa.Text)
    split = sa.func.unnest(sa.func.string_to_array(told, ","))
    one = split.table_valued("value").render_derived(name="one")
    first = sa.cast(sa.func.split_part(one.c.value, "-", 1), sa.BigInteger)
    last = sa.cast(sa.func.substring(one.c.value, "[0-9]+$"), sa.BigInteger)
    return sa.exists(sa.select(1).select_from(one).where(first <= key, last >= key))


def _in_list(name: str, number: int) -> Any:
    numbers = sa.func.json_each(AuditEntry.details, f"$.{name}").table_valued("value")
    return sa.exists(sa.select(1).select_from(numbers).where(numbers.c.value == number))


def _in_ranges(key: int) -> Any:
    told = sa.func.json_extract(AuditEntry.details, "$.export")
    listed = sa.literal('["') + sa.func.replace(told, ",", '","') + '"]'
    one = sa.func.json_each(listed).table_valued("value")
    first = sa.cast(one.c.value, sa.Integer)
    last = sa.cast(
        sa.func.substr(one.c.value, sa.func.instr(one.c.value, "-") + 1, type_=sa.String),
        sa.Integer,
    )
    return sa.exists(sa.select(1).select_from(one).where(first <= key, last >= key))
