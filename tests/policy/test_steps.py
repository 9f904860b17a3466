"""Do the sections come in the round's order, and none is forgotten?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.policy.steps import complete, order
from models.admission_round import AdmissionRound
from models.enums import Section

NAMES = [one.value for one in Section]


@given(st.lists(st.sampled_from(NAMES), unique=True))
def test_what_the_round_names_comes_first_and_the_rest_behind(named):
    found = order(AdmissionRound(step_order=named))

    assert [one.value for one in found[: len(named)]] == named
    assert set(found) == set(Section)
    assert len(found) == len(Section)


@pytest.mark.parametrize("missing", NAMES)
def test_a_draft_is_complete_with_every_section_and_not_without_one(missing):
    round_ = AdmissionRound(step_order=[])

    assert complete(round_, NAMES)
    assert not complete(round_, [one for one in NAMES if one != missing])
