"""Is a wrong number found, and a right one taken however it is typed?"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.policy.identity_numbers import (
    PAPERS,
    birth_date,
    id_number_error,
    id_number_warning,
    mobile_error,
    normalise_id_number,
    normalise_mobile,
    normalise_number,
    sex,
)
from models.enums import IdType, Sex
from tests.family_way import id_number, wide

TODAY = date(2027, 4, 20)
RIGHT = "11010519491231002X"
CARD, PERMIT = IdType.resident_id_card, IdType.residence_permit
BIRTHS = st.dates(date(1900, 1, 1), TODAY)
SEQUENCES = st.integers(0, 999).map("{:03d}".format)
AREAS = st.integers(100_000, 899_999).map(str)


def check_sign(digits: str) -> str:
    """The check sign by the standard's own table, apart from the library that the code uses."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
    return "10X98765432"[total % 11]


def wrong(text: str, kind: IdType = CARD) -> str | None:
    refusal = id_number_error(kind, text, TODAY)
    return refusal and refusal.msgid % dict(refusal.params)


@given(BIRTHS, SEQUENCES, AREAS)
def test_every_number_with_the_right_check_sign_is_taken(birth, sequence, area):
    digits = f"{area}{birth:%Y%m%d}{sequence}"

    assert wrong(digits + check_sign(digits)) is None


@given(BIRTHS, SEQUENCES, AREAS, st.integers(0, 17), st.integers(1, 9))
def test_no_wrong_digit_goes_unnoticed(birth, sequence, area, place, step):
    number = id_number(birth, sequence, area)
    if number[place] == "X":
        return
    changed = str((int(number[place]) + step) % 10)

    assert wrong(number[:place] + changed + number[place + 1 :])


@given(BIRTHS, SEQUENCES, st.integers(0, 16))
def test_no_swap_of_neighbours_goes_unnoticed(birth, sequence, place):
    number = id_number(birth, sequence)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]

    assert swapped == number or wrong(swapped)


@pytest.mark.parametrize(
    "text",
    [
        RIGHT, RIGHT.lower(), wide(RIGHT), "110105 19491231 002X",
        " 110105\u300019491231\u3000002x\n", "\u200b11010519491231002X\ufeff",
    ],
)  # fmt: skip
def test_a_number_may_be_typed_in_many_ways(text):
    assert wrong(text) is None
    assert normalise_id_number(text) == RIGHT


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Enter the ID number"), (" \u3000", "Enter the ID number"),
        ("110105491231002", "15 digits has expired"), ("1101051949123100", "2 digits too few"),
        (RIGHT[:-1] + "00", "1 digits too many"), ("1101051949X231002X", "digits only"),
        ("11010519491231002Y", "digits only"), ("1101051949123100²X", "digits only"),
        ("١١٠١٠٥١٩٤٩١٢٣١٠٠٢٣", "digits only"), ("010105194912310029", "begins with 0"),
        ("910105194912310028", "begins with 9"), ("11010519490231002X", "possible birth date"),
        ("11010519001301002X", "possible birth date"), ("110105202704210026", "yet to come"),
        ("110105189912310026", "before 1900"), ("110105194912310021", "last digit does not fit"),
    ],
)  # fmt: skip
def test_a_wrong_number_is_told_what_is_wrong(text, words):
    assert words in wrong(text)


def test_a_child_born_today_has_a_number():
    assert wrong(id_number(TODAY)) is None


@given(st.text(max_size=40), st.sampled_from(IdType))
def test_no_text_breaks_the_check(text, kind):
    id_number_error(kind, text, TODAY)
    id_number_warning(kind, text)
    mobile_error(text)


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing(text):
    for normalise in (normalise_number, normalise_id_number, normalise_mobile):
        assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize("area", ["810000", "820000", "830000"])
def test_people_from_hong_kong_macao_and_taiwan_have_residence_permits(area):
    number = id_number(date(1988, 5, 6), area=area)

    assert wrong(number, PERMIT) is None
    assert "residence permit" in id_number_warning(CARD, number).msgid


def test_a_residence_permit_has_a_check_digit_and_its_own_beginning():
    number = id_number(date(1988, 5, 6), area="810000")

    assert "last digit" in wrong(number[:-1] + ("1" if number[-1] != "1" else "2"), PERMIT)
    assert "81, 82 or 83" in wrong(RIGHT, PERMIT)


@pytest.mark.parametrize(
    ("kind", "text", "kept"),
    [
        (IdType.hk_macao_travel_permit, "h1234567801", "H12345678"),
        (IdType.hk_macao_travel_permit, "M12345678", "M12345678"),
        (IdType.hk_macao_travel_permit, "C12345678", "C12345678"),
        (IdType.taiwan_travel_permit, "12345678", "12345678"),
        (IdType.taiwan_travel_permit, "0123456789(b)", "0123456789B"),
        (IdType.taiwan_travel_permit, "0123456789（B）", "0123456789B"),
        (IdType.passport, "E12345678", "E12345678"), (IdType.passport, "ea1234567", "EA1234567"),
        (IdType.permanent_resident_card, "usa123456789012", "USA123456789012"),
        (IdType.permanent_resident_card, "911124198108030024", "911124198108030024"),
        (IdType.other, "AB-12", "AB-12"),
    ],
)  # fmt: skip
def test_other_papers_have_numbers_of_their_own(kind, text, kept):
    assert normalise_id_number(text) == kept
    assert wrong(text, kind) is None


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (IdType.hk_macao_travel_permit, "H1234567"), (IdType.hk_macao_travel_permit, "X12345678"),
        (IdType.taiwan_travel_permit, "123456789"), (IdType.passport, "ABCDEFG"),
        (IdType.passport, "E1"), (IdType.permanent_resident_card, "911124198108030025"),
        (IdType.permanent_resident_card, "US1234567890123"), (IdType.other, "护照一号"),
    ],
)  # fmt: skip
def test_a_number_of_another_form_is_refused_with_the_form(kind, text):
    assert wrong(text, kind) in {PAPERS[kind].sentence, wrong(RIGHT[:-1] + "1")}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (id_number(date(2016, 1, 5), area="350212"), None),
        (id_number(date(1990, 1, 5), area="350221"), None),
        (id_number(date(1990, 1, 5), area="350299"), "350299"),
        (id_number(date(1990, 1, 5), area="190101"), "no province"),
    ],
)  # fmt: skip
def test_an_unknown_region_is_a_hint_and_no_refusal(text, words):
    assert wrong(text) is None
    hint = id_number_warning(CARD, text)
    assert (hint is None) is (words is None)
    assert words is None or words in hint.msgid % dict(hint.params)


@given(BIRTHS, SEQUENCES)
def test_a_number_tells_birth_and_sex(birth, sequence):
    number = id_number(birth, sequence)

    assert birth_date(number) == birth
    assert sex(number) is (Sex.male if int(sequence) % 2 else Sex.female)


@pytest.mark.parametrize(
    "text", ["", "12", "110105194902300021", "110105" + wide("19491231") + "002X"]
)
def test_what_holds_no_date_tells_no_birth(text):
    assert birth_date(text) is None


@pytest.mark.parametrize(
    "text",
    ["13800000001", "138 0000 0001", "138-0000-0001", "+86 138 0000 0001", "008613800000001",
     wide("13800000001"), "19912345678"],
)  # fmt: skip
def test_a_mobile_number_may_be_typed_in_many_ways(text):
    assert mobile_error(text) is None
    assert normalise_mobile(text)[-10:-8] in {"38", "99"}


@pytest.mark.parametrize("text", ["", "12345678901", "1380000000", "138000000011", "05926666666"])
def test_what_is_no_mobile_number_is_refused(text):
    assert mobile_error(text)
