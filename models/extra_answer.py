"""What was answered to the extra fields of a round?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, relationship

from app.schema.base import Base
from app.schema.entity import CASE, READ, Can, Entity, Role
from app.schema.fields import choice, integer, long_text, text
from app.schema.kinds import Kind
from app.schema.retention import Retention
from app.schema.words import N_
from app.security.sealed import sealed_or_none
from models.case_row import CaseRow
from models.enums import Section

if TYPE_CHECKING:
    from models.application import Application


class ExtraAnswer(CaseRow, Base):
    """One filed answer with the question as it stood then; a new filing writes them anew.

    A protected answer is sealed; the others are plain, so that lists can be searched by them.
    """

    __tablename__ = "extra_answer"
    __table_args__ = (
        sa.UniqueConstraint("application_id", "section", "subject", "name"),
        sa.Index("ix_extra_answer_name_code", "name", "code"),
    )
    __entity__ = Entity(
        label=N_("Extra answer"),
        plural=N_("Extra answers"),
        retention=Retention.case,
        menu="Families",
        icon="edit",
        columns=(
            "question",
            "answer",
            "person",
            "section",
            "version",
            "application",
        ),
        search=("name", "question", "answer", "code", "person", "section"),
        order=("id",),
        scope=CASE,
        access={
            Role.clerk: READ,
            Role.reviewer: READ,
            Role.help_desk: READ,
            Role.auditor: READ,
            Role.supervisor: READ | Can.export,
        },
        purpose="Answers to questions that the office added to a round.",
    )

    section: Mapped[Section] = choice(N_("Section"), Section, editable=False)
    subject: Mapped[str] = text(N_("Belongs to"), length=40, editable=False, internal=True)
    person: Mapped[str] = text(N_("Person"), length=100, editable=False, default="")
    name: Mapped[str] = text(N_("Short name"), length=40, editable=False)
    question: Mapped[str] = text(N_("Question"), length=100, editable=False)
    answer: Mapped[str | None] = long_text(N_("Answer"), editable=False)
    protected_answer = sealed_or_none(
        Kind.text,
        N_("Protected answer"),
        editable=False,
        purpose="Answers a question whose answers the office marked as protected.",
    )
    code: Mapped[str | None] = text(N_("Code of the answer"), length=200, editable=False)
    version: Mapped[int] = integer(N_("Version of the extra fields"), editable=False)

    application: Mapped[Application] = relationship("Application", back_populates="extra_answers")

    def __str__(self) -> str:
        """Return the question."""
        return self.question
