"""How does a picture come to its slot, and who may see it?"""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.exceptions import JifenError, NotScoped
from app.gateways import storage
from app.policy.required_pictures import Wanted, wanted
from app.schema.words import N_
from app.security.blobs import address, new_key, open_blob, seal_blob
from app.security.system_view import system_view
from app.services.pictures import MEGA, Picture, normalise
from models.application import Application
from models.enums import PictureSlot, UploadState
from models.upload import Upload

SIZES = ("full", "medium", "small")
MOST_BYTES = 60 * MEGA
MOST_FILES = 40
ORPHAN_AFTER = timedelta(days=1)
LONGEST_NAME = 200


class TooManyPictures(JifenError):
    """The pictures of one application have a common limit."""

    msgid = N_("All pictures together may have at most 60 MB. Remove one before adding another.")


def fresh_key() -> str:
    """Return a new key for the pictures of one application, as its column keeps it."""
    return base64.b64encode(new_key()).decode()


def _key(application: Application) -> bytes:
    return base64.b64decode(application.picture_key)


def store(  # noqa: PLR0913 - a picture has that many facts
    session: Session,
    application: Application,
    slot: PictureSlot,
    subject: str,
    data: bytes,
    name: str,
    now: datetime,
) -> Upload:
    """Make a sent picture anew and keep it in its slot; PictureRefused says why not."""
    return keep(session, application, slot, subject, normalise(data), name, now)


def keep(  # noqa: PLR0913 - a picture has that many facts
    session: Session,
    application: Application,
    slot: PictureSlot,
    subject: str,
    picture: Picture,
    name: str,
    now: datetime,
) -> Upload:
    """Keep a picture in its slot; the one before stays in the store until a sweeper takes it.

    TooManyPictures says why it is not taken; then nothing changes. The caller commits; a file
    whose transaction fails is an orphan for the sweeper.
    """
    before = [
        row
        for row in _current(session, application)
        if row.slot == slot and row.subject == subject and row.state is UploadState.draft
    ]
    _check_room(session, application, len(picture.full), before)
    for row in before:
        row.state = UploadState.replaced
    made = _written(application, picture, name, now)
    made.slot, made.subject, made.state = slot, subject, UploadState.draft
    application.uploads.append(made)
    session.flush()
    return made


def attach(  # noqa: PLR0913 - a picture has that many facts
    session: Session,
    application: Application,
    slot: PictureSlot,
    picture: Picture,
    name: str,
    now: datetime,
) -> Upload:
    """Keep a picture as the evidence of one act; no later picture or filing replaces it.

    The room of the family's own pictures is not touched by it. The caller commits.
    """
    made = _written(application, picture, name, now)
    made.slot, made.subject, made.state = slot, f"act:{made.uid}", UploadState.attached
    application.uploads.append(made)
    session.flush()
    return made


def _written(application: Application, picture: Picture, name: str, now: datetime) -> Upload:
    """Return the row of a picture whose files are in the store."""
    return Upload(
        address=_put(application, picture),
        original_sha256=picture.original_sha256,
        original_name=name[:LONGEST_NAME] or None,
        bytes=len(picture.full),
        width=picture.width,
        height=picture.height,
        uploaded_at=now,
    )


def _put(application: Application, picture: Picture) -> str:
    """Keep the sealed files of all sizes and return their common address."""
    key = _key(application)
    place = address(key, picture.full)
    for size in SIZES:
        stored = _stored_name(application, place, size)
        storage.current().put(stored, seal_blob(key, stored, getattr(picture, size)))
    return place


def _stored_name(application: Application, place: str, size: str) -> str:
    return f"{application.uid}/{place}_{size}"


def _current(session: Session, application: Application) -> list[Upload]:
    """Return the pictures that the family fills its slots with."""
    rows = sa.select(Upload).where(
        Upload.application_id == application.id,
        Upload.state.in_((UploadState.draft, UploadState.filed)),
    )
    return list(session.scalars(rows))


def _check_room(
    session: Session, application: Application, size: int, replaced: list[Upload]
) -> None:
    kept = [row for row in _current(session, application) if row not in replaced]
    if len(kept) >= MOST_FILES or sum(row.bytes for row in kept) + size > MOST_BYTES:
        raise TooManyPictures


def remove(session: Session, application: Application, uid: str) -> None:
    """Take a picture of this very draft out of its slot; what was filed, or is evidence, stays."""
    row = _find(session, uid)
    if row.application_id != application.id or row.state is not UploadState.draft:
        raise NotScoped
    row.state = UploadState.replaced


def open_picture(session: Session, uid: str, size: str) -> tuple[Upload, bytes]:
    """Return a picture in the actor's scope and its JPEG bytes; NotScoped for any other."""
    if size not in SIZES:
        raise NotScoped
    row = _find(session, uid)
    name = _stored_name(row.application, row.address, size)
    try:
        blob = storage.current().get(name)
    except storage.StoredFileMissing as missing:
        raise NotScoped from missing
    return row, open_blob(_key(row.application), name, blob)


def _find(session: Session, uid: str) -> Upload:
    row = session.scalar(sa.select(Upload).where(Upload.uid == uid))
    if row is None:
        raise NotScoped
    return row


def in_slots(session: Session, application: Application) -> dict[tuple[str, str], Upload]:
    """Return the pictures of the draft by slot and subject; a filed one fills an empty slot."""
    filled: dict[tuple[str, str], Upload] = {}
    rows = sorted(_current(session, application), key=lambda row: (row.state != "filed", row.id))
    for row in rows:
        filled[(row.slot.value, row.subject)] = row
    return filled


def named(session: Session, application: Application, ids: Collection[int]) -> list[Upload]:
    """Return the application's pictures with these ids, in order; others are left out."""
    rows = sa.select(Upload).where(Upload.application_id == application.id, Upload.id.in_(ids))
    return list(session.scalars(rows.order_by(Upload.id)))


def asked_for(session: Session, application: Application) -> dict[tuple[str, str], Upload]:
    """Return the pictures that the draft's present answers ask for, by slot and subject.

    One that an earlier answer asked for stays in its slot, for the case that the family goes
    back to that answer, but is neither shown for checking nor filed.
    """
    document = application.draft.answers if application.draft else {}
    places = {(one.slot.value, one.subject) for one in wanted(application.round.pictures, document)}
    filled = in_slots(session, application)
    return {place: row for place, row in filled.items() if place in places}


def missing(session: Session, application: Application, wants: Iterator[Wanted]) -> list[Wanted]:
    """Return the pictures that are asked for and not there."""
    filled = in_slots(session, application)
    return [want for want in wants if (want.slot.value, want.subject) not in filled]


def sweep(session: Session, now: datetime) -> int:
    """Delete the files that no current picture needs, a day after they were written."""
    with system_view(session) as own:
        used = {
            f"{uid}/{place}"
            for uid, place in own.execute(
                sa.select(Application.uid, Upload.address)
                .join(Application, Upload.application_id == Application.id)
                .where(Upload.state != UploadState.replaced)
            )
        }
    swept = 0
    before = now - ORPHAN_AFTER
    for key in storage.current().older_than(before):
        if key.rpartition("_")[0] not in used:
            swept += storage.current().delete_older(key, before)
    return swept
