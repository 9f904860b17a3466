"""When exactly is it too late, and when is a family reminded?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.policy.deadlines import end_of_day_exclusive, local_day, reminder_moments

END = end_of_day_exclusive(date(2022, 4, 27))
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def test_the_27th_24_00_is_midnight_of_the_28th_in_xiamen():
    assert datetime(2022, 4, 27, 16, tzinfo=UTC) == END


@given(DAYS)
def test_the_end_of_a_day_is_the_first_moment_of_the_next(day):
    end = end_of_day_exclusive(day)

    assert local_day(end) == day + timedelta(days=1)
    assert local_day(end - timedelta(microseconds=1)) == day


@pytest.mark.parametrize(
    ("hours", "left"),
    [(100, [72, 24, 2]), (72, [72, 24, 2]), (71, [24, 2]), (3, [2]), (1, []), (0, []), (-5, [])],
)
def test_a_family_is_reminded_of_what_still_lies_ahead(hours, left):
    moments = reminder_moments(END - timedelta(hours=hours), END)

    assert [(END - one) / timedelta(hours=1) for one in moments] == left
