"""Which family stands at the parents' door in these tests?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.security.actor import SYSTEM, acting_as
from tests.family_way import Family

OTHER_PHONE = "13800000002"


@pytest.fixture
def trial(session, clock):
    """The seeds of a trial run, without synthetic families."""
    from app.admin.permissions import _add_roles
    from app.services import seed_people, seed_reference, seed_regions

    with acting_as(SYSTEM):
        seed_regions.load_regions(session)
        rounds = seed_reference.load_rounds(session, clock.now)
        _add_roles(session, [])
        seed_people.load_parents(session, clock.now)
        seed_people.load_staff(session, {k: v.district for k, v in rounds.items() if k != "manual"})
        session.commit()
    return rounds["TA"]


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
