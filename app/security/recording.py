"""What is written down of every write of a record: who, when, what stood there, by which door?

Installed on SQLAlchemy's session class by import, as the scope layer is. A flush writes all that
it changed as one statement beside it, in its transaction: what is rolled back leaves nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapper, ORMExecuteState, Session, object_session

from app.exceptions import NotRecorded
from app.schema.base import Base, new_uid
from app.schema.choices import Choice
from app.schema.fields import Field, fields_of
from app.schema.registry import entity_named
from app.security.actor import actor
from app.security.doors import door_of
from app.security.sealed import seal, unseal

PENDING, REASON = "history", "history_reason"
UNRECORDED = "unrecorded"
"""Execution option that says why a statement on whole tables leaves no history."""
LONGEST_REASON = 500

_clock: list[Callable[[], datetime]] = []


def use_clock(clock: Callable[[], datetime]) -> None:
    """Take the time from ``clock`` from now on; called once, where a process starts."""
    _clock[:] = [clock]


@contextmanager
def because(session: Session, reason: str) -> Iterator[None]:
    """Give what the session writes inside the block a reason in the history."""
    session.info[REASON] = reason[:LONGEST_REASON]
    try:
        yield
    finally:
        session.info.pop(REASON, None)


def traced(model: type[Base]) -> Mapping[str, Field]:
    """Return the fields whose changes are kept; keys, hashes and secrets never are."""
    return {
        name: field
        for name, field in fields_of(model).items()
        if field.traced and not field.internal
    }


def as_kept(value: Any) -> Any:
    """Return a value as the history's document holds it."""
    if isinstance(value, Choice):
        return value.name
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def is_recorded(model: type) -> bool:
    """Return whether writes of the class leave a history."""
    return "__entity__" in vars(model) and model.__entity__.recorded  # type: ignore[attr-defined]


def _changed(row: Any) -> dict[str, list[Any]]:
    """Return old and new of every field that the flush changed."""
    found, attributes = {}, sa.inspect(row).attrs
    for name, field in traced(type(row)).items():
        history = attributes[f"{name}_sealed" if field.sealed else name].history
        # What is only flagged, so that the row gets its next version, has no value before.
        if not history.has_changes() or not history.deleted:
            continue
        old, new = (_value(row, name, field, one) for one in (history.deleted, history.added))
        if old != new:
            found[name] = [old, new]
    return found


def _value(row: Any, name: str, field: Field, held: Any) -> Any:
    value = held[0] if held else None
    if field.sealed and value is not None:
        return unseal(row.__tablename__, name, row.uid, value)
    return as_kept(value)


def _all(row: Any) -> dict[str, list[Any]]:
    """Return every value of a row that goes."""
    return {name: [as_kept(getattr(row, name)), None] for name in traced(type(row))}


def _note(action: str, row: Any, changes: dict[str, list[Any]]) -> None:
    session = object_session(row)
    if session is not None:
        session.info.setdefault(PENDING, []).append((action, row, changes))


@event.listens_for(Mapper, "after_insert")
def _added(mapper: Any, connection: Any, row: Any) -> None:  # noqa: ARG001 - event signature
    if is_recorded(type(row)):
        _note("add", row, {})


@event.listens_for(Mapper, "after_update")
def _edited(mapper: Any, connection: Any, row: Any) -> None:  # noqa: ARG001 - event signature
    if is_recorded(type(row)) and (changes := _changed(row)):
        _note("edit", row, changes)


@event.listens_for(Mapper, "before_delete")
def _deleted(mapper: Any, connection: Any, row: Any) -> None:  # noqa: ARG001 - event signature
    if is_recorded(type(row)):
        _note("delete", row, _all(row))


@event.listens_for(Session, "before_flush")
def _begin(session: Session, context: Any, instances: Any) -> None:  # noqa: ARG001 - event signature
    session.info.pop(PENDING, None)


@event.listens_for(Session, "after_flush")
def _write(session: Session, context: Any) -> None:  # noqa: ARG001 - event signature
    noted = session.info.pop(PENDING, None)
    if noted:
        history: Any = entity_named("RecordChange")
        shared = _shared(session)
        rows = [{**shared, **_row(*one)} for one in noted]
        session.connection().execute(history.__table__.insert(), rows)


def _shared(session: Session) -> dict[str, Any]:
    """Return what all changes of a flush have in common."""
    if not _clock:
        message = "no clock: call use_clock() where the process starts"
        raise RuntimeError(message)
    who = actor()
    return {
        "at": _clock[0](),
        "party": str(who.party),
        "actor_id": who.user_id or who.account_id,
        "actor_name": who.name,
        "door": door_of(who),
        "reason": session.info.get(REASON, ""),
    }


def _row(action: str, row: Any, changes: dict[str, list[Any]]) -> dict[str, Any]:
    scope, uid = row.__entity__.scope, new_uid()
    document = json.dumps(changes, ensure_ascii=False)
    return {
        "uid": uid,
        "entity": type(row).__name__,
        "entity_id": row.id,
        "application_id": row.id if row.__entity__.workflow else _held(row, "application_id"),
        "district_id": _held(row, scope.district),
        "account_id": _held(row, scope.account),
        "action": action,
        "changes": seal("record_change", "changes", uid, document),
    }


def _held(row: Any, name: str | None) -> Any:
    return getattr(row, name, None) if name else None


@event.listens_for(Session, "do_orm_execute")
def refuse_unrecorded(state: ORMExecuteState) -> None:
    """Refuse statements that would change whole tables past the history, unless they say why."""
    if not (state.is_insert or state.is_update or state.is_delete):
        return
    if state.execution_options.get(UNRECORDED):
        return
    if any(is_recorded(mapper.class_) for mapper in state.all_mappers):
        raise NotRecorded
