"""How is a table that somebody sent kept until it is taken in, and its undoing possible?"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, BinaryIO

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import jobs
from app.exceptions import NotScoped
from app.gateways.storage import StoredFileMissing
from app.schema.words import N_
from app.security.actor import actor
from app.services import sealed_files
from app.services.table_reading import MOST_BYTES, TableRefused, refused, rows
from models.import_change import ImportChange
from models.import_run import ImportRun
from models.office_enums import ImportState

WORK = "import"
FILE, WRONG = "table", "wrong"
KEPT = timedelta(days=1)
"""How long the file is kept; the sweeper of the store takes what is older."""
UNDONE_WITHIN = timedelta(days=30)
GONE = N_("The file is no longer kept. Send it again.")
NO_RIGHT = N_("You no longer have the right to this import.")
BROKEN = N_("The import could not be carried out; nothing was changed. Try it again.")


def receive(  # noqa: PLR0913 - a file that was sent has that many facts
    session: Session, entity: str, file: BinaryIO, name: str, *, language: str, now: datetime
) -> ImportRun:
    """Keep a table that was sent, if it is one; TableRefused says why not. The caller commits."""
    size = file.seek(0, 2)
    if size > MOST_BYTES or not size:
        raise refused("size" if size else "empty")
    heads, total = _looked_through(file)
    file.seek(0)
    run = ImportRun(
        user_id=actor().user_id,
        entity=entity,
        file_name=name[:200] or None,
        file_key=sealed_files.fresh_key(),
        file_sha256=hashlib.file_digest(file, "sha256").hexdigest(),  # type: ignore[arg-type]
        heads=heads,
        mapping={},
        language=language,
        total=total,
        shown={},
        sent_at=now,
    )
    file.seek(0)
    run.parts = sealed_files.keep(run.uid, FILE, run.file_key, file)
    session.add(run)
    session.flush()
    return run


def _looked_through(file: BinaryIO) -> tuple[list[str], int]:
    """Read the whole table once, so that a broken one is refused before anything is asked."""
    with tempfile.TemporaryFile() as copy:
        file.seek(0)
        while piece := file.read(1 << 20):
            copy.write(piece)
        copy.seek(0)
        heads: list[str] = []
        total = -1
        for row in rows(copy):
            heads = heads or row.cells
            total += 1
    return heads, total


@contextmanager
def opened(run: ImportRun) -> Iterator[BinaryIO]:
    """Yield the file of an import; TableRefused when it is no longer kept."""
    with tempfile.TemporaryFile() as file:
        try:
            for piece in sealed_files.pieces(run.uid, FILE, run.file_key, run.parts):
                file.write(piece)
        except StoredFileMissing as missing:
            raise TableRefused(GONE) from missing
        if not run.parts:
            raise TableRefused(GONE)
        file.seek(0)
        yield file


def find(session: Session, entity: str, run_id: int, *, lock: bool = False) -> ImportRun:
    """Return an import of the actor's own; NotScoped for any other.

    Who goes on with it locks it: of two presses of a button the second finds it begun.
    """
    locked: Any = {"of": ImportRun} if lock else None
    run = session.get(ImportRun, run_id, with_for_update=locked)
    if run is None or run.entity != entity:
        raise NotScoped
    return run


def hand_over(session: Session, run: ImportRun, phase: str) -> None:
    """Let a job go on with the import; each phase of each try is a job of its own."""
    run.tries += 1
    jobs.enqueue(session, WORK, f"{run.id}:{phase}:{run.tries}")


def keep_wrong(run: ImportRun, file: BinaryIO) -> None:
    """Keep the list of all errors beside the file."""
    run.wrong_parts = sealed_files.keep(run.uid, WRONG, run.file_key, file)


def wrong(run: ImportRun) -> Iterator[bytes]:
    """Yield the list of all errors."""
    return sealed_files.pieces(run.uid, WRONG, run.file_key, run.wrong_parts)


def changes(session: Session, run: ImportRun) -> sa.ScalarResult[ImportChange]:
    """Return what the import did, the last first."""
    query = sa.select(ImportChange).where(ImportChange.run_id == run.id)
    return session.scalars(query.order_by(ImportChange.id.desc()))


def may_undo(run: ImportRun, now: datetime) -> bool:
    """Return whether the values from before are still kept."""
    done = run.imported_at
    return run.state is ImportState.done and done is not None and now - done < UNDONE_WITHIN


def purge(session: Session, now: datetime) -> None:
    """Forget the files of yesterday, and the values that nobody can restore any more."""
    old = sa.select(ImportRun).where(ImportRun.sent_at <= now - KEPT, ImportRun.parts > 0)
    for run in session.scalars(old).all():
        sealed_files.forget(run.uid, FILE, run.parts)
        sealed_files.forget(run.uid, WRONG, run.wrong_parts)
        run.parts = run.wrong_parts = 0
    late = sa.select(ImportRun.id).where(ImportRun.imported_at <= now - UNDONE_WITHIN)
    session.execute(sa.delete(ImportChange).where(ImportChange.run_id.in_(late)))
    session.commit()
