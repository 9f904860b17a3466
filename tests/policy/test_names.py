"""Is every name of GB 18030 kept sign by sign, and what no register writes refused?"""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.policy.names import (
    LONGEST,
    _folded,
    has_rare_character,
    is_han,
    name_error,
    normalise_name,
)

RARE = ["䶮", "㛃", "𠅤", "𬭎", "𠮷", "㐱", "\u3007", "\U00030000", "\U00031350", "\u9fff"]
"""Of Extensions A, B, E, G and H, the end of the first block, and the zero of names."""
HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)


@pytest.mark.parametrize("sign", RARE)
def test_a_rare_character_may_stand_in_a_name(sign):
    name = f"陈{sign}轩"

    assert name_error(name) is None
    assert normalise_name(name) == name
    assert is_han(sign)


@pytest.mark.parametrize("sign", ["䶮", "㛃", "𠅤", "𬭎", "𠮷"])
def test_what_gbk_lacks_is_rare(sign):
    assert has_rare_character(f"陈{sign}")
    assert not has_rare_character("欧阳娜娜喆犇")


@pytest.mark.parametrize("dot", "·•‧∙⋅・･﹒．")
def test_every_dot_between_the_parts_becomes_the_one_that_registers_write(dot):
    assert normalise_name(f"阿依古丽{dot}买买提") == "阿依古丽\u00b7买买提"


def test_a_full_stop_between_han_characters_is_a_dot_and_one_after_a_letter_is_not():
    assert normalise_name("买买提.艾力") == "买买提·艾力"
    assert normalise_name("John F. Smith") == "John F. Smith"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(" 陈 子轩 ", "陈子轩"), ("陈\u3000子轩", "陈子轩"), ("John  Smith", "John Smith"),
     ("阿里 · 汗", "阿里·汗"), ("Zoe\u0308", "Zoë")],
)  # fmt: skip
def test_idle_spaces_go_and_letters_are_composed(typed, kept):
    assert normalise_name(typed) == kept


@pytest.mark.parametrize("sign", ["\uff21", "①", "㎏", "\u2f2f", "ﬁ", "㈱"])
def test_signs_that_look_alike_are_never_exchanged(sign):
    assert unicodedata.normalize("NFKC", sign) != sign

    assert sign in normalise_name(f"陈{sign}")


@pytest.mark.parametrize(("private", "standard"), sorted(_folded().items()))
def test_every_private_sign_with_a_standard_one_becomes_it(private, standard):
    assert normalise_name(chr(private) * 3).count(standard) == 3


def test_other_private_signs_are_kept_and_rare():
    assert name_error("陈\uf8ff") is None
    assert normalise_name("陈\uf8ff") == "陈\uf8ff"
    assert has_rare_character("陈\uf8ff")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "Enter the name"), (" \u3000", "Enter the name"), ("陈" * 51, "at most 50"),
        ("陈1", "“1”"), ("陈?", "“?”"), ("陈<b>", "“<”"), ("陈😀", "“😀”"),
        ("陈\u200b轩", "U+200B"),
        ("陈\x00", "U+0000"), ("陈\u202e轩", "U+202E"), ("·陈", "wrong place"),
        ("陈·", "wrong place"),
        ("陈··轩", "wrong place"), ("陈'轩", "wrong place"), ("-", "wrong place"),
    ],
)  # fmt: skip
def test_a_wrong_name_is_told_what_is_wrong(name, words):
    refusal = name_error(name)

    assert words in refusal.msgid % dict(refusal.params)


@pytest.mark.parametrize("name", ["陈", "陈" * LONGEST, "O'Neill", "Anne-Marie", "José", "Zoë"])
def test_short_long_and_latin_names_are_taken(name):
    assert name_error(name) is None


@given(st.text(HAN, min_size=1, max_size=50))
def test_han_names_are_kept_sign_by_sign(name):
    assert normalise_name(name) == name
    assert name_error(name) is None


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(text):
    once = normalise_name(text)

    assert normalise_name(once) == once
    assert (name_error(once) is None) is (name_error(text) is None)
