"""Which tables does the office have made to take away?"""

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
from app.security.sealed import sealed
from models.office_enums import TableState

STAFF = (
    Role.clerk,
    Role.reviewer,
    Role.help_desk,
    Role.auditor,
    Role.security_officer,
    Role.read_only,
)


class ExportJob(HasUid, Base):
    """One export that is too big for an answer; its file is sealed under its own key."""

    __tablename__ = "export_job"
    __entity__ = Entity(
        label=N_("Export"),
        plural=N_("Exports"),
        retention=Retention.access_log,
        menu="Records",
        icon="download",
        columns=("asked_at", "entity", "form", "state", "done", "total", "expires_at"),
        search=("entity", "state", "asked_at"),
        order=("id", "asked_at"),
        tabs="state",
        scope=Scope(user="user_id"),
        recorded=False,
        access=dict.fromkeys(STAFF, READ),
        purpose=N_("Who took which rows away, and why"),
    )

    id: Mapped[int] = key()
    user_id: Mapped[int] = link(N_("User"), "ab_user.id", editable=False, internal=True)
    entity: Mapped[str] = text(N_("Entity"), length=40, editable=False, coded=True)
    form: Mapped[str] = text(N_("File format"), length=8, editable=False, coded=True)
    conditions: Mapped[dict[str, Any]] = document(N_("Conditions"), editable=False, internal=True)
    columns: Mapped[list[str]] = document(N_("Columns"), editable=False, internal=True)
    revealing: Mapped[bool] = flag(N_("Protected values in full"), editable=False)
    language: Mapped[str] = text(N_("Language"), length=12, editable=False, internal=True)
    reason: Mapped[str] = text(N_("Reason"), length=300, editable=False)
    state: Mapped[TableState] = choice(
        N_("State"), TableState, default=TableState.waiting, editable=False
    )
    done: Mapped[int] = integer(N_("Rows written"), default=0, editable=False)
    total: Mapped[int] = integer(N_("Rows"), default=0, editable=False)
    parts: Mapped[int] = integer(N_("Parts"), default=0, editable=False, internal=True)
    tries: Mapped[int] = integer(N_("Tries"), default=0, editable=False, internal=True)
    why: Mapped[str] = text(N_("Why it failed"), length=300, default="", editable=False)
    asked_at: Mapped[datetime] = moment(N_("Asked for"), index=True, editable=False)
    expires_at: Mapped[datetime] = moment(N_("Can be fetched until"), editable=False)
    file_key = sealed(
        Kind.certificate,
        N_("Key of the file"),
        editable=False,
        internal=True,
        purpose="Opens the file of this export only.",
    )
