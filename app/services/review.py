"""How are verdicts given on review items and pictures?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from app.exceptions import JifenError, NotScoped
from app.schema.words import N_
from app.security.actor import Actor
from app.services import audit
from app.services.transitions import case_of, lock
from app.workflow.engine import refusal_sentence
from app.workflow.transitions import IMPARTIAL
from models.application import Application
from models.enums import ApplicationStatus, Verdict
from models.review_item import ReviewItem
from models.upload import Upload

LONGEST_REASON = 300
OPEN = frozenset({ApplicationStatus.submitted, ApplicationStatus.recheck_requested})


class ReasonMissing(JifenError):
    """A verdict that speaks against a family needs a reason."""

    msgid = N_("Give a reason for every verdict that is not “meets the requirement”.")


class ReasonTooLong(JifenError):
    """A reason is kept whole or not at all."""

    msgid = N_("A reason has at most 300 characters.")


class NotImpartial(JifenError):
    """Who may not decide on a case gives no verdicts on it either."""

    msgid = N_("You do not have the right to do this.")


class NotInReview(JifenError):
    """Verdicts are given while the office works on the case."""

    msgid = N_("Verdicts can be given only while the registration waits for review.")


@dataclass(frozen=True)
class Finding:
    """What a reviewer found: no verdict leaves the item open."""

    verdict: Verdict | None
    reason: str


def set_verdicts(  # noqa: PLR0913 - a command has that many facts
    session: Session,
    application_id: int,
    items: Mapping[int, Finding],
    pictures: Mapping[int, Finding],
    who: Actor,
    now: datetime,
    *,
    version: int | None = None,
) -> int:
    """Write the findings in one transaction and return how many changed.

    Ids of another case are refused as not found; nothing is written then.
    """
    application = lock(session, application_id, version)
    case = case_of(session, application, who, now)
    failed = next((guard.__name__ for guard in IMPARTIAL if not guard(case)), None)
    if failed is not None:
        raise NotImpartial(refusal_sentence(failed))
    try:
        changed = _write(application, items, pictures, who, now)
        if changed:
            # The case is one: a page that was opened before must not write over these verdicts.
            flag_modified(application, "year")
            audit.record(
                session,
                "verdicts",
                "Application",
                application.id,
                now=now,
                district_id=application.district_id,
                details={"changed": changed},
            )
        session.commit()
    except JifenError:
        session.rollback()
        raise
    return changed


def _write(
    application: Application,
    items: Mapping[int, Finding],
    pictures: Mapping[int, Finding],
    who: Actor,
    now: datetime,
) -> int:
    if application.status not in OPEN:
        raise NotInReview
    known_items = {row.id: row for row in application.review_items}
    known_pictures = {row.id: row for row in application.uploads}
    if not set(items) <= set(known_items) or not set(pictures) <= set(known_pictures):
        raise NotScoped
    changed = 0
    for key, finding in items.items():
        if _apply(known_items[key], finding):
            decided = (who.user_id, now) if finding.verdict else (None, None)
            known_items[key].decided_by, known_items[key].decided_at = decided
            changed += 1
    return changed + sum(_apply(known_pictures[key], one) for key, one in pictures.items())


def _apply(row: ReviewItem | Upload, finding: Finding) -> bool:
    reason = finding.reason.strip() or None
    if reason is not None and len(reason) > LONGEST_REASON:
        raise ReasonTooLong
    if finding.verdict not in {None, Verdict.meets} and reason is None:
        raise ReasonMissing
    if finding.verdict is Verdict.meets:
        reason = None
    if (row.verdict, row.reason) == (finding.verdict, reason):
        return False
    row.verdict, row.reason = finding.verdict, reason
    return True
