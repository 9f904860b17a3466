"""How does an export that is too big for an answer come to its file, and when does it go?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import BinaryIO

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import jobs
from app.exceptions import NotScoped
from app.schema.words import N_
from app.security.actor import actor
from app.services import sealed_files
from models.export_job import ExportJob
from models.office_enums import TableState

MAKE = "export"
FILE = "export"
GONE = N_("You no longer have the right to this export.")
BROKEN = N_("The table could not be made. Ask for it again; if it fails twice, tell the office.")


def ask(  # noqa: PLR0913 - an export has that many facts
    session: Session,
    entity: str,
    conditions: Mapping[str, str],
    columns: Sequence[str],
    *,
    form: str,
    revealing: bool,
    language: str,
    reason: str,
    total: int,
    now: datetime,
    hours: int,
) -> ExportJob:
    """Hand an export over to a job; the caller commits."""
    made = ExportJob(
        user_id=actor().user_id,
        entity=entity,
        conditions=dict(conditions),
        columns=list(columns),
        form=form,
        revealing=revealing,
        language=language,
        reason=reason,
        total=total,
        asked_at=now,
        expires_at=now + timedelta(hours=hours),
        file_key=sealed_files.fresh_key(),
    )
    session.add(made)
    session.flush()
    jobs.enqueue(session, MAKE, str(made.id))
    return made


def keep(session: Session, job: ExportJob, file: BinaryIO) -> None:
    """Keep the finished file; from now on its owner can fetch it."""
    job.parts = sealed_files.keep(job.uid, FILE, job.file_key, file)
    job.state = TableState.ready
    session.commit()


def fail(session: Session, job: ExportJob, why: str) -> None:
    """Say why there will be no file."""
    job.state, job.why = TableState.failed, why
    session.commit()


def fetch(session: Session, job_id: int, now: datetime) -> tuple[ExportJob, Iterator[bytes]]:
    """Return an export of the actor's own and its file; NotScoped when there is none to fetch."""
    job = session.get(ExportJob, job_id)
    if job is None or job.state is not TableState.ready or job.expires_at <= now:
        raise NotScoped
    return job, sealed_files.pieces(job.uid, FILE, job.file_key, job.parts)


def purge(session: Session, now: datetime) -> int:
    """Delete the files whose time is over; what was exported when by whom stays on record."""
    due = sa.select(ExportJob).where(
        ExportJob.expires_at <= now, ExportJob.state != TableState.expired
    )
    found = session.scalars(due).all()
    for job in found:
        sealed_files.forget(job.uid, FILE, job.parts)
        job.state, job.parts = TableState.expired, 0
    session.commit()
    return len(found)
