"""Does what a supervisor changes in a dictionary reach every door, and alter nothing filed?"""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask_babel import force_locale

from app.forms.members import members, reason_phrases
from app.forms.sections import check
from app.policy.deadlines import local_day
from app.schema.entity import Role
from app.schema.fields import fields_of
from app.security.actor import SYSTEM, acting_as
from models import Guardian, Student
from models.dictionary_entry import DictionaryEntry
from models.enums import Section
from tests.admin.test_export import taken

ENTRY = {
    "dictionary": "relation", "code": "grandparent", "position": "15", "active": "y",
    "label_zh_hans": "祖父母", "label_en": "Grandparent",
}  # fmt: skip
GUARDIAN = {
    "name": "陈建国", "id_type": "resident_id_card", "id_number": "", "phone": "13800000001",
}  # fmt: skip


@pytest.fixture
def boss(log_in):
    """A supervisor of the whole city."""
    return log_in(Role.supervisor, None)


def add(desk, **more):
    return desk.post("/dictionary-entries/add", "/dictionary-entries/add", **{**ENTRY, **more})


def end(session, code: str, **more) -> None:
    with acting_as(SYSTEM):
        row = session.scalars(sa.select(DictionaryEntry).where(DictionaryEntry.code == code)).one()
        for name, value in (more or {"active": False}).items():
            setattr(row, name, value)
        session.commit()


def refused(office, before: list[dict], **answers) -> bool:
    """Return whether a family's relation is refused in a form of its round."""
    found = check(
        Section.guardians, [{**GUARDIAN, **answers}], {"guardians": before},
        office["TA"].round, local_day(office["TA"].round.opens_at),
    )  # fmt: skip
    return bool(found.forms[0]["relation"].errors)


@pytest.fixture
def page(doors, joined):
    """A page of the parents' door in Chinese."""
    with doors["parents"].test_request_context(), force_locale("zh_Hans_CN"):
        yield


def test_an_entry_that_was_added_is_offered_in_its_order_and_language(boss, office, doors):
    assert add(boss).status_code == 302

    with doors["parents"].test_request_context():
        for locale, words in (("zh_Hans_CN", "祖父母"), ("en", "Grandparent")):
            with force_locale(locale):
                assert members(fields_of(Guardian)["relation"])[1] == ("grandparent", words)


@pytest.mark.parametrize(
    "more",
    [{"code": "father"}, {"code": ""}, {"dictionary": "planets"}, {"label_zh_hans": ""},
     {"valid_from": "2027-02-01", "valid_to": "2027-01-01"}, {"valid_from": "2027-02-30"}],
)  # fmt: skip
def test_what_is_no_entry_is_refused_with_a_sentence(boss, session, more):
    answer = add(boss, **more)

    assert "summary-err" in answer.text
    with acting_as(SYSTEM):
        assert session.scalar(sa.select(sa.func.count(DictionaryEntry.id))) == 34


def test_only_supervisors_change_words(reviewer, office):
    assert reviewer.get("/dictionary-entries/list/").status_code == 200
    assert reviewer.get("/dictionary-entries/add").status_code in {302, 403}
    assert add(reviewer).status_code in {302, 400, 403}
    assert "grandparent" not in reviewer.get("/dictionary-entries/list/").text


def test_a_code_is_not_changed_by_the_form(boss, office, session):
    with acting_as(SYSTEM):
        row = session.scalars(
            sa.select(DictionaryEntry).where(DictionaryEntry.code == "father")
        ).one()
    path = f"/dictionary-entries/edit/{row.id}"

    answer = boss.post(path, path, **{**ENTRY, "code": "dad"})

    assert answer.status_code == 422
    assert "代码不能更改" in answer.text


def test_an_ended_entry_is_offered_to_nobody_anew(office, session, page):
    end(session, "father")

    assert refused(office, [{}], relation="father")
    assert not refused(office, [{"relation": "father"}], relation="father")
    assert not refused(office, [{}], relation="mother")


def test_validity_goes_by_the_day_on_which_the_round_opens(office, session, page):
    opens = local_day(office["TA"].round.opens_at)
    end(session, "father", valid_to=opens)
    end(session, "mother", valid_to=opens - timedelta(days=1))

    assert not refused(office, [{}], relation="father")
    assert refused(office, [{}], relation="mother")


def test_what_was_filed_keeps_its_word_at_every_door(boss, office, session):
    end(session, "father", active=False, label_zh_hans="爸爸")
    case = office["TA"].id

    assert "爸爸" in boss.get(f"/applications/{case}/review").text
    codes = {one["relation"] for one in boss.get("/api/v1/guardians/").json["result"]}
    assert codes == {"father", "mother"}


def test_several_codes_of_students_are_shown_by_their_words(boss, office, session):
    with acting_as(SYSTEM):
        student = session.scalars(sa.select(Student)).first()
        student.disabled, student.disability_types = True, ["visual", "unknown"]
        session.commit()

    assert "视力残疾、unknown" in boss.get(f"/students/show/{student.id}").text
    assert "视力残疾" in taken(boss, "/students/export").get_data(as_text=True)


def test_phrases_are_those_of_the_dictionary_and_then_the_rounds_own(office, session, page):
    end(session, "twice")
    round_ = office["TA"].round
    round_.reasons = ["请到现场核实", "照片模糊、反光，无法辨认"]

    phrases = reason_phrases(round_)

    assert phrases[-1] == "请到现场核实"
    assert "重复报名" not in phrases
    assert len(phrases) == 16


def test_the_tabs_of_the_list_count_the_dictionaries(boss, office):
    assert "护照" in boss.get("/dictionary-entries/list/?dictionary=id_type").text
    assert "护照" not in boss.get("/dictionary-entries/list/?dictionary=relation").text
