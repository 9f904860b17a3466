"""How is what a family types kept, and the draft thrown away?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.exceptions import JifenError, NotScoped, StaleVersion
from app.schema.words import N_
from app.security.system_view import system_view
from app.services import audit, extra_fields, uploads
from app.services.filed_answers import overlaid
from app.services.transitions import lock
from models import Application, Draft
from models.account import Account
from models.admission_round import AdmissionRound
from models.enums import ApplicationStatus, RealNameLevel, Section, UploadState
from models.outbox_message import OutboxMessage
from models.record_change import RecordChange
from models.upload import Upload

EDITABLE = frozenset({ApplicationStatus.draft, ApplicationStatus.modifying})
ENDED = frozenset({ApplicationStatus.withdrawn, ApplicationStatus.lapsed})
PURGE = {"unrecorded": "what was never filed goes without a trace, but for one audit row"}
CHANGED = N_(
    "This draft was changed in another window or on another device. Nothing was "
    "overwritten; compare and save again."
)


class CannotStart(JifenError):
    """No registration can be started now."""


def current(session: Session, account_id: int, round_id: int) -> Application | None:
    """Return the family's registration in the round that has not ended, or None."""
    return session.scalar(
        sa.select(Application)
        .where(
            Application.account_id == account_id,
            Application.round_id == round_id,
            Application.status.not_in(ENDED),
        )
        .order_by(Application.id.desc())
        .limit(1)
    )


def start(session: Session, account: Account, round_: AdmissionRound, now: datetime) -> Application:
    """Return the family's registration in the round, started as a draft when there is none."""
    if account.level is not RealNameLevel.middle:
        raise CannotStart(N_("Registration needs the middle real-name level."))
    if not round_.opens_at <= now < round_.closes_at:
        raise CannotStart(N_("Registration is not open now."))
    found = current(session, account.id, round_.id)
    if found is not None:
        return found
    made = Application(
        account_id=account.id,
        district_id=round_.district_id,
        round_id=round_.id,
        year=round_.year,
        created_at=now,
        guardian_name=account.name,
        picture_key=uploads.fresh_key(),
        replaces_id=_replaced(session, account.id, round_),
    )
    session.add(made)
    made.draft = Draft(answers=_first_answers(account), sections_done=[], saved_at=now)
    try:
        session.flush()
    except IntegrityError:
        # Two tabs started at once; the index of open drafts let one through.
        session.rollback()
        again = current(session, account.id, round_.id)
        if again is None:
            raise
        return again
    audit.record(session, "start", "Application", made.id, now=now, district_id=made.district_id)
    session.commit()
    return made


def _replaced(session: Session, account_id: int, round_: AdmissionRound) -> int | None:
    """Return the ended registration that a new one replaces."""
    return session.scalar(
        sa.select(Application.id)
        .where(
            Application.account_id == account_id,
            Application.year == round_.year,
            Application.status.in_(ENDED),
        )
        .order_by(Application.id.desc())
        .limit(1)
    )


def _first_answers(account: Account) -> dict[str, Any]:
    return {"guardians": [_from_account(account)]}


def _from_account(account: Account) -> dict[str, Any]:
    """Return what the first guardian is taken to be; the family cannot change it here."""
    return {
        "name": account.name,
        "id_type": account.id_type,
        "id_number": account.id_number or "",
        "phone": account.phone,
    }


def take_account(session: Session, account: Account) -> None:
    """Bring the first guardian of the account's open drafts to what the account says now."""
    open_ones = sa.select(Application).where(
        Application.account_id == account.id, Application.status.in_(EDITABLE)
    )
    for application in session.scalars(open_ones):
        draft = application.draft
        if draft is None or not may_edit(application, Section.guardians):
            continue
        known = list(draft.answers.get("guardians", ())) or [{}]
        first = {**known[0], **_from_account(account)}
        draft.answers = {**draft.answers, "guardians": [first, *known[1:]]}
        application.guardian_name = account.name


def by_uid(session: Session, uid: str) -> Application:
    """Return the family's own application; NotScoped for any other."""
    found = session.scalar(sa.select(Application).where(Application.uid == uid))
    if found is None:
        raise NotScoped
    return found


def may_edit(application: Application, section: Section) -> bool:
    """Return whether the family may answer the section now."""
    if application.status is ApplicationStatus.draft:
        return True
    opened = application.sections or ()
    return application.status is ApplicationStatus.modifying and section.value in opened


def check_revision(application: Application, revision: int | None) -> None:
    """Raise StaleVersion when the draft is not the one that the page showed."""
    draft = application.draft
    if draft is not None and revision is not None and draft.revision != revision:
        raise StaleVersion(CHANGED)


def save(  # noqa: PLR0913 - a step has that many facts
    session: Session,
    application: Application,
    section: Section,
    records: Sequence[Mapping[str, Any]],
    *,
    done: bool,
    revision: int | None,
    now: datetime,
) -> Draft:
    """Keep the answers of one section as typed; StaleVersion when another tab was faster."""
    draft = application.draft
    if draft is None or application.status not in EDITABLE or not may_edit(application, section):
        raise NotScoped
    check_revision(application, revision)
    document = dict(draft.answers)
    document[section.value] = _kept(section, records, application.account)
    extra_fields.pin(document, section, extra_fields.in_force(session, application.round_id))
    draft.answers = document
    others = [name for name in draft.sections_done if name != section.value]
    draft.sections_done = sorted([*others, section.value] if done else others)
    draft.saved_at = now
    try:
        session.commit()
    except StaleDataError as stale:
        session.rollback()
        raise StaleVersion(CHANGED) from stale
    return draft


def _kept(section: Section, records: Sequence[Mapping[str, Any]], account: Account) -> Any:
    if section is Section.guardians:
        first = {**records[0], **_from_account(account)}
        return [first, *(dict(one) for one in records[1:])]
    if section is Section.students:
        return [{**one, "key": one.get("key") or uuid4().hex[:12]} for one in records]
    return dict(records[0])


def undone(session: Session, application: Application, section: Section) -> None:
    """Mark a section as not complete; after a picture was taken out of it, say."""
    draft = application.draft
    if draft is not None:
        draft.sections_done = [name for name in draft.sections_done if name != section.value]
        session.commit()


def discard(session: Session, application: Application, now: datetime) -> None:
    """Delete a draft that was never filed, with its rows, history and pictures.

    One audit row stays.

    The files lose their key at once, and the sweeper takes them.
    """
    application = lock(session, application.id)
    if application.status is not ApplicationStatus.draft or application.filed_at is not None:
        raise NotScoped
    audit.record(
        session, "discard", "Application", application.id, now=now,
        district_id=application.district_id,
    )  # fmt: skip
    with system_view(session) as own:
        for model in (OutboxMessage, Upload, Draft, RecordChange):
            rows = sa.delete(model).where(model.application_id == application.id)
            own.execute(rows, execution_options=PURGE)
        own.execute(
            sa.delete(Application).where(Application.id == application.id),
            execution_options=PURGE,
        )
    session.expunge_all()
    session.commit()


def copy_of_filing(session: Session, application: Application, now: datetime) -> Draft:
    """Return the draft of a modification: a copy of what was filed last, other answers closed."""
    answers = overlaid(application, application.filings[-1].snapshot["answers"])
    opened = set(application.sections or ())
    if application.draft is None:
        application.draft = Draft(answers={}, sections_done=[], saved_at=now)
    application.draft.answers = answers
    application.draft.sections_done = sorted(
        section.value for section in Section if section.value not in opened
    )
    application.draft.saved_at = now
    for row in application.uploads:
        if row.state is UploadState.draft:
            row.state = UploadState.replaced
    session.commit()
    return application.draft
