"""Does a link offer what its reader may reach, few at a time, by what the reader may see?"""

from __future__ import annotations

import pytest

from app.admin import pickers
from app.schema.entity import Role
from app.security.actor import SYSTEM, acting_as
from models import ConflictOfInterest, ReviewNote
from tests.admin.pages import typed


@pytest.fixture
def many(monkeypatch):
    """Every table has too many rows to list."""
    monkeypatch.setattr(pickers, "FEW", 0)


def route(model) -> str:
    from app.admin.generator import route as address

    return f"/{address(model)}"


@pytest.mark.parametrize("model", [ReviewNote, ConflictOfInterest])
def test_a_search_finds_cases_of_the_own_district_only(reviewer, office, model):
    own, other = office["TA"], office["SM"]
    ask = f"{route(model)}/options/application_id?q="

    found = reviewer.get(ask + own.student_names[:1]).get_json()["result"]

    assert str(own.id) in {one["id"] for one in found}
    for words in (other.serial_numbers, str(other.id)):
        answer = reviewer.get(ask + words).get_json()["result"]
        assert str(other.id) not in {one["id"] for one in answer}


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("model", [ReviewNote, ConflictOfInterest])
def test_without_a_script_the_words_come_back_with_what_they_found(reviewer, office, model):
    page, own = f"{route(model)}/add", office["TA"]
    before = typed(reviewer.get(page).text)
    words = {"application_id-words": own.student_names, "act": "find:application_id"}

    found = reviewer.post(page, page, **{**before, **words, "reason": "亲属", "body": "亲属"})
    after = {**typed(found.text), "application_id": str(own.id)}

    assert f'<option value="{own.id}">' in found.text
    assert "亲属" in found.text
    assert reviewer.post(page, page, **after).status_code == 302


@pytest.mark.usefixtures("many")
def test_another_districts_record_is_no_choice(reviewer, office, session):
    page = "/review-notes/add"
    sent = {**typed(reviewer.get(page).text), "body": "x"}

    answer = reviewer.post(page, page, **{**sent, "application_id": str(office["SM"].id)})

    assert answer.status_code == 200
    assert "没有这条记录" in answer.text
    with acting_as(SYSTEM):
        assert session.query(ReviewNote).count() == 0


@pytest.mark.parametrize(("path", "status"), [
    ("/review-notes/options/author?q=x", 404), ("/review-notes/options/nothing?q=x", 404),
    ("/review-notes/options/application_id?q=" + "x" * 80, 400),
    ("/districts/options/name?q=x", 403), ("/students/options/region_code?above=350212", 200),
    ("/students/options/region_code?above=%00", 200),
])  # fmt: skip
def test_only_links_of_the_own_form_are_answered(reviewer, path, status):
    answer = reviewer.get(path)

    assert answer.status_code in {status, 400 if "%00" in path else status}


def test_who_opens_no_form_is_offered_nothing(log_in, office):
    auditor = log_in(Role.auditor)

    assert auditor.get("/review-notes/options/application_id?q=1").status_code == 403


def test_a_protected_column_is_never_searched(reviewer, office):
    with acting_as(SYSTEM):
        number = office["TA"].guardians[0].phone
    found = reviewer.get(f"/review-notes/options/application_id?q={number}").get_json()

    assert found["result"] == []
