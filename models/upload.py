"""Which picture shows which paper?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, relationship

from app.schema.base import Base
from app.schema.entity import CASE, READ, Entity, Role
from app.schema.fields import choice, integer, moment, text
from app.schema.kinds import Kind
from app.schema.retention import Retention
from app.schema.words import N_
from app.security.sealed import sealed_or_none
from models.case_row import CaseRow
from models.enums import PictureSlot, UploadState, Verdict

if TYPE_CHECKING:
    from models.application import Application


class Upload(CaseRow, Base):
    """One picture of a paper; the file is sealed under the application's own key."""

    __tablename__ = "upload"
    __table_args__ = (sa.Index("ix_upload_slot", "application_id", "slot", "subject", "state"),)
    __entity__ = Entity(
        label=N_("Picture"),
        plural=N_("Pictures"),
        purpose="Proves by a picture what no bureau could confirm.",
        retention=Retention.picture,
        menu="Families",
        icon="photo",
        columns=("application", "slot", "state", "verdict", "uploaded_at"),
        search=("slot", "state", "verdict"),
        quick=("application",),
        order=("id",),
        scope=CASE,
        access={
            Role.clerk: READ,
            Role.reviewer: READ,
            Role.help_desk: READ,
            Role.auditor: READ,
        },
    )

    slot: Mapped[PictureSlot] = choice(N_("Paper"), PictureSlot, editable=False)
    subject: Mapped[str] = text(N_("Belongs to"), length=40, editable=False)
    state: Mapped[UploadState] = choice(
        N_("State"), UploadState, default=UploadState.draft, editable=False
    )
    address: Mapped[str] = text(
        N_("Address in the store"), length=80, editable=False, internal=True
    )
    original_sha256: Mapped[str] = text(
        N_("Hash of the original"), length=64, editable=False, internal=True
    )
    original_name = sealed_or_none(
        Kind.text,
        N_("File name"),
        editable=False,
        internal=True,
        purpose="Helps the family to tell its own pictures apart.",
    )
    bytes: Mapped[int] = integer(N_("Size in bytes"), editable=False)
    width: Mapped[int] = integer(N_("Width"), editable=False)
    height: Mapped[int] = integer(N_("Height"), editable=False)
    uploaded_at: Mapped[datetime] = moment(N_("Uploaded"), editable=False)
    verdict: Mapped[Verdict | None] = choice(N_("Verdict"), Verdict)
    reason: Mapped[str | None] = text(N_("Reason"), length=300)

    application: Mapped[Application] = relationship("Application", back_populates="uploads")

    @property
    def person(self) -> str:
        """Return the name of the guardian or student whose paper it is; empty for the family."""
        return self.application.person(self.subject)
