"""Does a mistyped number of a family never pass for another one?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.policy.serial_numbers import FORM, new_serial, serial_is_valid, spaced

SERIALS = st.builds(
    lambda letters, year, number: new_serial(letters, year, lambda _: number),
    st.sampled_from(["TA", "SM", "HL", "JM", "HC", "XA"]),
    st.integers(2022, 2099),
    st.integers(0, 10**6 - 1),
)


@given(SERIALS)
def test_a_serial_number_is_letters_year_six_digits_and_a_check_digit(serial):
    assert FORM.fullmatch(serial)
    assert serial_is_valid(serial)
    assert serial_is_valid(spaced(serial).lower())


@given(SERIALS, st.integers(2, 12), st.integers(1, 9))
def test_no_wrong_digit_goes_unnoticed(serial, place, step):
    changed = str((int(serial[place]) + step) % 10)

    assert not serial_is_valid(serial[:place] + changed + serial[place + 1 :])


@given(st.text(max_size=20))
def test_other_text_is_no_serial_number(text):
    assert not serial_is_valid(text) or len("".join(text.split())) >= 13
    assert spaced("") == ""


@pytest.mark.parametrize(
    ("serial", "read"), [("TA20264819037", "TA2026 481903 7"), ("x", "x"), ("", "")]
)
def test_a_serial_number_is_read_in_groups(serial, read):
    assert spaced(serial) == read


def test_numbers_are_drawn_and_not_counted():
    assert len({new_serial("TA", 2027) for _ in range(200)}) > 190
