"""Which tables did the office bring in?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped

from app.schema.base import Base, HasUid
from app.schema.entity import READ, Entity, Role, Scope
from app.schema.fields import choice, document, flag, integer, key, link, moment, text
from app.schema.kinds import Kind
from app.schema.retention import Retention
from app.schema.words import N_
from app.security.sealed import sealed, sealed_or_none
from models.office_enums import ImportState


class ImportRun(HasUid, Base):
    """One file brought in: what it would do, what it did, and whether that was undone."""

    __tablename__ = "import_run"
    __entity__ = Entity(
        label=N_("Import"),
        plural=N_("Imports"),
        retention=Retention.audit,
        menu="Records",
        icon="upload",
        columns=("sent_at", "entity", "state", "added", "changed", "same", "wrong"),
        search=("entity", "state", "sent_at"),
        order=("id", "sent_at"),
        tabs="state",
        scope=Scope(user="user_id"),
        recorded=False,
        access={Role.reviewer: READ, Role.security_officer: READ},
        purpose=N_("What was brought in from files, so that it can be undone"),
    )

    id: Mapped[int] = key()
    user_id: Mapped[int] = link(N_("User"), "ab_user.id", editable=False, internal=True)
    entity: Mapped[str] = text(N_("Entity"), length=40, editable=False, coded=True)
    file_name = sealed_or_none(
        Kind.text,
        N_("File name"),
        editable=False,
        internal=True,
        purpose="Tells its owner which file it was.",
    )
    file_key = sealed(
        Kind.certificate,
        N_("Key of the file"),
        editable=False,
        internal=True,
        purpose="Opens the file of this import only.",
    )
    file_sha256: Mapped[str] = text(
        N_("Hash of the file"), length=64, editable=False, internal=True
    )
    parts: Mapped[int] = integer(N_("Parts"), default=0, editable=False, internal=True)
    wrong_parts: Mapped[int] = integer(
        N_("Parts of the list of errors"), default=0, editable=False, internal=True
    )
    heads: Mapped[list[str]] = document(N_("Heads"), editable=False, internal=True)
    mapping: Mapped[dict[str, str]] = document(N_("Columns"), editable=False, internal=True)
    skipping: Mapped[bool] = flag(N_("Leave out wrong rows"), default=False, editable=False)
    language: Mapped[str] = text(N_("Language"), length=12, editable=False, internal=True)
    state: Mapped[ImportState] = choice(
        N_("State"), ImportState, default=ImportState.uploaded, editable=False
    )
    total: Mapped[int] = integer(N_("Rows"), default=0, editable=False)
    done: Mapped[int] = integer(N_("Rows looked at"), default=0, editable=False)
    added: Mapped[int] = integer(N_("Added"), default=0, editable=False)
    changed: Mapped[int] = integer(N_("Changed"), default=0, editable=False)
    same: Mapped[int] = integer(N_("The same"), default=0, editable=False)
    wrong: Mapped[int] = integer(N_("Wrong"), default=0, editable=False)
    tries: Mapped[int] = integer(N_("Tries"), default=0, editable=False, internal=True)
    why: Mapped[str] = text(N_("Why it failed"), length=300, default="", editable=False)
    shown: Mapped[dict[str, Any]] = document(N_("Preview"), editable=False, internal=True)
    sent_at: Mapped[datetime] = moment(N_("Sent"), index=True, editable=False)
    imported_at: Mapped[datetime | None] = moment(N_("Imported"), editable=False)
    undone_at: Mapped[datetime | None] = moment(N_("Undone"), editable=False)
