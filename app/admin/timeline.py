"""What happened to a record, newest first: its events and the changes of its fields?

The record was found in the reader's scope, and what is told of it obeys the rights of each
field: what the reader does not see is not named, what is protected stays masked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest, NotFound

from app.admin.codes import word
from app.admin.columns import label, linked, plain
from app.admin.keyset import moment
from app.schema.base import Base
from app.schema.choices import Choice
from app.schema.fields import Field, fields_of
from app.schema.kinds import Kind
from app.schema.registry import entities
from app.schema.words import N_
from app.security.actor import actor
from app.security.field_rights import Sight, seen, sight
from app.security.masking import mask
from app.security.system_view import system_view
from app.workflow.transitions import TRANSITIONS
from models.application_event import ApplicationEvent
from models.office_enums import ChangeAction
from models.record_change import RecordChange

SIZE = 25
KINDS = {"events": N_("Events"), "changes": N_("Changes of fields")}
PLACE = re.compile(r"(?P<at>[0-9T:.+-]{1,40})~(?P<rank>[01])~(?P<key>[0-9]{1,9})", re.ASCII)
RANKS = {"events": 1, "changes": 0}
"""What happened at the same moment: the event is told above what it changed."""


@dataclass(frozen=True)
class Line:
    """One field: what stood there, what stands there, and whether the old may come back."""

    name: str
    label: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Entry:
    """One thing that happened."""

    kind: str
    id: int
    at: datetime
    title: str
    who: str
    door: Choice | None = None
    reason: str = ""
    entity: str = ""
    entity_id: int = 0
    lines: Sequence[Line] = field(default_factory=tuple)


@dataclass(frozen=True)
class Timeline:
    """One page of entries, and where the older ones begin."""

    entries: Sequence[Entry]
    older: str | None


def timeline(
    session: Session,
    row: Any,
    args: Mapping[str, str],
    may_list: Callable[[type[Base]], bool],
) -> Timeline:
    """Return the page that the address asks for, of one kind or of all."""
    kind = args.get("kind", "")
    if kind and kind not in KINDS:
        raise NotFound
    place = _opened(args["older"]) if args.get("older") else None
    found: list[Any] = []
    if kind != "changes" and row.__entity__.workflow and may_list(ApplicationEvent):
        found += [(one, "events") for one in _events(session, row, place)]
    if kind != "events":
        found += [(one, "changes") for one in _changes(session, row, place, may_list)]
    found.sort(key=lambda one: (one[0].at, RANKS[one[1]], one[0].id), reverse=True)
    rows = found[:SIZE]
    made = [_entry(one, sort) for one, sort in rows]
    last = rows[-1] if len(found) > SIZE else None
    older = f"{last[0].at.isoformat()}~{RANKS[last[1]]}~{last[0].id}" if last else None
    return Timeline([one for one in made if one is not None], older)


def _opened(text: str) -> tuple[datetime, int, int]:
    found = PLACE.fullmatch(text)
    if found is None:
        raise BadRequest
    try:
        return moment(found["at"]), int(found["rank"]), int(found["key"])
    except (ValueError, ArithmeticError):
        raise BadRequest from None


def _older(model: Any, kind: str, place: tuple[datetime, int, int] | None) -> Any:
    if place is None:
        return sa.true()
    at, rank, key = place
    if RANKS[kind] == rank:
        return sa.or_(model.at < at, sa.and_(model.at == at, model.id < key))
    return model.at <= at if RANKS[kind] < rank else model.at < at


def _events(session: Session, row: Any, place: Any) -> Sequence[ApplicationEvent]:
    query = sa.select(ApplicationEvent).where(
        ApplicationEvent.application_id == row.id, _older(ApplicationEvent, "events", place)
    )
    newest = query.order_by(ApplicationEvent.at.desc(), ApplicationEvent.id.desc())
    return session.scalars(newest.limit(SIZE + 1)).all()


def _changes(
    session: Session, row: Any, place: Any, may_list: Callable[[type[Base]], bool]
) -> Sequence[RecordChange]:
    """Return changes of the record, and of what belongs to a case.

    Read as the system: rows of no district have a history as well, and who may see the record
    was asked when it was found.
    """
    own = sa.and_(RecordChange.entity == type(row).__name__, RecordChange.entity_id == row.id)
    of_case = RecordChange.application_id == row.id
    readable = [name for name, model in entities().items() if may_list(model)]
    also = sa.and_(of_case, RecordChange.entity.in_(readable))
    which = sa.or_(own, also) if row.__entity__.workflow else own
    query = sa.select(RecordChange).where(which, _older(RecordChange, "changes", place))
    newest = query.order_by(RecordChange.at.desc(), RecordChange.id.desc()).limit(SIZE + 1)
    with system_view(session) as own_session:
        found = own_session.scalars(newest).all()
        for one in found:
            own_session.expunge(one)
    return found


def _entry(one: Any, kind: str) -> Entry | None:
    return _event_entry(one) if kind == "events" else change_entry(one)


def _event_entry(one: ApplicationEvent) -> Entry:
    known, who = TRANSITIONS.get(one.name), actor()
    return Entry(
        kind="events",
        id=one.id,
        at=one.at,
        title=gettext(known.label) if known else word(one.name),
        who=word(seen(ApplicationEvent, "actor_name", one.actor_name, who) or ""),
        reason=seen(ApplicationEvent, "reason", one.reason, who) or "",
    )


def change_entry(one: RecordChange) -> Entry | None:
    """Return a change as its reader may see it; None when nothing of it may be seen."""
    model = entities().get(one.entity)
    if model is None:
        return None
    lines = _lines(model, one)
    if one.action is ChangeAction.edit and not lines:
        return None
    subject = f"{gettext(model.__entity__.label)} #{one.entity_id}"
    return Entry(
        kind="changes",
        id=one.id,
        at=one.at,
        title=f"{gettext(one.action.label)} · {subject}",
        who=word(one.actor_name),
        door=one.door,
        reason=one.reason,
        entity=one.entity,
        entity_id=one.entity_id,
        lines=lines,
    )


def _lines(model: type[Base], one: RecordChange) -> list[Line]:
    fields = fields_of(model)
    return [
        Line(
            name,
            str(label(model, name)),
            in_words(model, name, before),
            in_words(model, name, after),
        )
        for name, (before, after) in one.changes.items()
        if name in fields and sight(model, name, actor()) is not Sight.hidden
    ]


def in_words(model: type[Base], name: str, kept: Any) -> Any:
    """Return a kept value as its reader may see it: in words, or masked."""
    if kept is None:
        return ""
    field, how = fields_of(model)[name], sight(model, name, actor())
    if how is Sight.masked:
        return mask(field, str(kept))
    value = as_value(field, kept)
    if field.kind is Kind.link and field.target:
        return linked(field.target, value)
    return plain(field, value)


def as_value(field: Field, kept: Any) -> Any:
    """Return a value from the form in which the history keeps it."""
    if kept is None or not isinstance(kept, str):
        return kept
    if field.kind is Kind.choice and field.choices:
        return field.choices.__members__.get(kept, kept)
    readers: dict[Kind, Callable[[str], Any]] = {
        Kind.moment: datetime.fromisoformat,
        Kind.day: date.fromisoformat,
        Kind.decimal: Decimal,
    }
    return readers.get(field.kind, str)(kept)
