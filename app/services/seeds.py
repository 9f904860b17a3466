"""What does a trial run find when it starts?"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.security.actor import SYSTEM, acting_as
from app.services import seed_people
from app.services.seed_families import Families, reviewer_actor
from app.services.seed_reference import load_rounds
from app.services.seed_regions import community_of, load_regions
from app.services.synthetic import People
from models.account import Account
from models.admission_round import AdmissionRound
from models.enums import ApplicationStatus

SEED = 2027
EACH = 4
"""How many families of each status Tong'an has; another district gets one of each."""
AGE = (1, 4.5)
AGES = {ApplicationStatus.lapsed: (3, 4.5)}
"""How many days ago a family began; one that let a deadline pass began some days earlier."""


def demo_accounts() -> list[tuple[str, str, str]]:
    """Return role, login and password of every demo account."""
    return seed_people.listing()


def load(session: Session, now: datetime, *, demo: bool) -> None:
    """Load what is missing in one transaction: reference data, and in a trial the demo."""
    with acting_as(SYSTEM):
        load_regions(session)
        rounds = load_rounds(session, now)
        if demo and session.scalar(sa.select(Account.id).limit(1)) is None:
            _load_demo(session, now, rounds)
        session.commit()


def _load_demo(session: Session, now: datetime, rounds: dict[str, AdmissionRound]) -> None:
    seed_people.load_parents(session, now)
    districts = {letters: row.district for letters, row in rounds.items() if letters != "manual"}
    users = seed_people.load_staff(session, districts)
    people = People(SEED)
    for (letters, user), each in zip((("TA", users[0]), ("SM", users[1])), (EACH, 1), strict=True):
        round_ = rounds[letters]
        name = f"{user.last_name}{user.first_name}"
        reviewer = reviewer_actor(user.id, name, round_.district_id)
        families = Families(session, round_, people, community_of(session, round_.district.code))
        for status in ApplicationStatus:
            for _ in range(each):
                started = now - timedelta(days=people.random.uniform(*AGES.get(status, AGE)))
                families.make(status, started, reviewer)
