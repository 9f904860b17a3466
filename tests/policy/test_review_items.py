"""Is everything that a bureau answers for put on the reviewer's list, and once?"""

from __future__ import annotations

from datetime import date

import pytest

from app.policy.review_items import SOURCES, wanted
from models import Application, Guardian, Kinship, Property, Student
from models.enums import KinshipCase, ReviewKind


def a_child(key: str, **more) -> Student:
    return Student(key=key, name="陈子轩", id_number="1", birth_date=date(2020, 10, 1), **more)


def a_family(*students: Student, owned: bool = False) -> Application:
    return Application(
        guardians=[Guardian(position=1, name="陈建国", id_number="2")],
        students=list(students),
        kinships=[Kinship(case=KinshipCase.together)],
        properties=[Property(owned=owned, certificate_number="厦国土房证第1号")],
    )


def kinds(application: Application) -> list[tuple[ReviewKind, str]]:
    return [(one.kind, one.subject) for one in wanted(application)]


def test_a_family_is_checked_once_and_each_child_for_itself():
    found = kinds(a_family(a_child("a"), a_child("b")))

    assert len(set(found)) == len(found)
    assert found.count((ReviewKind.continuous_residence, "family")) == 1
    for key in ("a", "b"):
        assert (ReviewKind.student_identity, f"student:{key}") in found
        assert (ReviewKind.age_window, f"student:{key}") in found


@pytest.mark.parametrize("owned", [True, False])
def test_a_home_is_checked_where_one_is_claimed(owned):
    found = kinds(a_family(a_child("a"), owned=owned))

    assert ((ReviewKind.property_claim, "family") in found) is owned


@pytest.mark.parametrize("disabled", [True, False])
def test_a_certificate_is_checked_where_there_is_one(disabled):
    found = kinds(a_family(a_child("a", disabled=disabled)))

    assert ((ReviewKind.disability_certificate, "student:a") in found) is disabled


def test_every_item_has_a_bureau_that_answers_for_it():
    found = kinds(a_family(a_child("a", disabled=True), owned=True))

    assert {kind for kind, _ in found} == set(SOURCES) == set(ReviewKind)
