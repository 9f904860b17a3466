"""Which extra fields does a round ask now, and how does a new version of them come out?"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.exceptions import JifenError, NotScoped
from app.policy.extra_fields import (
    MOST,
    PREFIX,
    Definition,
    Fault,
    definition,
    faults,
    rule_faults,
)
from app.schema.base import Base
from app.schema.checks import checks
from app.schema.fields import fields_of
from app.schema.words import N_, Refusal
from app.security.actor import Actor
from app.security.system_view import system_view
from app.services import audit
from models.admission_round import AdmissionRound
from models.application import Application
from models.enums import ApplicationStatus, Section
from models.extra_field import ExtraField
from models.field_set import FieldSet
from models.guardian import Guardian
from models.kinship import Kinship
from models.property import Property
from models.student import Student

KEPT_SECONDS = 5
"""For how long another process may still ask, and list, the version before."""
TOUCHED = "field_set_touched"
PINNED = "extra"
"""Under this name a draft and a filing keep the questions as they stood when answered."""
MODELS: Mapping[Section, type[Base]] = {
    Section.guardians: Guardian,
    Section.students: Student,
    Section.kinship: Kinship,
    Section.property: Property,
}


@dataclass(frozen=True)
class InForce:
    """The version that families answer now; number 0 asks nothing."""

    number: int
    fields: Sequence[Definition]

    def of(self, section: Section) -> list[Definition]:
        """Return the questions of one section, in their order."""
        return [one for one in self.fields if one["section"] == section.value]


@dataclass(frozen=True)
class Published:
    """One version of a round's extra fields, as it was once asked."""

    round_id: int
    district_id: int
    fields: Sequence[Definition]


class NotPublished(JifenError):
    """The questions cannot be asked as they stand."""

    msgid = N_("The extra fields were not published; mend what is named below.")


class NothingNew(JifenError):
    """What would be published is what families are asked already."""

    msgid = N_("Nothing has changed since the last version.")


_kept: WeakKeyDictionary[Any, dict[int, tuple[float, InForce]]] = WeakKeyDictionary()


_versions: WeakKeyDictionary[Any, tuple[float, Sequence[Published]]] = WeakKeyDictionary()


def published(session: Session) -> Sequence[Published]:
    """Return every version that some round ever asked, the oldest first; kept for a while."""
    read_at, found = _versions.get(session.get_bind(), (0.0, ()))
    now = time.monotonic()
    if session.info.get(TOUCHED) or not read_at or now - read_at > KEPT_SECONDS:
        columns = (FieldSet.round_id, FieldSet.district_id, FieldSet.fields)
        with system_view(session) as own:
            rows = own.execute(sa.select(*columns).order_by(FieldSet.id)).all()
        found = tuple(Published(*row) for row in rows)
        if not session.info.get(TOUCHED):
            _versions[session.get_bind()] = (now, found)
    return found


def in_force(session: Session, round_id: int | None) -> InForce:
    """Return the last published version of a round's extra fields; kept for some seconds."""
    if round_id is None:
        return InForce(0, ())
    kept = _kept.setdefault(session.get_bind(), {})
    now = time.monotonic()
    read_at, found = kept.get(round_id, (0.0, InForce(0, ())))
    if session.info.get(TOUCHED) or not read_at or now - read_at > KEPT_SECONDS:
        found = _last(session, round_id)
        if not session.info.get(TOUCHED):
            kept[round_id] = (now, found)
    return found


def _last(session: Session, round_id: int) -> InForce:
    newest = sa.select(FieldSet.number, FieldSet.fields).where(FieldSet.round_id == round_id)
    with system_view(session) as own:
        row = own.execute(newest.order_by(FieldSet.number.desc()).limit(1)).one_or_none()
    return InForce(row.number, tuple(row.fields)) if row else InForce(0, ())


def schema_names() -> dict[Section, list[str]]:
    """Return the names of the fields that each section has by itself."""
    return {
        section: [name for name, one in fields_of(model).items() if one.step == section.value]
        for section, model in MODELS.items()
    }


def prepared(session: Session, round_: AdmissionRound) -> list[ExtraField]:
    """Return the questions that the next version would ask, in their order."""
    rows = sa.select(ExtraField).where(ExtraField.round_id == round_.id)
    return list(session.scalars(rows.order_by(ExtraField.position, ExtraField.id)))


def definitions(rows: Sequence[ExtraField]) -> list[Definition]:
    """Return the questions as a version would keep them."""
    schema = schema_names()
    names = {section: [row.name for row in rows if row.section is section] for section in Section}
    return [definition(row, schema[row.section], names[row.section]) for row in rows]


def problems(rows: Sequence[ExtraField]) -> list[tuple[ExtraField | None, Refusal]]:
    """Return what has to be mended before the questions can be published, with its question."""
    return list(_problems(rows))


def _problems(rows: Sequence[ExtraField]) -> Iterator[tuple[ExtraField | None, Refusal]]:
    if len(rows) > MOST:
        words = N_("A round has at most %(number)s extra fields.")
        yield None, Refusal(words, {"number": MOST})
    schema = schema_names()
    known = {section: dict.fromkeys(names, "") for section, names in schema.items()}
    for row, one in zip(rows, definitions(rows), strict=True):
        yield from ((row, fault) for _, fault in faults(row, schema))
        yield from ((row, fault) for _, fault in rule_faults(one, known[row.section]))
        known[row.section][one["name"]] = ""


@checks(ExtraField)
def _check(session: Session, answers: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong with a question already when it is prepared."""
    row = SimpleNamespace(**{**dict.fromkeys(fields_of(ExtraField)), **answers})
    schema = schema_names()
    yield from faults(row, schema)
    if row.round_id is None:  # in the form of its round, whose other questions are not saved yet
        return
    same = (ExtraField.round_id == int(row.round_id), ExtraField.section == row.section)
    others = session.scalars(sa.select(ExtraField.name).where(*same).limit(2 * MOST)).all()
    one = definition(row, schema[row.section], [*others, row.name])
    yield from rule_faults(one, {*schema[row.section], *(PREFIX + name for name in others)})


def publish(session: Session, round_: AdmissionRound, who: Actor, now: datetime) -> FieldSet:
    """Make the prepared questions the version that families answer from now on."""
    round_ = session.get_one(AdmissionRound, round_.id, with_for_update={"of": AdmissionRound})
    rows = prepared(session, round_)
    if problems(rows):
        raise NotPublished
    before = _last(session, round_.id)
    fields = definitions(rows)
    if fields == list(before.fields):
        raise NothingNew
    made = FieldSet(
        round_id=round_.id, district_id=round_.district_id, number=before.number + 1,
        fields=fields, published_at=now, published_by=who.name,
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(
        session, "publish_fields", "AdmissionRound", round_.id, now=now,
        district_id=round_.district_id, details={"version": made.number, "fields": len(fields)},
    )  # fmt: skip
    session.commit()
    return made


def pinned(document: Mapping[str, Any], section: Section) -> list[Definition]:
    """Return the questions of a section as they stood when it was answered."""
    kept = document.get(PINNED, {}).get(section.value, {})
    return list(kept.get("fields", ()))


def pin(document: dict[str, Any], section: Section, now: InForce) -> None:
    """Let a document of answers keep the questions that its section was just asked."""
    kept = dict(document.get(PINNED, {}))
    kept.pop(section.value, None)
    if now.of(section):
        kept[section.value] = {"version": now.number, "fields": now.of(section)}
    document.pop(PINNED, None)
    if kept:
        document[PINNED] = kept


def mark(session: Session, application: Application, section: Section) -> str:
    """Return what a page carries of the questions that it shows; nothing when there are none."""
    asked = in_force(session, application.round_id).of(section)
    text = json.dumps(asked, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16] if asked else ""


def changed_sections(session: Session, application: Application) -> set[str]:
    """Return the open sections that were answered and are asked other questions by now."""
    draft = application.draft
    if draft is None:
        return set()
    modifying = application.status is ApplicationStatus.modifying
    opened = set(application.sections or ()) if modifying else {one.value for one in Section}
    now = in_force(session, application.round_id)
    return {
        one.value
        for one in Section
        if one.value in opened and one.value in draft.answers
        and pinned(draft.answers, one) != now.of(one)
    }  # fmt: skip


def done(session: Session, application: Application) -> list[str]:
    """Return the sections that are complete, also by the questions that are asked now."""
    if application.draft is None:
        return []
    changed = changed_sections(session, application)
    return [name for name in application.draft.sections_done if name not in changed]


def short_name(name: str) -> str:
    """Return the name that the office gave to an extra field."""
    return name.removeprefix(PREFIX)


@event.listens_for(ExtraField, "before_update")
@event.listens_for(ExtraField, "before_insert")
def _same_district(_mapper: Any, connection: sa.Connection, row: ExtraField) -> None:
    """Refuse a question whose round is another district's than the question itself."""
    table = AdmissionRound.__mapper__.local_table
    own = sa.select(table.c.district_id).where(table.c.id == row.round_id)
    if connection.scalar(own) != row.district_id:
        raise NotScoped


@event.listens_for(Session, "after_flush")
def _note(session: Session, _context: Any) -> None:
    if any(isinstance(one, FieldSet) for one in session.new):
        session.info[TOUCHED] = True


@event.listens_for(Session, "after_commit")
@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    if session.info.pop(TOUCHED, None):
        _kept.clear()
        _versions.clear()
