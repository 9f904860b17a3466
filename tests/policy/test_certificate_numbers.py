"""Is the number of a paper taken as it is printed, and another one told what is wrong?"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.policy.certificate_numbers import (
    _property_forms,
    class_warning,
    disability_error,
    normalise_property_number,
    property_number_error,
)
from models.enums import DisabilityType, PropertyKind
from tests.family_way import id_number, wide

CHILD = id_number(date(2020, 10, 1))
KINDS = list(PropertyKind)


@pytest.mark.parametrize("tail", ["11", "74", "44B1", "12b2", " 3 4", wide("34")])
def test_a_disability_card_is_the_id_number_and_two_digits(tail):
    assert disability_error(CHILD + tail, CHILD) is None


@pytest.mark.parametrize("tail", ["", "1", "81", "15", "01", "111", "11B", "11A1", "1X"])
def test_other_digits_behind_the_id_number_are_refused(tail):
    assert "20 digits" in disability_error(CHILD + tail, CHILD).msgid


def test_a_disability_card_of_somebody_else_is_refused():
    assert "own ID number" in disability_error(id_number(date(2021, 1, 1)) + "11", CHILD).msgid


@pytest.mark.parametrize(("digit", "kind"), list(enumerate(DisabilityType, 1)))
def test_the_class_of_a_card_fits_the_kind(digit, kind):
    assert not class_warning(f"{CHILD}{digit}1", [kind.name])
    assert class_warning(f"{CHILD}71", [kind.name])
    assert not class_warning(f"{CHILD}71", [one.name for one in DisabilityType])


@pytest.mark.parametrize("kind", [one for one in KINDS if _property_forms().examples[one]])
def test_every_example_of_a_certificate_is_right(kind):
    assert property_number_error(kind, _property_forms().examples[kind]) is None


@pytest.mark.parametrize("suffix", ["-1", "-2", "－1"])
def test_brackets_spaces_and_suffix_are_forgiven(suffix):
    kind = next(kind for kind, one in _property_forms().examples.items() if "不动产权" in one)
    typed = f"闽（2020）厦门市 不动产权第0084498号{suffix}"

    assert property_number_error(kind, typed) is None
    assert normalise_property_number(kind, typed) == "闽(2020)厦门市不动产权第0084498号"


@pytest.mark.parametrize("kind", KINDS)
def test_the_co_owners_certificate_is_refused(kind):
    refusal = property_number_error(kind, f"厦国土房证第{_property_forms().shared}00123号")

    assert "main certificate" in refusal.msgid


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", ["", "？", "x" * 61, "房产证", "'; drop table"])
def test_what_has_no_form_is_told_the_form(kind, text):
    refusal = property_number_error(kind, text)

    assert refusal.msgid % dict(refusal.params)


@given(st.text(max_size=40), st.sampled_from(KINDS))
def test_no_text_breaks_the_check_and_normalising_settles(text, kind):
    once = normalise_property_number(kind, text)
    settled = normalise_property_number(kind, once)

    assert normalise_property_number(kind, settled) is not None
    if property_number_error(kind, text) is None:
        assert settled == once
