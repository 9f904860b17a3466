"""How do a draft's answers become a filed registration, all at once or not at all?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from app.exceptions import JifenError, TransitionRefused
from app.schema.words import N_
from app.security.actor import Actor
from app.services import extra_answers, receipts, uploads, verification
from app.services.filed_rows import free_serial, write_rows
from app.services.review_items import bring_up_to_date
from app.services.transitions import FAILURES, Receipt, as_refusal, lock, perform
from app.workflow.answers import Answers
from models import Application, Filing
from models.enums import ApplicationStatus, CodePurpose, UploadState

PURPOSE = {
    ApplicationStatus.draft: CodePurpose.submit,
    ApplicationStatus.modifying: CodePurpose.resubmit,
}


def content(session: Session, application: Application) -> dict[str, Any]:
    """Return what the family confirms: its answers and the hashes of its pictures."""
    draft = application.draft
    filled = uploads.asked_for(session, application)
    pictures = [
        {"slot": slot, "subject": subject, "sha256": row.original_sha256, "upload": row.uid}
        for (slot, subject), row in sorted(filled.items())
    ]
    return {"answers": dict(draft.answers) if draft else {}, "pictures": pictures}


def content_hash(document: Mapping[str, Any]) -> str:
    """Return the hash that ties a code and a filing to exactly these answers."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def send_code(session: Session, application: Application, now: datetime, network: str) -> None:
    """Send the code that confirms the present content to the account's phone."""
    purpose = PURPOSE.get(application.status)
    if purpose is None:
        raise TransitionRefused("submit", "status")
    verification.send(
        session,
        account_id=application.account_id,
        phone=application.account.phone,
        purpose=purpose,
        content_hash=content_hash(content(session, application)),
        now=now,
        network=network,
    )
    session.commit()


def file(  # noqa: PLR0913 - a filing has that many facts
    session: Session,
    application_id: int,
    who: Actor,
    *,
    code: str,
    declared: bool,
    key: str,
    now: datetime,
) -> Receipt:
    """File the draft, or file the modification again, in one transaction.

    A retry with the same key gets the same receipt, also after the deadline. Refusals say why
    in a sentence; then nothing of the filing is written.
    """
    body = {"id": application_id, "declared": declared}
    kept = receipts.find(session, who, key, "file", body)
    if kept is not None:
        return Receipt(**kept)
    try:
        application = lock(session, application_id)
        document = content(session, application)
        name = _transition_name(application, declared=declared)
        _use_code(session, application, document, code, now)
        receipt = _write(session, application, document, name, who, now)
        receipts.keep(session, who, key, "file", body, receipt=vars(receipt), now=now)
        session.commit()
    except FAILURES as failed:
        session.rollback()
        kept = receipts.find(session, who, key, "file", body)
        if kept is not None:  # the same form came twice at once, and the other was first
            return Receipt(**kept)
        if isinstance(failed, JifenError):
            raise
        raise as_refusal("submit", failed) from failed
    return receipt


def _transition_name(application: Application, *, declared: bool) -> str:
    name = "submit" if application.status is ApplicationStatus.draft else "resubmit"
    if not declared:
        msgid = N_("Read the declaration and tick it.")
        raise TransitionRefused(name, "missing:declaration", msgid)
    return name


def _use_code(
    session: Session, application: Application, document: dict[str, Any], code: str, now: datetime
) -> None:
    """Use the code up before anything is written: a wrong try is committed on its own."""
    verification.consume(
        session,
        phone=application.account.phone,
        purpose=PURPOSE.get(application.status, CodePurpose.submit),
        content_hash=content_hash(document),
        code=code,
        now=now,
    )


def _write(  # noqa: PLR0913 - it has that many facts
    session: Session,
    application: Application,
    document: dict[str, Any],
    name: str,
    who: Actor,
    now: datetime,
) -> Receipt:
    draw = partial(free_serial, session, application.district.letters, application.year)
    write_rows(application, document["answers"], draw)
    extra_answers.write(session, application, document["answers"])
    named = {one["upload"] for one in document["pictures"]}
    for row in application.uploads:
        if row.uid in named:
            row.state = UploadState.filed
        elif row.state is UploadState.filed:
            row.state = UploadState.superseded
    session.flush()
    bring_up_to_date(application)
    session.flush()
    snapshot = {**document, "serial_numbers": application.serial_numbers}
    application.filings.append(
        Filing(
            number=len(application.filings) + 1,
            snapshot=snapshot,
            sha256=content_hash(snapshot),
            filed_at=now,
        )
    )
    answers = Answers(code_checked=True, declared=True)
    return perform(session, application, name, answers, who, now)
