"""Is a child of exactly the right age let in, and one a day off not?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.policy.age import age_on, age_refusal, grade_one_window, is_adult

DAY = timedelta(days=1)
YEARS = st.integers(1990, 2100)


@given(YEARS)
def test_those_in_the_window_are_six_at_entry_and_no_others(year):
    first, last = grade_one_window(year)
    entry = date(year, 8, 31)

    assert (age_on(first, entry), age_on(last, entry)) == (6, 6)
    assert (age_on(first - DAY, entry), age_on(last + DAY, entry)) == (7, 5)


def test_the_window_of_2022_is_that_of_the_manual():
    assert grade_one_window(2022) == (date(2015, 9, 1), date(2016, 8, 31))


@pytest.mark.parametrize(
    ("days_before", "days_after", "words"),
    [(1, 0, "too old"), (0, 0, None), (0, 1, "too young")],
)
def test_the_edges_of_the_window_belong_to_it(days_before, days_after, words):
    first, last = grade_one_window(2027)
    birth = first - days_before * DAY if days_before else last + days_after * DAY

    refusal = age_refusal(birth, first, last)
    assert (refusal is None) if words is None else words in refusal.msgid
    assert words is None or refusal.params["born_from"] == "2020-09-01"


def test_the_first_day_of_the_window_belongs_to_it():
    assert age_refusal(date(2020, 9, 1), *grade_one_window(2027)) is None


@pytest.mark.parametrize(
    ("birth", "today", "adult"),
    [
        (date(2009, 4, 20), date(2027, 4, 20), True), (date(2009, 4, 21), date(2027, 4, 20), False),
        (date(2004, 2, 29), date(2022, 2, 28), False), (date(2004, 2, 29), date(2022, 3, 1), True),
    ],
)  # fmt: skip
def test_one_is_of_age_from_the_eighteenth_birthday(birth, today, adult):
    assert is_adult(birth, today) is adult


@given(st.dates(date(1900, 1, 1), date(2050, 1, 1)), st.integers(0, 40_000))
def test_nobody_grows_younger(birth, days):
    day = birth + days * DAY

    assert 0 <= age_on(birth, day) <= age_on(birth, day + DAY) <= age_on(birth, day) + 1
