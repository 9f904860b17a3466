"""Which questions has the office added to a round, beyond the columns of the schema?"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, relationship

from app.schema.base import Base
from app.schema.entity import READ, WRITE, Can, Entity, Role, Scope
from app.schema.fields import choice, flag, integer, key, link, long_text, text
from app.schema.retention import Retention
from app.schema.words import N_
from models.admission_round import AdmissionRound
from models.enums import Dictionary, ExtraKind, Section


class ExtraField(Base):
    """One question that is being prepared; families are asked it once it is published.

    The section says of whom it is asked: of each guardian, each student, or once of the family.
    """

    __tablename__ = "extra_field"
    __table_args__ = (sa.UniqueConstraint("round_id", "name"),)
    __entity__ = Entity(
        label=N_("Extra field"),
        plural=N_("Extra fields"),
        retention=Retention.policy,
        menu="Policy",
        icon="edit",
        columns=("label_zh_hans", "name", "round", "section", "kind", "position", "required"),
        search=("round", "section", "name", "label_zh_hans"),
        order=("position", "id"),
        newest_first=False,
        scope=Scope(everyone=True, district="district_id"),
        access={
            Role.reviewer: READ,
            Role.auditor: READ,
            Role.supervisor: WRITE | Can.delete | Can.export,
        },
        acts={"publish_fields": frozenset({Role.supervisor})},
        purpose="Questions of one round that came after the program was written.",
    )

    id: Mapped[int] = key()
    round_id: Mapped[int] = link(N_("Admission round"), "admission_round.id")
    district_id: Mapped[int] = link(N_("District"), "district.id", editable=False)
    section: Mapped[Section] = choice(N_("Section"), Section)
    name: Mapped[str] = text(
        N_("Short name"),
        length=30,
        help=N_("Small letters, digits and underscores, such as nursery_name; tables carry it."),
    )
    kind: Mapped[ExtraKind] = choice(N_("Kind of answer"), ExtraKind)
    label_zh_hans: Mapped[str] = text(N_("Question in simplified Chinese"), length=100)
    label_zh_hant: Mapped[str | None] = text(N_("Question in traditional Chinese"), length=100)
    label_en: Mapped[str | None] = text(N_("Question in English"), length=100)
    help_zh_hans: Mapped[str | None] = text(N_("Help in simplified Chinese"), length=300)
    help_zh_hant: Mapped[str | None] = text(N_("Help in traditional Chinese"), length=300)
    help_en: Mapped[str | None] = text(N_("Help in English"), length=300)
    position: Mapped[int] = integer(N_("Place in the order"), default=0, least=0, most=9999)
    required: Mapped[bool] = flag(N_("Must be answered"), default=True)
    sensitive: Mapped[bool] = flag(
        N_("Protected: kept sealed and shown masked"),
        default=False,
    )
    options: Mapped[str | None] = long_text(
        N_("Answers to choose from"),
        length=4000,
        help=N_("One a line: code | simplified Chinese | traditional Chinese | English."),
    )
    dictionary: Mapped[Dictionary | None] = choice(
        N_("Or the dictionary to choose from"), Dictionary
    )
    show_field: Mapped[str | None] = text(
        N_("Shown only if this field …"),
        length=40,
        help=N_("The short name of a field of the same section; empty: always shown."),
    )
    show_values: Mapped[str | None] = text(
        N_("… has one of these answers"),
        length=300,
        help=N_("Codes with commas between them; yes and no for a yes-or-no answer."),
    )
    required_field: Mapped[str | None] = text(
        N_("Must be answered only if this field …"),
        length=40,
        help=N_("The short name of a field of the same section; empty: as ticked above."),
    )
    required_values: Mapped[str | None] = text(
        N_("… then has one of these answers"),
        length=300,
        help=N_("Codes with commas between them; yes and no for a yes-or-no answer."),
    )

    round: Mapped[AdmissionRound] = relationship(
        AdmissionRound, lazy="joined", back_populates="extra_fields"
    )

    def __str__(self) -> str:
        """Return the question."""
        return self.label_zh_hans

    def stamp(self, session: Session, now: Any) -> None:  # noqa: ARG002 - every stamp gets it
        """Take the district from the round: whose supervisor may change it stands there."""
        found = session.get(AdmissionRound, self.round_id)
        if found is not None:
            self.district_id = found.district_id
