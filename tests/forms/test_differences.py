"""Is every changed answer told once, and nothing that stayed the same?"""

from __future__ import annotations

from copy import deepcopy

import pytest

from app.forms.differences import PictureChange, differences, picture_changes
from models.enums import Section

FILED = {
    "guardians": [
        {"name": "陈建国", "phone": "13800000001", "relation": "father"},
        {"name": "林秀英", "phone": "13912345678", "relation": "mother"},
    ],
    "students": [
        {"key": "a", "name": "陈子轩", "address": "阳翟二里 1 号", "disabled": "no"},
        {"key": "b", "name": "陈子涵", "address": "阳翟二里 1 号", "disabled": "no"},
    ],
    "kinship": {"case": "together", "note": ""},
    "property": {"owned": "no"},
}


def changed(**sections) -> list:
    after = deepcopy(FILED) | sections
    return [(one.section, one.whom, one.before, one.after) for one in differences(FILED, after)]


def test_what_was_filed_again_unchanged_differs_in_nothing():
    assert changed() == []


def test_a_changed_answer_is_told_with_the_person_and_both_values():
    students = [{**FILED["students"][0], "address": "祥平街道 2 号"}, FILED["students"][1]]

    assert changed(students=students) == [
        (Section.students, "陈子轩", "阳翟二里 1 号", "祥平街道 2 号")
    ]


def test_a_student_is_known_by_its_key_and_not_by_its_place():
    assert changed(students=FILED["students"][::-1]) == []


@pytest.mark.parametrize("kept", [0, 1])
def test_a_person_who_left_is_told_by_name(kept):
    found = changed(guardians=[FILED["guardians"][0]], students=[FILED["students"][kept]])

    assert {whom for _, whom, _, _ in found} == {"林秀英", FILED["students"][1 - kept]["name"]}
    assert all(after is None for _, _, _, after in found)


def test_an_answer_that_nothing_asks_for_any_more_counts_as_gone():
    owned = {"owned": "yes", "certificate_number": "闽（2020）厦门市不动产权第0012345号"}
    before, after = deepcopy(FILED) | {"property": owned}, {**owned, "owned": "no"}

    found = differences(before, deepcopy(FILED) | {"property": after})

    assert [(one.field.label, one.after) for one in found][1:] == [
        ("Certificate or contract number", None)
    ]


def test_a_blank_and_an_answer_that_says_no_are_the_same():
    assert changed(kinship={"case": "together", "note": None}, property={}) == []


def test_a_paper_differs_where_another_picture_shows_it():
    def snapshot(**papers) -> dict:
        return {
            "pictures": [
                {"slot": slot, "subject": "family", "sha256": text, "upload": f"u{text}"}
                for slot, text in papers.items()
            ]
        }

    found = picture_changes(
        snapshot(one="1", two="2", old="3"), snapshot(one="1", two="4", new="5")
    )

    assert found == [
        PictureChange("two", "family", "u2", "u4"),
        PictureChange("old", "family", "u3", None),
        PictureChange("new", "family", None, "u5"),
    ]
