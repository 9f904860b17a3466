"""Does the second saver see both answers, choose, and lose nothing typed?"""

from __future__ import annotations

import pytest

from app.admin.merging import Read, clash_of, seal, unseal
from app.security.actor import SYSTEM, acting_as
from models import AdmissionRound, District
from tests.admin.pages import typed


@pytest.fixture
def page(office):
    """The form of a round."""
    return f"/admission-rounds/edit/{office['TA'].round_id}"


def both(desk, page: str, mine: dict, theirs: dict):
    """Open the form twice, save theirs, then mine; return the answer to mine."""
    first, second = typed(desk.get(page).text), typed(desk.get(page).text)
    assert desk.post(page, page, **{**first, **theirs}).status_code == 302
    return desk.post(page, page, **{**second, **mine})


def again(desk, page: str, answer, **changes):
    return desk.post(page, page, **{**typed(answer.text), **changes})


def stored(session, office) -> AdmissionRound:
    with acting_as(SYSTEM):
        session.expire_all()
        return session.get(AdmissionRound, office["TA"].round_id)


def test_what_both_changed_is_chosen_by_the_second(supervisor, page, session, office):
    answer = both(supervisor, page, {"name": "乙"}, {"name": "甲"})
    unchosen = again(supervisor, page, answer)

    assert answer.status_code == 409
    assert all(word in answer.text for word in ('value="乙"', "<b>甲</b>", "keep-name"))
    assert unchosen.status_code == 422
    assert "keep-name" in unchosen.text
    assert 'value="乙"' in unchosen.text
    assert again(supervisor, page, unchosen, **{"keep-name": "mine"}).status_code == 302
    assert stored(session, office).name == "乙"


def test_what_only_they_changed_stays_theirs_and_mine_is_saved(supervisor, page, session, office):
    answer = both(supervisor, page, {"notice": "新的须知"}, {"max_students": "2"})
    assert "keep-max_students" in answer.text
    assert "keep-notice" not in answer.text

    assert again(supervisor, page, answer).status_code == 302

    now = stored(session, office)
    assert (now.max_students, now.notice) == (2, "新的须知")


def test_their_answer_can_be_taken_over_mine(supervisor, page, session, office):
    answer = both(supervisor, page, {"name": "乙"}, {"name": "甲"})

    again(supervisor, page, answer, **{"keep-name": "theirs"})

    assert stored(session, office).name == "甲"


def test_a_third_change_is_shown_as_well(supervisor, page, session, office):
    answer = both(supervisor, page, {"name": "乙"}, {"name": "甲"})
    third = typed(supervisor.get(page).text)
    supervisor.post(page, page, **{**third, "name": "丙"})

    late = again(supervisor, page, answer, **{"keep-name": "mine"})

    assert late.status_code == 409
    assert "<b>丙</b>" in late.text
    assert 'value="乙"' in late.text


def test_a_wrong_answer_beside_a_clash_keeps_both_on_the_page(supervisor, page, session, office):
    answer = both(supervisor, page, {"name": "乙", "year": "九"}, {"name": "甲"})

    wrong = again(supervisor, page, answer, **{"keep-name": "mine"})

    assert wrong.status_code == 422
    assert all(word in wrong.text for word in ("<b>甲</b>", 'value="乙"', 'value="九"'))


def test_the_same_answer_of_both_is_no_clash(supervisor, page):
    assert both(supervisor, page, {"name": "同"}, {"name": "同"}).status_code == 302


def test_another_entity_merges_by_the_same_way(supervisor, office, session):
    page = f"/districts/edit/{office['TA'].district_id}"

    answer = both(supervisor, page, {"hours": "9-12"}, {"hours": "8-12"})

    assert "<b>8-12</b>" in answer.text
    again(supervisor, page, answer, **{"keep-hours": "mine"})
    with acting_as(SYSTEM):
        session.expire_all()
        assert session.get(District, office["TA"].district_id).hours == "9-12"


def test_a_forged_reading_is_none(supervisor, page, session, office):
    first = typed(supervisor.get(page).text)
    supervisor.post(page, page, **{**first, "name": "甲"})

    answer = supervisor.post(page, page, **{**first, "name": "乙", "read": "forged"})

    assert answer.status_code == 409
    assert 'value="乙"' in answer.text
    assert stored(session, office).name == "甲"


def test_what_was_read_is_of_one_record_only(doors):
    with doors["staff"].app_context():
        kept = seal(District, 1, Read({"": "1"}, {"hours": "8-12"}))

        assert unseal(District, 1, kept).answers == {"hours": "8-12"}
        assert unseal(District, 2, kept) is None
        assert unseal(AdmissionRound, 1, kept) is None


@pytest.mark.parametrize(("mine", "theirs", "opened", "proposed"), [
    ("a", "a", "a", None), ("b", "a", "a", None), ("a", "b", "a", "theirs"),
    ("b", "b", "a", None), ("c", "b", "a", ""), (None, "b", None, "theirs"), ("c", None, "a", ""),
])  # fmt: skip
def test_the_proposal_overwrites_nothing_unseen(mine, theirs, opened, proposed):
    assert clash_of(mine, theirs, opened, None) == proposed
