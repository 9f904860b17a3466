"""Is a name read as its bearer reads it, and can no text break the reading?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.policy.names import name_error, normalise_name
from app.policy.pinyin import UNKNOWN, Umlaut, initials, pinyin_of, readings, surnames

NAMES = st.text(
    st.sampled_from("陈单曾解吕绿略女欧阳尉迟轩子䶮𠮷𬭎·aZé'- "), min_size=1, max_size=12
)


@pytest.mark.parametrize(
    ("surname", "pinyin"),
    [
        ("单", "SHAN"), ("仇", "QIU"), ("曾", "ZENG"), ("解", "XIE"), ("查", "ZHA"), ("区", "OU"),
        ("繁", "PO"), ("秘", "BI"), ("句", "GOU"), ("乜", "NIE"), ("缪", "MIAO"), ("翟", "ZHAI"),
        ("覃", "QIN"), ("乐", "YUE"), ("盖", "GE"), ("朴", "PIAO"), ("冼", "XIAN"), ("种", "CHONG"),
        ("折", "SHE"), ("能", "NAI"), ("都", "DU"), ("佴", "NAI"), ("撒", "SA"), ("员", "YUN"),
        ("万俟", "MOQI"), ("尉迟", "YUCHI"), ("单于", "CHANYU"), ("澹台", "TANTAI"),
    ],
)  # fmt: skip
def test_a_surname_is_read_as_a_surname(surname, pinyin):
    assert pinyin_of(f"{surname}明") == f"{pinyin} MING"


@pytest.mark.parametrize(
    ("name", "pinyin"),
    [
        ("陈子轩", "CHEN ZIXUAN"), ("欧阳娜娜", "OUYANG NANA"), ("吕和平", "LYU HEPING"),
        ("陈绿", "CHEN LYU"), ("陈略", "CHEN LUE"), ("阿里·汗", "ALI HAN"), ("陈", "CHEN"),
        ("John Smith", "JOHN SMITH"), ("陈\uf8ff", "CHEN ?"), ("", ""),
    ],
)  # fmt: skip
def test_a_name_is_surname_and_given_name_each_joined(name, pinyin):
    assert pinyin_of(name) == pinyin


def test_the_school_roll_writes_another_umlaut():
    assert pinyin_of("吕和平", Umlaut.school_roll) == "LV HEPING"


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading(text):
    pinyin_of(text)


@given(NAMES)
def test_every_sign_of_an_accepted_name_has_readings(text):
    name = normalise_name(text)
    if name_error(name) is not None:
        return

    found = readings(name)

    assert len(found) == len(name)
    assert all(found)
    assert set(initials(name)) <= {one[0] for choices in found for one in choices}


def test_the_proposal_stands_first_and_others_behind():
    found = readings("曾明")[0]

    assert found[0] == "ZENG"
    assert "CENG" in found


def test_what_no_table_reads_is_a_question_mark():
    assert readings("陈\uf8ff")[1] == [UNKNOWN]


@pytest.mark.parametrize(
    ("name", "letters"), [("陈子轩", "CZX"), ("阿里·汗", "ALH"), ("John Smith", "JS")]
)
def test_initials_are_first_letters(name, letters):
    assert initials(name) == letters


def test_every_surname_of_the_table_has_as_many_syllables_as_characters():
    assert all(len(name) == len(syllables) for name, syllables in surnames().items())
