"""What exactly did a family file, and when?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, relationship

from app.schema.base import Base
from app.schema.entity import CASE_LOG, READ, Entity, Role
from app.schema.fields import integer, moment, text
from app.schema.retention import Retention
from app.schema.words import N_
from app.security.sealed import sealed_document
from models.case_row import CaseRow

if TYPE_CHECKING:
    from models.application import Application


class Filing(CaseRow, Base):
    """One filing as an immutable snapshot with its hash; a modification adds another."""

    __tablename__ = "filing"
    __table_args__ = (sa.UniqueConstraint("application_id", "number"),)
    __entity__ = Entity(
        label=N_("Filing"),
        plural=N_("Filings"),
        purpose="Proves what a family filed, word for word.",
        retention=Retention.case,
        menu="Records",
        icon="file-text",
        columns=("application", "number", "filed_at", "sha256"),
        search=("filed_at",),
        quick=("application",),
        order=("id", "filed_at"),
        scope=CASE_LOG,
        access={
            Role.clerk: READ,
            Role.reviewer: READ,
            Role.help_desk: READ,
            Role.auditor: READ,
        },
    )

    number: Mapped[int] = integer(N_("Filing number"), editable=False)
    snapshot = sealed_document(
        N_("Filed answers"),
        editable=False,
        internal=True,
        purpose="Is what was filed, unchanged.",
    )
    sha256: Mapped[str] = text(N_("Hash of the filed answers"), length=64, editable=False)
    filed_at: Mapped[datetime] = moment(N_("Filed"), editable=False)

    application: Mapped[Application] = relationship("Application", back_populates="filings")
