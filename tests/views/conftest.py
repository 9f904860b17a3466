"""Which family stands at the parents' door in these tests?"""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.security.actor import SYSTEM, acting_as
from models import AdmissionRound
from tests.conftest import NOON
from tests.family_way import Family
from tests.prepared import standing_on

OTHER_PHONE = "13800000002"


@pytest.fixture(scope="session")
def trial_engine(filled):
    """The database of a trial run, without synthetic families."""
    from app.admin.permissions import _add_roles
    from app.services import seed_people, seed_reference, seed_regions

    def fill(session) -> None:
        seed_regions.load_regions(session)
        rounds = seed_reference.load_rounds(session, NOON)
        _add_roles(session, [])
        seed_people.load_parents(session, NOON)
        seed_people.load_staff(session, {k: v.district for k, v in rounds.items() if k != "manual"})

    return filled("trial", fill)


ground = standing_on("trial")


@pytest.fixture
def trial(session):
    """The round of Tong'an in a trial run."""
    with acting_as(SYSTEM):
        tongan = AdmissionRound.district.has(letters="TA")
        found = session.scalars(
            sa.select(AdmissionRound).where(tongan).order_by(AdmissionRound.year)
        )
        return found.all()[-1]


@pytest.fixture
def family(public, clock, trial):
    one = Family(public, clock)
    one.log_in()
    return one


@pytest.fixture
def second_family(doors, joined, clock, trial):
    """Another family, at a browser of its own."""
    one = Family(doors["parents"].test_client(), clock)
    one.log_in(OTHER_PHONE)
    return one


@pytest.fixture
def ready(family, trial):
    """The family, with every section answered, before it files."""
    family.start()
    family.fill(trial.born_from + timedelta(days=100))
    return family
