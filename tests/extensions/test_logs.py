"""Does nothing about a person, and no SQL, get into the log?"""

from __future__ import annotations

import io
import json
import logging

import pytest
import structlog

from app.extensions import logs

PERSON = "350212198803071234"
PHONE = "13812345678"


@pytest.fixture
def lines(monkeypatch):
    """The lines that were logged, as production writes them."""
    root, written = logging.getLogger(), io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", root.level)
    logs.configure("INFO", as_json=True)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    structlog.reset_defaults()


def fail() -> None:
    """Fail as a database does: with the statement and the values in the error's text."""
    raise RuntimeError(f"[SQL: table student] {PERSON} 陈子轩")


def test_numbers_of_people_are_masked_wherever_they_stand(lines):
    structlog.get_logger().info("sent", to=PHONE, about=[f"身份证{PERSON}"], more={"a": PHONE})

    [line] = lines()
    assert line["to"] == "138****5678"
    assert line["about"] == ["身份证350212********1234"]
    assert line["more"] == {"a": "138****5678"}


def test_numbers_are_masked_in_what_libraries_log(lines):
    logging.getLogger("some.library").warning("no answer for %s", PHONE)

    assert lines()[0]["event"] == "no answer for 138****5678"


@pytest.mark.parametrize("log", [structlog.get_logger(), logging.getLogger("some.library")])
def test_an_error_is_logged_by_name_and_place_without_its_text(lines, log):
    try:
        fail()
    except RuntimeError:
        log.exception("failed")

    [line] = lines()
    assert line["error"] == "RuntimeError"
    assert line["where"].startswith("tests.extensions.test_logs:")
    assert not [word for word in ("SQL", "student", "陈子轩") if word in str(line)]


def test_an_error_in_a_library_names_the_line_of_ours_that_led_to_it(lines, monkeypatch):
    monkeypatch.setattr(logs, "OURS", ("tests.",))
    try:
        json.loads("{")
    except ValueError:
        structlog.get_logger().exception("failed")

    [line] = lines()
    assert line["where"].startswith("json.decoder:")
    assert " < tests.extensions.test_logs:" in line["where"]


def test_every_line_has_a_moment_and_a_level(lines):
    structlog.get_logger().info("began")

    [line] = lines()
    assert line["timestamp"].endswith("Z")
    assert line["level"] == "info"


def test_what_is_less_important_than_the_level_is_not_logged(lines):
    structlog.get_logger().debug("detail")

    assert lines() == []
