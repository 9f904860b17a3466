"""How does a test add a question to a round and let it be asked?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.security.actor import SYSTEM, acting_as
from app.services import extra_fields
from models.admission_round import AdmissionRound
from models.enums import ExtraKind, Section
from models.extra_field import ExtraField


def a_question(round_: AdmissionRound, name: str = "nursery", **more: Any) -> ExtraField:
    """Return a question of one line about each student, not yet asked."""
    usual = {
        "round_id": round_.id, "district_id": round_.district_id, "section": Section.students,
        "name": name, "kind": ExtraKind.text, "label_zh_hans": "就读幼儿园", "label_en": "Nursery",
        "required": True, "sensitive": False, "position": 0,
    }  # fmt: skip
    return ExtraField(**{**usual, **more})


def ask(session: Session, round_: AdmissionRound, now: datetime, *rows: ExtraField) -> int:
    """Add questions, publish them, and return the version's number."""
    with acting_as(SYSTEM):
        session.add_all(rows)
        session.flush()
        return extra_fields.publish(session, round_, SYSTEM, now).number


def change(session: Session, round_: AdmissionRound, now: datetime, name: str, **more: Any) -> int:
    """Change a question and publish it anew."""
    with acting_as(SYSTEM):
        row = session.scalars(sa.select(ExtraField).where(ExtraField.name == name)).one()
        for key, value in more.items():
            setattr(row, key, value)
        session.flush()
        return extra_fields.publish(session, round_, SYSTEM, now).number
