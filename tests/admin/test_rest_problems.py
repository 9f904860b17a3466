"""Is every error below the resources a problem document that tells and spills nothing?"""

from __future__ import annotations

import pytest

from app.admin import rest_api
from tests.admin.conftest import INSIDE
from tests.admin.programs import problem

PATHS = ("/districts/", "/districts/1", "/_openapi", "/nothing", "/students/999999/actions/x")


@pytest.mark.parametrize("path", PATHS[:3])
@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer jfs_wrong"},
                                    {"Authorization": "Basic eDp5"}])  # fmt: skip
def test_nobody_is_let_in_without_a_key(staff, path, header):
    answer = staff.get(f"/api/v1{path}", base_url=INSIDE, headers=header)

    problem(answer, 401)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    ("data", "kind", "status"),
    [
        (b"{", "application/json", 400), (b"\xff", "application/json", 400),
        (b'{"position": NaN}', "application/json", 400), (b"", "application/json", 400),
        (b"1e999", "application/json", 400), (b"[" * 100_000, "application/json", 400),
        (b"9" * 5000, "application/json", 400), (b"hours=9", "text/plain", 415),
        (b"hours=9", "application/x-www-form-urlencoded", 415), (b"{}", "", 415),
        (b" " * (1024 * 1024 + 1), "application/json", 413),
    ],
)  # fmt: skip
def test_a_body_that_is_none_is_refused(boss_program, data, kind, status):
    answer = boss_program.send("POST", "/districts/", data=data, content_type=kind)

    problem(answer, status)


def test_who_wants_another_form_is_told(boss_program):
    problem(boss_program.get("/districts/", headers={"Accept": "text/html"}), 406)
    for accepted in ("*/*", "application/*", "application/problem+json", "text/html, */*;q=0.1"):
        answer = boss_program.get("/districts/", headers={"Accept": accepted})
        assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/nothing", "/districts/x", "/districts/0", "/districts/-1",
                                  "/districts/99999999999999", "/applications/1/actions/fly",
                                  "/applications/1/actions/submit"])  # fmt: skip
def test_what_is_not_there_is_not_found(boss_program, path):
    method = "POST" if "actions" in path else "GET"
    problem(boss_program.send(method, path, json={}), 404)


@pytest.mark.parametrize("method", ["DELETE", "PUT", "PATCH", "POST", "TRACE"])
def test_another_method_is_told_those_that_are(boss_program, method):
    answer = boss_program.send(method, "/students/")

    problem(answer, 405)
    assert "GET" in answer.headers["Allow"]


def test_a_fault_of_ours_says_nothing_of_it(boss_program, monkeypatch):
    def fail(*_):
        raise RuntimeError("SELECT secret FROM /srv/keys 350212199001011234")

    monkeypatch.setattr(rest_api, "listing", fail)
    answer = boss_program.get("/districts/")

    told = problem(answer, 500)
    assert "SELECT" not in answer.text
    assert told["instance"].startswith("urn:uuid:")


def test_not_even_the_way_elsewhere_is_a_page(boss_program):
    answer = boss_program.get("/districts")

    assert answer.status_code == 308
    assert (answer.data, answer.mimetype) == (b"", "application/json")


def test_a_session_still_needs_the_pages_token(supervisor, office):
    path = f"/api/v1/districts/{office['TA'].district_id}"
    answer = supervisor.client.patch(path, base_url=INSIDE, json={"hours": "9:00"})

    problem(answer, 400)
    assert supervisor.get(path).get_json()["result"]["hours"] != "9:00"
