"""What do reviewers tell each other about a case?"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, Session

from app.schema.base import Base
from app.schema.entity import OFFICE_CASE, READ, Can, Entity, Role
from app.schema.fields import link, long_text, moment, text
from app.schema.retention import Retention
from app.schema.words import N_
from app.security.actor import actor
from models.application import Application
from models.case_row import CaseRow


class ReviewNote(CaseRow, Base):
    """A note of the office on a case; the family never sees it."""

    __tablename__ = "review_note"
    __entity__ = Entity(
        label=N_("Review note"),
        plural=N_("Review notes"),
        purpose="Lets reviewers leave each other a remark on a case.",
        retention=Retention.case,
        menu="Review",
        icon="message-2",
        columns=("application", "body", "author", "at"),
        search=("at",),
        order=("id", "at"),
        scope=OFFICE_CASE,
        access={
            Role.reviewer: READ | Can.add,
            Role.clerk: READ,
            Role.auditor: READ,
            Role.senior_reviewer: Can.import_,
        },
    )

    application_id: Mapped[int] = link(N_("Application"), "application.id")
    body: Mapped[str] = long_text(N_("Note"))
    author: Mapped[str] = text(N_("Author"), length=100, editable=False)
    at: Mapped[datetime] = moment(N_("Time"), editable=False)

    def stamp(self, session: Session, now: datetime) -> None:
        """Take from the one who writes the note, and from the case, what is no answer."""
        self.application = session.get(Application, self.application_id)
        self.author = actor().name
        self.at = now
