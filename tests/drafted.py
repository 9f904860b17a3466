"""How does a family come to a full draft without a browser? By the services that pages call."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.security.actor import SYSTEM, Actor, acting_as
from app.security.actor import family as family_actor
from app.services import drafts, filing
from app.services.seed_people import an_account
from app.services.seed_regions import community_of
from models import Application, OutboxMessage
from models.admission_round import AdmissionRound
from models.enums import KinshipCase, Section
from tests.family_way import id_number

NUMBER = itertools.count(1)
AREA = "350204"
"""None of the seeds' people was born there."""


@dataclass(frozen=True)
class Drafted:
    """A family whose sections are all answered."""

    application_id: int
    account_id: int
    phone: str

    @property
    def actor(self) -> Actor:
        """Return the family as who acts."""
        return family_actor(self.account_id)


def a_child(round_: AdmissionRound) -> str:
    """Return the number of a child inside the window whom nobody named yet."""
    number = next(NUMBER)
    born = round_.born_from + timedelta(days=number % 300)
    return id_number(born, f"{number // 300:03d}", AREA)


def a_full_draft(
    session: Session, round_: AdmissionRound, now: datetime, *, child: str = "", login: str = ""
) -> Drafted:
    """Open an account and answer every section; ``login`` is the hash of its password."""
    number = next(NUMBER)
    born = date(1985, 1, 1) + timedelta(days=number % 3000)
    guardian = id_number(born, f"{number // 3000:03d}", AREA)
    with acting_as(SYSTEM):
        account = an_account("陈建国", guardian, f"137{number:08d}", now)
        account.password_hash = login or account.password_hash
        session.add(account)
        session.commit()
        region = community_of(session, round_.district.code)
    with acting_as(family_actor(account.id, account.name)):
        application = drafts.start(session, account, round_, now)
        for section, records in answers(child or a_child(round_), region).items():
            drafts.save(session, application, section, records, done=True, revision=None, now=now)
        return Drafted(application.id, account.id, account.phone)


def answers(child: str, region: str) -> dict[Section, list[dict[str, Any]]]:
    """Return what a family with one child and no pictures answers."""
    student = {
        "key": "child1", "name": "陈子轩", "id_number": child, "region_code": region,
        "address": "阳翟二里 208 号 301 室", "disabled": "no",
    }  # fmt: skip
    return {
        Section.guardians: [{"relation": "father"}],
        Section.students: [student],
        Section.kinship: [{"case": KinshipCase.together.value}],
        Section.property: [{"owned": "no"}],
    }


def code_for(session: Session, family: Drafted, now: datetime) -> str:
    """Let a code be sent for the draft as it stands, and return it."""
    with acting_as(family.actor):
        application = session.get_one(Application, family.application_id)
        filing.send_code(session, application, now, network=f"family {family.account_id}")
    with acting_as(SYSTEM):
        newest = sa.select(OutboxMessage).where(OutboxMessage.account_id == family.account_id)
        message = session.scalars(newest.order_by(OutboxMessage.id.desc())).first()
        return str(message.secret) if message else ""
