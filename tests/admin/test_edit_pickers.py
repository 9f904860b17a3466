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


def asked(desk, path: str, **sent: str):
    """Ask as the script does: what was typed is sent with the page's token."""
    return desk.post(path, "/review-notes/add", **sent)


@pytest.mark.parametrize("model", [ReviewNote, ConflictOfInterest])
def test_a_search_finds_cases_of_the_own_district_only(reviewer, office, model):
    own, other = office["TA"], office["SM"]
    ask = f"{route(model)}/options/application_id"

    found = asked(reviewer, ask, q=own.student_names[:1]).get_json()["result"]

    assert str(own.id) in {one["id"] for one in found}
    for words in (other.serial_numbers, str(other.id)):
        answer = asked(reviewer, ask, q=words).get_json()["result"]
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

    assert answer.status_code == 422
    assert "没有这条记录" in answer.text
    with acting_as(SYSTEM):
        assert session.query(ReviewNote).count() == 0


@pytest.mark.parametrize(("path", "sent", "status"), [
    ("/review-notes/options/author", {"q": "x"}, 404),
    ("/review-notes/options/nothing", {"q": "x"}, 404),
    ("/review-notes/options/application_id", {"q": "x" * 80}, 400),
    ("/districts/options/name", {"q": "x"}, 403),
    ("/students/options/region_code", {"above": "350212"}, 200),
    ("/students/options/region_code", {"above": "\x00"}, 400),
])  # fmt: skip
def test_only_links_of_the_own_form_are_answered(reviewer, path, sent, status):
    assert asked(reviewer, path, **sent).status_code == status


@pytest.mark.parametrize("path", ["review-notes", "conflict-of-interests"])
def test_what_is_typed_stands_in_no_address(reviewer, office, path):
    page = f"/{path}/options/application_id"

    assert reviewer.get(f"{page}?q={office['TA'].student_names}").status_code == 405
    assert reviewer.client.post(page, data={"q": "x"}).status_code in {302, 400, 404}


def test_who_opens_no_form_is_offered_nothing(log_in, office):
    auditor = log_in(Role.auditor)

    answer = auditor.post("/review-notes/options/application_id", "/applications/list/", q="1")
    assert answer.status_code == 403


def test_a_protected_column_is_never_searched(reviewer, office):
    with acting_as(SYSTEM):
        number = office["TA"].guardians[0].phone
    found = asked(reviewer, "/review-notes/options/application_id", q=number).get_json()

    assert found["result"] == []
