"""Is what an entity declares of its answers together asked at every door that saves?"""

from __future__ import annotations

import pytest

from app.schema import checks
from app.schema.words import Refusal
from models import District
from tests.admin.pages import typed
from tests.admin.test_edges_rows import rest
from tests.admin.test_import_pages import HEADS, check
from tests.admin.test_import_pages import send as upload

SENTENCE = "Enter %(noun)s."


@pytest.fixture(autouse=True)
def _checked(monkeypatch):
    """A district's help line may not be its hours."""

    def check(session, answers):
        assert session.is_active
        if answers["phone"] == answers["hours"]:
            yield "hours", Refusal(SENTENCE, {"noun": "另一时间"})

    monkeypatch.setitem(checks._checks, District, check)


def test_the_form_names_the_field(supervisor, office):
    path = f"/districts/edit/{office['TA'].district_id}"
    data = typed(supervisor.get(path).text) | {"phone": "8", "hours": "8"}
    answer = supervisor.post(path, path, **data)

    assert answer.status_code == 422
    assert 'href="#hours"' in answer.text
    assert "另一时间" in answer.text


def test_rest_names_the_field(supervisor, office):
    path = f"/api/v1/districts/{office['TA'].district_id}"
    tag = supervisor.get(path).headers["ETag"]

    answer = rest(supervisor, "PATCH", path, tag=tag, phone="8", hours="8")

    assert (answer.status_code, list(answer.json["errors"])) == (422, ["hours"])


@pytest.mark.parametrize(("hours", "refused"), [("8", True), ("9", False)])
def test_an_import_names_the_row(supervisor, hours, refused):
    row = f"350299,XX,新区,新区办公室,8,{hours},9\n"
    _answer, page = upload(supervisor, HEADS + row)

    assert ("另一时间" in check(supervisor, page).text) is refused
