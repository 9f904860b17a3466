"""Which place does an ID number name, today or when it was given?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.policy.regions import COUNTY, divisions, is_province, newest, places_of


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("350212", "同安"), ("350221", "同安"), ("350213", "翔安"), ("350205", "海沧"),
        ("350211", "集美"), ("350202", "鼓浪屿"), ("350204", "开元"), ("110105", "朝阳"),
    ],
)  # fmt: skip
def test_a_number_names_its_place_also_a_former_one(number, words):
    assert any(words in place for place in places_of(number + "201601050010"))


@pytest.mark.parametrize("number", ["350299", "000000", "990101", "", "同安区"])
def test_what_no_map_knows_has_no_place(number):
    assert places_of(number) == ()


@pytest.mark.parametrize(
    ("number", "known"), [("35", True), ("81", True), ("10", False), ("", False)]
)
def test_a_province_is_two_digits(number, known):
    assert is_province(number) is known


@given(st.text("0123456789X", max_size=18))
def test_no_number_breaks_the_question(number):
    places_of(number)


def test_every_county_is_named_with_what_lies_above_it():
    for one in divisions():
        if len(one.code) == COUNTY and not one.code.endswith("00"):
            assert all(place.endswith(one.name) or place for place in places_of(one.code))


def test_every_division_lies_in_one_that_is_there():
    codes = {one.code for one in divisions()}

    assert {one.parent_code for one in divisions()} - {None} <= codes
    assert len(newest()) == len(codes)
