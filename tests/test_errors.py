"""Does every error end in a sentence, whatever else has failed, and tell nothing it should not?"""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask, abort
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from app.exceptions import JifenError, NotScoped, StaleVersion, TransitionRefused
from app.factory import create_public_app

SECRET = "insert into student (350212198803071234, 陈子轩) /srv/jifen/app.py"
ASKS_JSON = {"Accept": "application/json"}
ERRORS = [
    (NotScoped(SECRET[:0]), 404),
    (StaleVersion(), 409),
    (TransitionRefused("submit", "is_open"), 409),
    (JifenError("Enter the name."), 422),
    (IntegrityError(SECRET, {}, Exception(SECRET)), 409),
    (OperationalError(SECRET, {}, Exception(SECRET)), 503),
    (StaleDataError(SECRET), 409),
    (ZeroDivisionError(SECRET), 500),
]
CODES = [400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503]


@pytest.fixture
def failing(settings):
    """A parents' door of its own, with pages that fail in a given way."""
    app = create_public_app(settings)
    failures = dict(enumerate(error for error, _ in ERRORS))
    app.add_url_rule("/fail/<int:number>", "fail", lambda number: raise_it(failures[number]))
    app.add_url_rule("/abort/<int:code>", "abort", abort)
    app.add_url_rule("/api/fail", "api", lambda: raise_it(ZeroDivisionError(SECRET)))
    return app.test_client()


def raise_it(error: Exception) -> str:
    raise error


@pytest.mark.parametrize(("number", "status"), list(enumerate(status for _, status in ERRORS)))
def test_every_error_has_its_status_and_tells_no_secret(failing, number, status):
    for headers in ({}, ASKS_JSON):
        answer = failing.get(f"/fail/{number}", headers=headers)

        assert answer.status_code == status
        told = [word for word in ("insert", "35021219", "陈子轩", "/srv") if word in answer.text]
        assert not told


@pytest.mark.parametrize("code", CODES)
def test_every_status_has_a_page_in_chinese_with_a_way_on(failing, code):
    answer = failing.get(f"/abort/{code}")

    assert answer.status_code == code
    assert 'lang="zh-CN"' in answer.text
    assert 'href="/"' in answer.text
    assert str(code) in answer.text


def test_a_program_gets_a_problem_document(failing):
    answer = failing.get("/api/fail")

    assert answer.content_type == "application/problem+json"
    assert answer.json["status"] == 500
    assert answer.json["title"].startswith("系统")


def test_a_busy_system_says_when_to_come_again(failing):
    assert failing.get("/abort/503").headers["Retry-After"] == "30"
    assert "Retry-After" not in failing.get("/abort/500").headers


def test_a_wrong_method_names_the_right_one(public):
    answer = public.get("/logout")

    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_a_page_says_that_the_database_is_away(settings):
    away = sa.engine.make_url("sqlite:////nowhere/at/all.db")
    door = create_public_app(settings.model_copy(update={"database_url": str(away)}))

    answer = door.test_client().get("/login")

    assert answer.status_code == 503
    assert "Retry-After" in answer.headers
    assert "sqlite" not in answer.text


def test_a_page_says_that_the_sessions_are_away(settings):
    door = create_public_app(settings.model_copy(update={"sessions_url": "sqlite:////nowhere/s"}))
    door.testing = False  # else Flask hands the error to the test, before any page is made
    client = door.test_client()
    client.set_cookie("jf_p", "an-id")

    answer = client.get("/login")

    assert answer.status_code == 503
    assert 'lang="zh-CN"' in answer.text


@pytest.mark.parametrize("door", ["parents", "staff"])
def test_a_request_for_a_foreign_host_is_refused_with_a_page(doors, joined, monkeypatch, door):
    app: Flask = doors[door]
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["baoming.example.cn"])

    answer = app.test_client().get("/login/", headers={"Host": "evil.example"})

    assert answer.status_code == 400
    assert "evil.example" not in answer.text
