"""Is a name found however it is written, and not by what does not stand in it?"""

from __future__ import annotations

import pytest

from app.policy.search_keys import fold, keys_of, wanted
from app.policy.serial_numbers import new_serial, spaced

KEYS = keys_of(["𠮷陳子軒"], ["TA20274819037"])


def finds(typed: str, keys: str = KEYS) -> bool:
    asked = wanted(typed)
    held = set(keys.split(" "))
    return asked.anything and held >= set(asked.keys) and all(
        piece in f" {keys}" for piece in asked.pieces
    )  # fmt: skip


@pytest.mark.parametrize(
    "typed",
    ["吉陈子轩", "𠮷陳", "陈子", "轩", "jichenzixuan", "JICHEN", "jczx", "JC", "\uff2a\uff23",
     "吉 子轩",     "子轩 吉", "TA20274819037", "ta2027", "TA2027 481903 7", "𠮷陳子軒"],
)  # fmt: skip
def test_a_row_is_found_by_any_writing(typed):
    assert finds(typed)


@pytest.mark.parametrize(
    "typed", ["陈轩", "子陈", "huan", "吉陈子轩儿", "jichenzixuanx", "TA20274819038", "4819"]
)
def test_what_does_not_stand_there_finds_nothing(typed):
    assert not finds(typed)


@pytest.mark.parametrize("typed", [str, str.lower, spaced])
def test_a_whole_serial_number_is_looked_for_by_one_key(typed):
    serial = new_serial("TA", 2027)

    assert wanted(typed(serial)).keys == (serial.lower(),)
    assert finds(typed(serial), keys_of(["陈子轩"], [serial]))
    assert not finds(typed(serial), keys_of(["陈子轩"], [new_serial("TA", 2028)]))


@pytest.mark.parametrize("typed", ["%", "_", "'", "   ", "、", "\\", "()"])
def test_signs_alone_ask_for_nothing_in_the_keys(typed):
    assert not finds(typed)


def test_a_dot_or_a_space_in_a_name_does_not_matter():
    keys = keys_of(["买买提·艾力", "John Smith"], [])

    assert all(finds(one, keys) for one in ("买买提艾力", "艾力", "提·艾", "smith", "JohnSmith"))


@pytest.mark.parametrize(
    ("typed", "number", "phone"),
    [("350212202001010017", "350212202001010017", ""),
     ("35021220200101001x", "35021220200101001X", ""),
     ("13800000001", "", "13800000001"), ("+86 138-0000-0001", "", "13800000001"),
     ("H1234567(8)", "H12345678", ""), ("陈子轩", "", ""), ("2027", "", "")],
)  # fmt: skip
def test_the_shape_decides_how_it_is_looked_for(typed, number, phone):
    found = wanted(typed)

    assert (found.number, found.phone) == (number, phone)


def test_folding_is_stable():
    assert fold(fold("髙橋\uff2c\uff29")) == fold("髙橋\uff2c\uff29") == fold("高桥li")
