"""Do a document's shape, its schema and its form agree on which documents there are?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from app.schema.shapes import Lines
from models.enums import KinshipCase, PictureSlot, Section
from models.round_documents import REASON_PHRASES, REQUIRED_PICTURES, SECTION_ORDER

SHAPES = [REASON_PHRASES, REQUIRED_PICTURES, SECTION_ORDER]
SLOTS = [one.name for one in REQUIRED_PICTURES.members]
LISTS = st.lists(st.sampled_from(SLOTS), unique=True)
DOCUMENTS = st.one_of(
    st.fixed_dictionaries(
        {
            "cases": st.fixed_dictionaries({one.name: LISTS for one in KinshipCase}),
            "per_student": LISTS,
        }
    ).map(lambda value: (REQUIRED_PICTURES, value)),
    st.permutations([one.name for one in Section]).map(lambda value: (SECTION_ORDER, value)),
    st.lists(st.text("年月日 ab", min_size=1, max_size=9).map(str.split).map(" ".join).filter(bool))
    .map(lambda value: (REASON_PHRASES, value)),
)  # fmt: skip


@given(DOCUMENTS)
def test_what_is_sent_as_it_was_shown_reads_as_it_was(found):
    shape, value = found

    assert shape(value)
    assert Draft202012Validator(shape.schema()).is_valid(value)
    assert shape.read(shape.texts(value)) == value


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    "value",
    [None, 7, "x", {}, {"cases": []}, [1], [[]], ["guardians"], ["x" * 301], [" "],
     {"cases": {}, "per_student": []}, [one.name for one in Section] * 2,
     {"cases": {one.name: ["office_evidence"] for one in KinshipCase}, "per_student": []}],
)  # fmt: skip
def test_what_has_another_form_is_refused_by_shape_and_schema(shape, value):
    right = isinstance(shape, Lines) and value == ["guardians"]
    right = right or (isinstance(shape, Lines) and value == [one.name for one in Section] * 2)

    assert shape(value) is right
    assert Draft202012Validator(shape.schema()).is_valid(value) is right


def test_what_names_no_list_is_not_read_as_if_nothing_had_been_sent():
    assert not REQUIRED_PICTURES(REQUIRED_PICTURES.read(["nonsense"]))
    assert not REQUIRED_PICTURES(REQUIRED_PICTURES.read(["cases.x:birth_certificate"]))
    assert REQUIRED_PICTURES(REQUIRED_PICTURES.read([""]))
    assert not REQUIRED_PICTURES(REQUIRED_PICTURES.read(["per_student.:office_evidence"]))


def test_it_is_told_in_words():
    told = dict(REQUIRED_PICTURES.told(REQUIRED_PICTURES.read(["cases.apart:birth_certificate"])))

    assert told[KinshipCase.apart.label] == [PictureSlot.birth_certificate.label]
    assert SECTION_ORDER.told(["property"]) == [("", [Section.property.label])]
