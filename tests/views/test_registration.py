"""Does the family's way lead from the first page to the filed registration?"""

from __future__ import annotations

from datetime import timedelta

from app.security.actor import SYSTEM, acting_as
from models import Application


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
