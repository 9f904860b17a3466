"""How does the office correct what is stored, with a reason, and who learns of it?

The one way for single corrections. Of filed data: the case is locked, nobody corrects the case
of the own family, the item that proves a corrected value is to be judged anew, and the family is
told. What would take the ground from a decision needs a recheck first; what a family is just
modifying is left to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from app.exceptions import JifenError, NotScoped
from app.schema.base import Base
from app.schema.fields import Field, fields_of
from app.schema.registry import entity_named
from app.schema.words import N_
from app.security.actor import Actor
from app.security.field_rights import may_change
from app.security.masking import mask
from app.security.recording import because
from app.services import audit, notifications
from app.services.filed_answers import CORRECTED, answer_of, place_of
from app.services.filed_rows import correct_row, name_application
from app.services.review_items import bring_up_to_date
from app.services.transitions import as_refusal, case_of, lock, message_params
from app.workflow.engine import refusal_sentence
from app.workflow.transitions import IMPARTIAL
from models.application import Application
from models.application_event import ApplicationEvent
from models.case_row import CaseRow
from models.enums import LIVE, ApplicationStatus

LONGEST_REASON = 300
TOLD = "application_corrected"
IN_REVIEW = frozenset(
    {
        ApplicationStatus.submitted,
        ApplicationStatus.modification_requested,
        ApplicationStatus.recheck_requested,
    }
)
"""While the office still decides, also what a verdict rests on may be corrected."""


class CorrectionRefused(JifenError):
    """A correction is not possible, for the reason that is told."""


@dataclass(frozen=True)
class Change:
    """One corrected field: what stood there and what stands there now, protected ones masked."""

    field: str
    old: Any
    new: Any


def corrigible(model: type[Base], who: Actor) -> dict[str, Field]:
    """Return the fields that ``who`` may correct: also protected ones, typed anew in full.

    A derived value only where its declaration says that it can be wrong.
    """
    return {
        name: field
        for name, field in fields_of(model).items()
        if field.editable
        and not field.internal
        and (field.overridable or not field.derived)
        and may_change(model, name, who)
    }


def together_with(model: type[Base], name: str, who: Actor) -> list[str]:
    """Return the fields that are asked for with ``name``: they show or are required by it."""
    found = []
    for other, field in corrigible(model, who).items():
        rules = filter(None, (field.show_if, field.required_if))
        if any(name in rule.fields() for rule in rules):
            found.append(other)
    return found


def why_not(session: Session, row: Any, who: Actor, now: datetime) -> str | None:
    """Return the msgid of what forbids any correction of the record now, None if nothing does."""
    return why_not_case(session, row.application, who, now) if isinstance(row, CaseRow) else None


def why_not_case(
    session: Session, application: Application, who: Actor, now: datetime
) -> str | None:
    """Return the msgid of what forbids any correction of the case now, None if nothing does."""
    if application.filed_at is None:
        return N_("This registration was never filed; the family still fills it in.")
    if application.status not in LIVE:
        return N_("This registration has ended. What was filed with it is not corrected any more.")
    if application.status is ApplicationStatus.modifying:
        return N_("The family is modifying its registration. Wait until it has filed again.")
    case = case_of(session, application, who, now)
    failed = next((guard.__name__ for guard in IMPARTIAL if not guard(case)), None)
    return refusal_sentence(failed) if failed else None


def correct(  # noqa: PLR0913 - a correction has that many facts
    session: Session,
    row: Any,
    values: Mapping[str, Any],
    *,
    reason: str,
    who: Actor,
    now: datetime,
    version: int | None = None,
) -> list[Change]:
    """Write corrected values in one transaction and return what changed.

    ``version`` is that of the case, where the row belongs to one; its form has checked the
    values. A refusal says why; then nothing is written.
    """
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise CorrectionRefused(N_("Give a reason of at most 300 characters."))
    if not set(values) <= set(corrigible(type(row), who)):
        raise NotScoped
    try:
        changes = _correct(session, row, values, reason, who, now, version)
        session.commit()
    except (JifenError, StaleDataError, IntegrityError) as failed:
        session.rollback()
        if isinstance(failed, JifenError):
            raise
        if not isinstance(row, CaseRow):
            raise
        raise as_refusal("correct", failed) from failed
    return changes


def _correct(  # noqa: PLR0913 - a correction has that many facts
    session: Session,
    row: Any,
    values: Mapping[str, Any],
    reason: str,
    who: Actor,
    now: datetime,
    version: int | None,
) -> list[Change]:
    application = lock(session, row.application_id, version) if isinstance(row, CaseRow) else None
    refused = why_not(session, row, who, now)
    if refused is not None:
        raise CorrectionRefused(refused)
    before = _values(row)
    with because(session, reason):
        correct_row(row, values)
        changes = _changes(row, before)
        if not changes:
            raise CorrectionRefused(N_("This is what stands there already."))
        if application is not None:
            _renew(session, application)
        session.flush()
    audit.record(
        session, "correct", type(row).__name__, row.id, now=now, reason=reason,
        district_id=getattr(row, "district_id", None),
        details={one.field: [one.old, one.new] for one in changes},
    )  # fmt: skip
    if application is not None:
        _tell(session, application, _event(application, row, changes, reason, who, now))
    return changes


def _values(row: Base) -> dict[str, Any]:
    return {name: getattr(row, name) for name in fields_of(type(row))}


def _changes(row: Base, before: Mapping[str, Any]) -> list[Change]:
    fields, now = fields_of(type(row)), _values(row)
    return [
        Change(name, _shown(fields[name], name, before[name]), _shown(fields[name], name, value))
        for name, value in now.items()
        if value != before[name] and not fields[name].internal
    ]


def _shown(field: Field, name: str, value: Any) -> Any:
    """Return a value as an event keeps it: masked, or as a draft's document has it."""
    if field.sensitive:
        return mask(field, str(value)) if value else ""
    kept = answer_of(name, value)
    return kept if isinstance(kept, (str, int, bool, list, dict)) else str(kept)


def _renew(session: Session, application: Application) -> None:
    """Bring up to date what follows from the rows; a decision must keep its ground."""
    name_application(application)
    session.flush()
    was = {item.id: item.filed_value for item in application.review_items}
    bring_up_to_date(application)
    reopened = {item.id: item.filed_value for item in application.review_items} != was
    if reopened and application.status not in IN_REVIEW:
        raise CorrectionRefused(
            N_("The decision rests on this value. Start a recheck, then correct it.")
        )
    # The case is one: a page that was opened before must not write over this.
    flag_modified(application, "year")


def _event(  # noqa: PLR0913 - an event has that many facts
    application: Application,
    row: Any,
    changes: list[Change],
    reason: str,
    who: Actor,
    now: datetime,
) -> ApplicationEvent:
    place = place_of(row)
    event = ApplicationEvent(
        at=now, name=CORRECTED, source=application.status, target=application.status,
        party=str(who.party), actor_id=who.user_id, actor_name=who.name, reason=reason,
        details={
            "entity": type(row).__name__,
            "section": place[0].value if place else "",
            "subject": subject_of(row),
            "person": application.person(subject_of(row)),
            "changes": [vars(one) for one in changes],
        },
    )  # fmt: skip
    application.events.append(event)
    return event


def subject_of(row: Any) -> str:
    """Return whom a filed row is about, as review items name it."""
    kind = type(row).__tablename__
    keys = {"student": getattr(row, "key", ""), "guardian": getattr(row, "position", "")}
    return f"{kind}:{keys[kind]}" if kind in keys else "family"


def _tell(session: Session, application: Application, event: ApplicationEvent) -> None:
    session.flush()
    fields = fields_of(entity_named(event.details["entity"]))
    labels = [fields[one["field"]].label for one in event.details["changes"]]
    notifications.queue(
        session, TOLD, application=application, event=event, now=event.at,
        params={**message_params(application, event), "fields": labels},
        dedupe_key=f"{TOLD}:{event.uid}",
    )  # fmt: skip
