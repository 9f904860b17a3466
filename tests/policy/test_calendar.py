"""Do a round's days begin and end when clocks in Xiamen say so?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.policy.age import grade_one_window
from app.policy.calendar import dates, local, start_of_day, year_of_next_entry

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def test_a_round_is_open_from_the_first_day_until_the_last_ones_end():
    found = dates(2027, date(2027, 4, 12), date(2027, 4, 27))

    assert found.opens_at == datetime(2027, 4, 11, 16, tzinfo=UTC)
    assert found.closes_at == datetime(2027, 4, 27, 16, tzinfo=UTC)
    assert (found.residence_from, found.residence_to) == (date(2026, 11, 1), date(2027, 4, 30))
    assert (found.born_from, found.born_to) == grade_one_window(2027)


@given(DAYS, st.integers(0, 60))
def test_the_dates_of_a_round_stand_in_order(opens, days):
    found = dates(opens.year, opens, opens + timedelta(days=days))

    assert found.opens_at < found.closes_at <= found.modification_closes_at
    assert found.closes_at < found.recheck_closes_at <= found.withdrawal_closes_at


@given(DAYS)
def test_a_day_begins_at_midnight_in_xiamen(day):
    shown = local(start_of_day(day))

    assert (shown.date(), shown.hour, shown.minute) == (day, 0, 0)


@pytest.mark.parametrize(
    ("today", "year"),
    [(date(2027, 1, 1), 2027), (date(2027, 8, 31), 2027), (date(2027, 9, 1), 2028)],
)
def test_the_next_entry_is_that_of_the_next_first_of_september(today, year):
    assert year_of_next_entry(today) == year
