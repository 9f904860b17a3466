"""What holds for registrations in one district and year?"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, relationship

from app.schema.base import Base
from app.schema.entity import READ, WRITE, Entity, Role, Scope
from app.schema.fields import (
    choice,
    day,
    document,
    flag,
    integer,
    key,
    link,
    long_text,
    moment,
    text,
)
from app.schema.retention import Retention
from app.schema.words import N_
from models.district import District
from models.enums import UnfiledPolicy
from models.round_documents import REASON_PHRASES, REQUIRED_PICTURES, SECTION_ORDER

if TYPE_CHECKING:
    from models.extra_field import ExtraField


class AdmissionRound(Base):
    """One district's registration of one year; policy is data, no date stands in code.

    Every ``…closes_at`` is exclusive: "the 27th, 24:00" is the 28th, 00:00, Asia/Shanghai.
    """

    __tablename__ = "admission_round"
    __table_args__ = (sa.UniqueConstraint("district_id", "year"),)
    __entity__ = Entity(
        label=N_("Admission round"),
        plural=N_("Admission rounds"),
        purpose="Says under which dates and rules a district takes registrations in one year.",
        retention=Retention.policy,
        menu="Policy",
        icon="calendar",
        columns=("name", "district", "year", "opens_at", "closes_at"),
        search=("year", "district"),
        order=("id", "year", "opens_at"),
        fieldsets={
            N_("The round"): ("district_id", "year", "name"),
            N_("When it is open"): (
                "opens_at",
                "closes_at",
                "modification_closes_at",
                "withdrawal_closes_at",
                "recheck_opens_at",
                "recheck_closes_at",
            ),
            N_("Who may register"): (
                "born_from",
                "born_to",
                "residence_from",
                "residence_to",
                "max_students",
            ),
            N_("How it is reviewed"): (
                "recheck_limit",
                "recheck_may_worsen",
                "second_reader",
                "unfiled_policy",
                "reasons",
            ),
            N_("What families read and fill in"): (
                "notice_seconds",
                "notice",
                "declaration",
                "pictures",
                "step_order",
            ),
        },
        related=("extra_fields",),
        children=("extra_fields",),
        scope=Scope(everyone=True, district="district_id"),
        access={Role.reviewer: READ, Role.auditor: READ, Role.supervisor: WRITE},
    )

    id: Mapped[int] = key()
    district_id: Mapped[int] = link(N_("District"), "district.id")
    year: Mapped[int] = integer(N_("Year"), least=2000, most=2100)
    name: Mapped[str] = text(N_("Round name"), length=100)
    opens_at: Mapped[datetime] = moment(N_("Opens"))
    closes_at: Mapped[datetime] = moment(N_("Closes"), after="opens_at")
    modification_closes_at: Mapped[datetime] = moment(
        N_("Modification requests close"), after="opens_at"
    )
    withdrawal_closes_at: Mapped[datetime] = moment(N_("Withdrawals close"), after="opens_at")
    recheck_opens_at: Mapped[datetime] = moment(N_("Rechecks open"))
    recheck_closes_at: Mapped[datetime] = moment(N_("Rechecks close"), after="recheck_opens_at")
    recheck_limit: Mapped[int] = integer(
        N_("Rechecks a family may ask for"), default=1, least=0, most=20
    )
    recheck_may_worsen: Mapped[bool] = flag(
        N_("A family's recheck may worsen the result"), default=False
    )
    born_from: Mapped[date] = day(N_("Born from"))
    born_to: Mapped[date] = day(N_("Born until"), after="born_from")
    residence_from: Mapped[date] = day(N_("Residence from"))
    residence_to: Mapped[date] = day(N_("Residence until"), after="residence_from")
    second_reader: Mapped[bool] = flag(N_("A rejection needs a second reader"), default=False)
    unfiled_policy: Mapped[UnfiledPolicy] = choice(
        N_("A modification not filed again"), UnfiledPolicy, default=UnfiledPolicy.lapse
    )
    max_students: Mapped[int] = integer(
        N_("Students a family may register"), default=4, least=1, most=20
    )
    notice_seconds: Mapped[int] = integer(
        N_("Seconds to read the notice"), default=30, least=0, most=600
    )
    notice: Mapped[str] = long_text(N_("Notice"))
    declaration: Mapped[str] = long_text(N_("Declaration"))
    pictures: Mapped[dict[str, Any]] = document(
        N_("Required pictures by case"), shape=REQUIRED_PICTURES
    )
    reasons: Mapped[list[str]] = document(
        N_("Reason phrases"),
        shape=REASON_PHRASES,
        help=N_("One a line. They are offered after those of the dictionary."),
    )
    step_order: Mapped[list[str]] = document(
        N_("Order of the sections"), coded=True, shape=SECTION_ORDER
    )

    district: Mapped[District] = relationship(District, lazy="joined")
    extra_fields: Mapped[list[ExtraField]] = relationship(
        "ExtraField", back_populates="round", order_by="ExtraField.position, ExtraField.id"
    )

    def __str__(self) -> str:
        """Return the round's name."""
        return self.name
