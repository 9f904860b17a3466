"""Does the family claim points for a purchased home?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, relationship

from app.schema.base import Base
from app.schema.conditions import when
from app.schema.entity import CASE, READ, Can, Entity, Role
from app.schema.fields import choice, flag
from app.schema.kinds import Kind
from app.schema.retention import Retention
from app.schema.words import N_
from app.security.sealed import sealed_or_none
from models.case_row import CaseRow
from models.enums import PropertyKind, PropertyOwner

if TYPE_CHECKING:
    from models.application import Application


class Property(CaseRow, Base):
    """The purchase that the family claims; the certificate's number is compared with the bureau."""

    __tablename__ = "property"
    __table_args__ = (sa.UniqueConstraint("application_id"),)
    __entity__ = Entity(
        label=N_("Property"),
        plural=N_("Properties"),
        purpose="Says which home the family claims, as far as it claims one.",
        retention=Retention.case,
        menu="Families",
        icon="home-2",
        columns=("application", "owned", "kind", "certificate_number"),
        search=("owned", "kind", "certificate_number"),
        quick=("application",),
        order=("id",),
        fieldsets={
            N_("Property"): ("owned", "owner", "address"),
            N_("Certificate"): ("kind", "certificate_number"),
        },
        scope=CASE,
        access={
            Role.clerk: READ,
            Role.reviewer: READ | Can.correct,
            Role.help_desk: READ,
            Role.auditor: READ,
        },
    )

    owned: Mapped[bool] = flag(N_("Home bought in {district}"), step="property")
    kind: Mapped[PropertyKind | None] = choice(
        N_("Kind of certificate"),
        PropertyKind,
        step="property",
        show_if=when("owned"),
        required_if=when("owned"),
    )
    certificate_number = sealed_or_none(
        Kind.certificate,
        N_("Certificate or contract number"),
        group="certificate",
        step="property",
        show_if=when("owned"),
        required_if=when("owned"),
        help=N_("The number stands in the first line of the certificate's first page."),
        purpose="Is compared with the register of real estate; finds double claims.",
    )
    owner: Mapped[PropertyOwner | None] = choice(
        N_("Owner of the home"),
        PropertyOwner,
        step="property",
        show_if=when("owned"),
        required_if=when("owned"),
    )
    address = sealed_or_none(
        Kind.address,
        N_("Address of the home"),
        group="address",
        step="property",
        show_if=when("owned"),
        required_if=when("owned"),
        purpose="Says where the home is, for the school district.",
    )

    application: Mapped[Application] = relationship("Application", back_populates="properties")
