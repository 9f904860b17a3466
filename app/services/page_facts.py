"""What do the rules look at in a whole page of cases? One statement tells it for all of them.

The rules read few columns of many related rows. They are fetched as plain values, part by part
of one UNION, instead of as some hundred objects by eight statements.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.schema.types import UtcDateTime
from app.security.actor import Actor
from app.security.system_view import system_view
from app.services.facts import PageFacts, Standing
from app.workflow.guards import UNDO_WITHIN
from models.application import Application
from models.application_event import ApplicationEvent
from models.conflict_of_interest import ConflictOfInterest
from models.enums import LIVE, ApplicationStatus, MessageState, ReviewKind, Verdict
from models.guardian import Guardian
from models.outbox_message import OutboxMessage
from models.review_item import ReviewItem
from models.staff_member import StaffMember
from models.student import Student
from models.upload import Upload

ID = attrgetter("id")
CLOSED = tuple(status for status in ApplicationStatus if status not in LIVE)


class Child(NamedTuple):
    """What a rule reads of a student."""

    id: int


class Item(NamedTuple):
    """What a rule reads of a review item."""

    id: int
    student_id: int | None
    kind: ReviewKind
    verdict: Verdict | None
    reason: str


class Picture(NamedTuple):
    """What a rule reads of a picture."""

    id: int
    state: str
    verdict: Verdict | None


class Happened(NamedTuple):
    """What a rule reads of an event."""

    id: int
    name: str
    actor_id: int | None
    at: datetime


class CaseOnPage:
    """An application as a rule sees it: its own columns, and its related rows as values."""

    def __init__(self, row: Application) -> None:
        """Start without related rows."""
        self.row = row
        self.students: list[Child] = []
        self.review_items: list[Item] = []
        self.uploads: list[Picture] = []
        self.events: list[Happened] = []

    def __getattr__(self, name: str) -> Any:
        """Read everything else from the application itself."""
        return getattr(self.row, name)


@dataclass(frozen=True)
class Page:
    """The cases of a page, and what else the database knows of them."""

    cases: Sequence[CaseOnPage]
    facts: PageFacts


def read_page(session: Session, rows: Sequence[Application], who: Actor, now: datetime) -> Page:
    """Return what the rules look at in ``rows``, which the actor's scope has let through."""
    values = {"ids": [row.id for row in rows], "user": who.user_id, "fresh": now - UNDO_WITHIN}
    found: dict[str, dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
    with system_view(session) as own:
        for one in own.execute(_statement(own.get_bind().dialect.name), values):
            found[one.part][one.case].append(one)
    cases = [_case(row, found) for row in rows]
    left = {(one.case, one.id) for told in found["told"].values() for one in told}
    last = {(case.row.id, case.events[-1].id) for case in cases if case.events}
    facts = PageFacts(
        Standing(frozenset(found["own"]), frozenset(found["conflict"])),
        frozenset(found["elsewhere"]),
        frozenset(key for key, _ in left & last),
    )
    return Page(cases, facts)


def _case(row: Application, found: dict[str, dict[int, list[Any]]]) -> CaseOnPage:
    case = CaseOnPage(row)
    case.students = [Child(one.id) for one in _of(found, "student", row.id)]
    case.review_items = [
        Item(one.id, one.number, ReviewKind[one.word], _verdict(one.more), one.text)
        for one in _of(found, "item", row.id)
    ]
    case.uploads = [
        Picture(one.id, one.word, _verdict(one.more)) for one in _of(found, "upload", row.id)
    ]
    case.events = [
        Happened(one.id, one.word, one.number, one.at) for one in _of(found, "event", row.id)
    ]
    return case


def _of(found: dict[str, dict[int, list[Any]]], part: str, key: int) -> Iterable[Any]:
    rows = found[part].get(key, ())
    return sorted(rows, key=ID) if len(rows) > 1 else rows


def _verdict(name: str | None) -> Verdict | None:
    return Verdict[name] if name else None


def _columns(  # noqa: PLR0913 - one part of the union has that many columns
    name: str,
    case: Any,
    key: Any,
    *,
    number: Any = None,
    word: Any = None,
    more: Any = None,
    text: Any = None,
    at: Any = None,
) -> Any:
    """Return one part of the union: all have the same columns, most of them empty."""

    def column(value: Any, kind: Any, label: str) -> Any:
        return (sa.cast(sa.null(), kind) if value is None else sa.cast(value, kind)).label(label)

    return sa.select(
        sa.literal(name, sa.String).label("part"),
        case.label("case"),
        column(key, sa.Integer, "id"),
        column(number, sa.Integer, "number"),
        column(word, sa.String, "word"),
        column(more, sa.String, "more"),
        column(text, sa.String, "text"),
        (sa.cast(sa.null(), UtcDateTime()) if at is None else at).label("at"),
    )


@lru_cache(maxsize=2)
def _statement(dialect: str) -> Any:
    """Return the union; on PostgreSQL the cases are one array instead of two hundred values."""
    array = sa.bindparam("ids", type_=sa.ARRAY(sa.Integer))
    ids = array if dialect == "postgresql" else sa.bindparam("ids", expanding=True)

    def part(name: str, case: Any, key: Any, **more: Any) -> Any:
        mine = case == sa.any_(array) if ids is array else case.in_(ids)
        return _columns(name, case, key, **more).where(mine)

    return sa.union_all(*_rows(part), *_others(part))


def _rows(part: Callable[..., Any]) -> list[Any]:
    """Return the parts that tell of the cases' own rows."""
    event, item = ApplicationEvent, ReviewItem
    return [
        part(
            "event", event.application_id, event.id,
            number=event.actor_id, word=event.name, at=event.at,
        ),
        part("student", Student.application_id, Student.id),
        part(
            "item", item.application_id, item.id, number=item.student_id, word=item.kind,
            more=item.verdict, text=item.reason,
        ),
        part("upload", Upload.application_id, Upload.id, word=Upload.state, more=Upload.verdict),
    ]  # fmt: skip


def _others(part: Callable[..., Any]) -> list[Any]:
    """Return the parts that tell what else the database knows of the cases."""
    user = sa.bindparam("user", type_=sa.Integer())
    other, mine = aliased(Student), Student
    same_child = sa.and_(
        other.year == mine.year,
        Student.id_number.fingerprint() == other.id_number_index,  # type: ignore[attr-defined]
        other.live,
        other.application_id != mine.application_id,
    )
    is_me = sa.and_(
        StaffMember.id_number.fingerprint() == Guardian.id_number.fingerprint(),
        StaffMember.user_id == user,
    )
    event = ApplicationEvent
    return [
        part("own", Guardian.application_id, Guardian.id).join(StaffMember, is_me),
        part("conflict", ConflictOfInterest.application_id, ConflictOfInterest.id).where(
            ConflictOfInterest.user_id == user
        ),
        part("elsewhere", mine.application_id, mine.id)
        .join(Application, Application.id == mine.application_id)
        .join(other, same_child)
        .where(Application.status.in_(CLOSED)),
        part("told", event.application_id, event.id)
        .join(OutboxMessage, OutboxMessage.event_id == event.id)
        .where(event.at >= sa.bindparam("fresh", type_=UtcDateTime()),
               OutboxMessage.state != MessageState.waiting),
    ]  # fmt: skip
