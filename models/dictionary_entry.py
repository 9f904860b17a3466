"""Which words may be chosen where a circular may change them, in which order and how long?"""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.schema.base import Base
from app.schema.entity import OPEN, READ, WRITE, Can, Entity, Role
from app.schema.fields import choice, day, flag, integer, key, text
from app.schema.retention import Retention
from app.schema.words import N_
from models.enums import Dictionary


class DictionaryEntry(Base):
    """One entry of a dictionary; it is never deleted, because filed rows keep its code."""

    __tablename__ = "dictionary_entry"
    __table_args__ = (sa.UniqueConstraint("dictionary", "code"),)
    __entity__ = Entity(
        label=N_("Dictionary entry"),
        plural=N_("Dictionary entries"),
        retention=Retention.policy,
        menu="Policy",
        icon="list-check",
        columns=("label_zh_hans", "code", "dictionary", "position", "valid_to", "active"),
        search=("dictionary", "code", "label_zh_hans", "active"),
        order=("position", "id", "code"),
        newest_first=False,
        tabs="dictionary",
        scope=OPEN,
        access={Role.reviewer: READ, Role.auditor: READ, Role.supervisor: WRITE | Can.export},
        purpose="Words that families and the office choose from, changed by circulars.",
    )

    id: Mapped[int] = key()
    dictionary: Mapped[Dictionary] = choice(N_("Dictionary"), Dictionary, index=True)
    code: Mapped[str] = text(
        N_("Code of the entry"),
        length=32,
        help=N_("It is kept with every answer and never changes."),
    )
    position: Mapped[int] = integer(N_("Place in the order"), default=0, least=0, most=9999)
    label_zh_hans: Mapped[str] = text(N_("Words in simplified Chinese"), length=100)
    label_zh_hant: Mapped[str | None] = text(N_("Words in traditional Chinese"), length=100)
    label_en: Mapped[str | None] = text(N_("Words in English"), length=100)
    valid_from: Mapped[date | None] = day(N_("Valid from"))
    valid_to: Mapped[date | None] = day(N_("Valid until"), after="valid_from")
    active: Mapped[bool] = flag(N_("May be chosen"), default=True)

    def __str__(self) -> str:
        """Return the entry's words."""
        return self.label_zh_hans
