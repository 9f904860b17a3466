"""Does a section find every wrong answer, and say it at its field?"""

from __future__ import annotations

from datetime import date

import pytest
from flask_babel import force_locale
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.forms.sections import check
from models.admission_round import AdmissionRound
from models.enums import PropertyOwner, Section
from tests.family_way import id_number

TODAY = date(2027, 4, 20)
ROUND = AdmissionRound(born_from=date(2020, 9, 1), born_to=date(2021, 8, 31))
CHILD, PARENT = id_number(date(2020, 10, 1)), id_number(date(1988, 5, 6))
STUDENT = {
    "key": "a", "name": "陈子轩", "id_number": CHILD, "region_code": "350212001001",
    "address": "阳翟二里 208 号", "disabled": "no",
}  # fmt: skip
GUARDIAN = {
    "name": "陈建国", "id_type": "resident_id_card", "id_number": PARENT, "phone": "13800000001",
    "relation": "father",
}  # fmt: skip
HOME = {
    "owned": "yes", "kind": "purchase_contract", "certificate_number": "TA-2026-001",
    "owner": next(iter(PropertyOwner)).name, "address": "阳翟二里 208 号",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _page(doors):
    with doors["parents"].test_request_context(), force_locale("zh_Hans_CN"):
        yield


def errors(section: Section, *records, document=None) -> dict[str, str]:
    found = check(section, records, document or {}, ROUND, TODAY)
    return {key.partition("-")[2]: sentence for key, sentence in found.errors}


def test_right_answers_are_taken():
    assert errors(Section.students, STUDENT) == {}
    assert errors(Section.guardians, GUARDIAN) == {}
    assert errors(Section.property, {"owned": "no"}) == {}


@pytest.mark.parametrize(
    ("answers", "field", "words"),
    [
        ({"id_number": PARENT}, "id_number", "成年"),
        ({"id_number": "12"}, "id_number", "少 16 位"),
        ({"id_number": id_number(date(2021, 9, 1))}, "id_number", "2020-09-01"),
        ({"id_number": id_number(date(2020, 8, 31))}, "id_number", "2020-09-01"),
        ({"name": ""}, "name", "姓名"), ({"name": "陈1"}, "name", "1"),
        ({"address": ""}, "address", "地址"), ({"address": "路" * 201}, "address", "200"),
        ({"disabled": ""}, "disabled", ""), ({"disabled": "maybe"}, "disabled", ""),
        ({"disabled": "yes", "disability_types": []}, "disability_types", ""),
        ({"disabled": "yes", "disability_card": CHILD}, "disability_card", "20"),
    ],
)  # fmt: skip
def test_a_wrong_answer_about_a_student_is_told_at_its_field(answers, field, words):
    assert words in errors(Section.students, {**STUDENT, **answers})[f"1-{field}"]


def test_the_same_child_is_not_entered_twice():
    twice = errors(Section.students, STUDENT, {**STUDENT, "key": "b", "id_number": f" {CHILD} "})

    assert list(twice) == ["2-id_number"]


def test_a_guardians_number_is_no_childs():
    document = {"guardians": [{**GUARDIAN, "id_number": CHILD}]}

    assert "监护人" in errors(Section.students, STUDENT, document=document)["1-id_number"]


@pytest.mark.parametrize(
    ("kind", "area"), [("resident_id_card", "350212"), ("residence_permit", "810000")]
)
def test_nobody_under_eighteen_is_a_guardian(kind, area):
    young = id_number(date(2009, 4, 21), area=area)

    found = errors(Section.guardians, {**GUARDIAN, "id_type": kind, "id_number": young})

    assert "18" in found["1-id_number"]


def test_two_guardians_are_two_people():
    assert list(errors(Section.guardians, GUARDIAN, {**GUARDIAN, "name": "林秀英"})) == [
        "2-id_number"
    ]


@pytest.mark.parametrize("field", ["kind", "certificate_number", "owner", "address"])
def test_a_home_is_asked_about_only_where_there_is_one(field):
    assert errors(Section.property, HOME) == {}
    assert f"1-{field}" in errors(Section.property, {**HOME, field: ""})
    assert errors(Section.property, {**HOME, "owned": "no", field: "'"}) == {}


@pytest.mark.parametrize("case", ["", "unknown", "together|apart"])
def test_a_case_is_one_of_three(case):
    assert "1-case" in errors(Section.kinship, {"case": case})


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(Section),
    st.dictionaries(
        st.sampled_from([*STUDENT, *GUARDIAN, *HOME, "case", "disability_card"]),
        st.one_of(st.text(max_size=30), st.none(), st.booleans(), st.lists(st.text(max_size=5))),
    ),
)
def test_no_answers_break_a_check(section, record):
    check(section, [record], {}, ROUND, TODAY)
