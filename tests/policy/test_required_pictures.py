"""Does each answer ask for its pictures, and for no others?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.policy.required_pictures import DEFAULT, FAMILY, wanted
from models.enums import IdType, KinshipCase, PictureSlot, Section

TWINS = [{"key": "a"}, {"key": "b"}]


def asked(document, pictures=DEFAULT) -> list[tuple[str, str]]:
    return [(one.slot.value, one.subject) for one in wanted(pictures, document)]


@pytest.mark.parametrize(
    ("case", "of_family", "of_each_child"),
    [
        (KinshipCase.together, 0, []),
        (KinshipCase.with_one_parent, 4, ["household_child_page"]),
        (KinshipCase.apart, 4, ["household_child_page", "birth_certificate"]),
    ],
)
def test_each_case_asks_for_its_pictures_once_a_family_or_once_a_child(
    case, of_family, of_each_child
):
    found = asked({"students": TWINS, "kinship": {"case": case.value}})

    assert [subject for _, subject in found].count(FAMILY) == of_family
    for key in ("a", "b"):
        assert [slot for slot, subject in found if subject == f"student:{key}"] == of_each_child


def test_a_rare_character_asks_for_both_sides_of_the_card():
    found = asked({"guardians": [{}, {"id_type": "resident_id_card", "rare_character": True}]})

    assert found == [("id_card_front", "guardian:2"), ("id_card_back", "guardian:2")]


@pytest.mark.parametrize("kind", [one for one in IdType if one is not IdType.resident_id_card])
@pytest.mark.parametrize("rare", [True, False])
def test_another_paper_is_photographed_itself(kind, rare):
    found = asked({"guardians": [{"id_type": kind.value, "rare_character": rare}]})

    assert found == [("identity_document", "guardian:1")]


@pytest.mark.parametrize(
    ("answer", "slot"),
    [
        ({"rare_character": True}, PictureSlot.household_student_page),
        ({"disabled": "yes"}, PictureSlot.disability_certificate),
        ({"disabled": True}, PictureSlot.disability_certificate),
    ],
)
def test_an_answer_about_a_child_asks_for_its_paper(answer, slot):
    (one,) = wanted(DEFAULT, {"students": [{"key": "a", **answer}, {"key": "b"}]})

    assert (one.slot, one.subject, one.section) == (slot, "student:a", Section.students)


def test_the_round_decides_which_pictures_a_case_asks_for():
    policy = {"cases": {"together": ["marriage_certificate"]}}

    assert asked({"kinship": {"case": "together"}}, policy) == [("marriage_certificate", FAMILY)]


@pytest.mark.parametrize("case", KinshipCase)
def test_a_child_that_was_not_entered_yet_needs_no_picture(case):
    found = asked({"students": [{}], "kinship": {"case": case.value}})

    assert {subject for _, subject in found} <= {FAMILY}


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "guardians": st.lists(st.dictionaries(st.sampled_from(["id_type", "x"]), st.text())),
            "students": st.lists(st.dictionaries(st.sampled_from(["key", "name"]), st.text())),
            "kinship": st.dictionaries(st.just("case"), st.text()),
        },
    )
)
def test_no_half_answered_draft_breaks_the_question(document):
    found = asked(document)

    assert all(subject for _, subject in found)
