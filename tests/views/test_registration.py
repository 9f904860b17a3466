"""Does the family's way lead from the first page to the filed registration?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.security.actor import SYSTEM, acting_as
from models import Application
from tests.family_way import Family


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


def test_a_family_files_a_registration_of_case_one(family, session, trial):
    assert "陈建国" in family.start().text or family.uid
    family.fill(trial.born_from + timedelta(days=100))
    page = family.file()

    assert page.status == 200
    with acting_as(SYSTEM):
        application = session.query(Application).one()
        assert application.status == "submitted"
        assert application.serial_numbers.startswith("TA")
        assert application.students[0].pinyin == "CHEN ZIXUAN"
