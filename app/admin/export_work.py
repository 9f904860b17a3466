"""How does a job make the table that somebody asked for, under that person's rights of today?"""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import structlog
from flask_babel import force_locale
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from app import jobs
from app.admin.export import Wanted, chosen_ids, export_columns, table
from app.admin.job_rights import actor_of, holds
from app.schema.entity import Can
from app.schema.registry import entities
from app.security.actor import Actor, acting_as
from app.security.field_rights import may_reveal
from app.services import export_jobs
from app.services.table_files import csv_chunks, write_workbook
from models.export_job import ExportJob
from models.office_enums import TableState

TELLING = 5000
"""After how many rows a job says how far it has come."""
log = structlog.get_logger(__name__)


def make(session: Session, job_id: int, most: int) -> None:
    """Make the file of an export; run twice, it is made twice and kept once."""
    job = session.get(ExportJob, job_id)
    if job is None or job.state not in {TableState.waiting, TableState.running}:
        return
    job.state, job.tries = TableState.running, job.tries + 1
    session.commit()
    user, who = actor_of(session, job.user_id)
    model = entities().get(job.entity)
    if model is None or user is None or not holds(user, Can.export, model):
        export_jobs.fail(session, job, export_jobs.GONE)
        return
    try:
        with force_locale(job.language):
            _make(session, job, who, most)
    except Exception:
        session.rollback()
        if job.tries < jobs.ATTEMPTS:
            raise
        log.exception("export failed", job=job.id)
        export_jobs.fail(session, job, export_jobs.BROKEN)


def _make(session: Session, job: ExportJob, who: Actor, most: int) -> None:
    model = entities()[job.entity]
    with acting_as(who):
        seen = export_columns(model)
        wanted = Wanted(
            model=model,
            conditions=job.conditions,
            columns=[name for name in job.columns if name in seen],
            revealing=job.revealing and may_reveal(model, who),
        )
        try:
            ids = chosen_ids(session, wanted, most)[:most]
        except HTTPException:
            ids, wanted = array("q"), Wanted(model=model, conditions={}, columns=[])
    if not wanted.columns:
        export_jobs.fail(session, job, export_jobs.GONE)
        return
    job.total = len(ids)
    with tempfile.NamedTemporaryFile(suffix=f".{job.form}") as file:
        _write(_told(session, job, table(session, wanted, ids, who)), job.form, Path(file.name))
        with Path(file.name).open("rb") as done:
            export_jobs.keep(session, job, done)


def _write(rows: Iterator[Any], form: str, path: Path) -> None:
    if form == "xlsx":
        write_workbook(rows, path)
        return
    with path.open("wb") as file:
        file.writelines(csv_chunks(rows))


def _told(session: Session, job: ExportJob, rows: Iterator[Any]) -> Iterator[Any]:
    """Yield the rows and write down how far they have come; each commit frees the database."""
    for number, row in enumerate(rows):
        if number % TELLING == 0:
            job.done = number
            session.commit()
        yield row
    job.done = job.total
