"""Does the family's way lead from the first page to the filed registration?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.security.actor import SYSTEM, acting_as
from models import Application
from tests.family_way import id_number


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


def test_the_question_about_a_home_names_the_district(family, trial):
    family.start()

    page = family.get(f"/registration/{family.uid}/property")

    assert "是否在同安区购房" in page.words
    assert "是否在同安区购房" in family.get(f"/registration/{family.uid}/check").words


@pytest.mark.parametrize(
    ("paper", "area"),
    [
        ("resident_id_card", "350212"),
        ("residence_permit", "810000"),
        ("permanent_resident_card", "911124"),
    ],
)
def test_a_child_is_no_guardian_whichever_paper_tells_its_age(family, trial, paper, area):
    family.start()
    number = id_number(trial.born_from, area=area)

    page = family.guardians(**{"guardians-2-id_type": paper, "guardians-2-id_number": number})

    assert page.status == 422
    assert "未满 18" in page.words
