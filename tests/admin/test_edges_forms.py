"""Does a form take every kind of value, refuse the others, and lose nobody's words?"""

from __future__ import annotations

import logging

import pytest
import sqlalchemy as sa

from app.security.actor import SYSTEM, acting_as
from models import AdmissionRound, District
from tests.admin.pages import typed
from tests.admin.stock import OWN, TYPED, Colour, Kid
from tests.admin.test_edges_rows import rest

KID = "/kidview/edit/1"
SECRET = "身份证 350212"


@pytest.fixture
def page(office):
    """The form of a round."""
    return f"/admission-rounds/edit/{office['TA'].round_id}"


def stored(session, office) -> AdmissionRound:
    with acting_as(SYSTEM):
        session.expire_all()
        return session.get(AdmissionRound, office["TA"].round_id)


def save(desk, page: str, **changes):
    """Change some answers of a form, as a browser would."""
    data = {**typed(desk.get(page).text), **changes}
    return desk.post(page, page, **{name: v for name, v in data.items() if v is not None})


def kid(boss, column):
    return boss.read(sa.select(column).where(Kid.id == OWN))


def test_a_form_saved_untouched_changes_nothing(supervisor, page, session, office):
    before = {
        one.key: getattr(stored(session, office), one.key)
        for one in sa.inspect(AdmissionRound).column_attrs
    }

    assert save(supervisor, page).status_code == 302

    after = stored(session, office)
    assert {name: getattr(after, name) for name in before} == before


@pytest.mark.parametrize(("value", "sentence"), [("", "请选择"), ("zzz", "请从给出的选项中选择")])
def test_a_choice_that_is_none_is_refused_with_a_sentence(supervisor, page, boss, value, sentence):
    answer = save(supervisor, page, unfiled_policy=value, name="新名称")

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "新名称" in answer.text
    assert boss.post(KID, KID, **{**TYPED, "colour": value}).status_code == 500


def test_no_is_an_answer(supervisor, page, session, office, boss):
    """Stock wants a box ticked before it saves a column that may not be empty."""
    save(supervisor, page, recheck_may_worsen="y")
    assert stored(session, office).recheck_may_worsen is True
    save(supervisor, page, recheck_may_worsen=None)
    assert stored(session, office).recheck_may_worsen is False

    boss.post(KID, KID, **{key: value for key, value in TYPED.items() if key != "active"})
    assert kid(boss, Kid.active) is True


def test_a_document_is_kept_as_a_document(supervisor, page, session, office, boss):
    save(supervisor, page, reasons="照片不清")
    assert stored(session, office).reasons == ["照片不清"]
    assert "请从列表中选择" in save(supervisor, page, pictures="{").text

    boss.post(KID, KID, **TYPED, settings='{"a": 1}')
    assert isinstance(kid(boss, Kid.settings), str)


def test_a_moment_is_taken_as_browsers_send_it(supervisor, page, session, office, boss):
    save(supervisor, page, opens_at="2027-04-01T08:30")
    assert stored(session, office).opens_at.isoformat() == "2027-04-01T00:30:00+00:00"

    boss.post(KID, KID, **TYPED, seen="2027-04-01T08:30")
    assert kid(boss, Kid.seen) is None


@pytest.mark.parametrize(
    "changes",
    [{"opens_at": "gestern"}, {"born_from": "2027-02-30"}, {"year": "二〇二七"}, {"year": "9" * 30},
     {"name": "长" * 300}, {"name": "空\x00字"}, {"notice": "空\x00字"}, {"district_id": "²"},
     {"district_id": "99999"}, {"recheck_limit": ""}, {"pictures": "\x00"},
     {"pictures": "[1]"}, {"pictures": ["cases.apart:nothing"]}, {"pictures": "cases.none:x"},
     {"reasons": "长" * 301}, {"reasons": "行\n" * 201}, {"step_order": ["students"]},
     {"max_students": "0"}, {"max_students": "-1"}, {"notice_seconds": "-5"}, {"year": "99999"},
     {"closes_at": "2020-01-01T00:00"}, {"born_to": "2001-01-01"},
     {"pictures": "NaN"}, {"pictures": "[" * 5000}, {"opens_at": "0001-01-01T00:00"}],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_at_its_field(supervisor, page, session, office, changes):
    answer = save(supervisor, page, **{"name": "原样", **changes})

    assert answer.status_code == 422
    assert 'class="err"' in answer.text
    assert ("name" in changes) or "原样" in answer.text
    assert stored(session, office).name != "原样"


def test_who_saves_over_another_change_is_told_and_keeps_the_words(
    supervisor, page, session, office, boss
):
    first, second = typed(supervisor.get(page).text), typed(supervisor.get(page).text)
    supervisor.post(page, page, **{**first, "name": "甲的名称"})

    answer = supervisor.post(page, page, **{**second, "name": "乙的名称"})

    assert stored(session, office).name == "甲的名称"
    assert "乙的名称" in answer.text
    assert "其他人修改了这条记录" in answer.text
    boss.post(KID, KID, **{**TYPED, "name": "first"})
    boss.post(KID, KID, **{**TYPED, "name": "second"})
    assert kid(boss, Kid.name) == "second"


def test_rest_saves_over_nobody(supervisor, office, session, boss):
    path = f"/api/v1/districts/{office['TA'].district_id}"
    read = supervisor.get(path).headers["ETag"]

    answers = [
        rest(supervisor, "PATCH", path, hours=hours, tag=tag).status_code
        for hours, tag in [("8:00", ""), ("9:00", read), ("10:00", read)]
    ]

    assert answers == [428, 200, 412]
    assert supervisor.get(path).get_json()["result"]["hours"] == "9:00"
    assert boss.open("PUT", "/api/v1/kids/1", json={"secret": "c"}).status_code == 200


def test_a_value_in_use_is_told_in_words_and_nothing_else(supervisor, office, boss, caplog):
    page = f"/districts/edit/{office['TA'].district_id}"
    caplog.set_level(logging.DEBUG)

    answer = save(supervisor, page, code="350203", hours=SECRET)

    assert "已被使用" in answer.text
    assert SECRET in answer.text
    assert not spills(answer.text.replace(SECRET, ""), caplog)
    caplog.clear()
    flashed = boss.post("/kidview/add", "/kidview/add", **{**TYPED, "secret": SECRET})
    refused = boss.open("PUT", "/api/v1/kids/1", json={"name": "third kid"})
    assert flashed.status_code in {200, 302}
    assert spills(refused.text, caplog)


def spills(text: str, caplog) -> bool:
    """Return whether a statement, or what somebody typed, stands in an answer or in the log."""
    told = text + caplog.text
    return any(word in told for word in ("INSERT INTO", "UPDATE", "sqlite3", "psycopg", SECRET))


def test_rest_tells_a_value_in_use_in_words_and_nothing_else(supervisor, office, caplog):
    path = f"/api/v1/districts/{office['TA'].district_id}"
    read = supervisor.get(path).headers["ETag"]

    answer = rest(supervisor, "PATCH", path, code="350203", hours=SECRET, tag=read)

    assert answer.status_code == 409
    assert "已被使用" in answer.get_json()["errors"]["code"][0]
    assert not spills(answer.text, caplog)


def test_rest_changes_what_was_sent_and_leaves_the_rest(supervisor, office, session):
    path = f"/api/v1/admission-rounds/{office['TA'].round_id}"
    before = stored(session, office)
    kept = (before.pictures, before.opens_at, before.recheck_may_worsen, before.unfiled_policy)
    read = supervisor.get(path).headers["ETag"]

    answer = rest(supervisor, "PATCH", path, name="新名称", reasons=["原因"], tag=read)

    after = stored(session, office)
    assert answer.status_code == 200, answer.text
    assert (after.name, after.reasons) == ("新名称", ["原因"])
    assert (after.pictures, after.opens_at, after.recheck_may_worsen, after.unfiled_policy) == kept


def test_words_of_a_choice_are_ours_and_stock_shows_the_value(reviewer, boss):
    assert "待审核" in reviewer.get("/applications/list/").text
    assert Colour.red.value in boss.get("/kidview/list/").text
    assert District.__entity__.label == "District"
