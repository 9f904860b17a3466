"""Does REST take the filter of several conditions, and tell a program how it is written?"""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

from app.admin.listing import WHERE
from app.schema.entity import Role

ROWS = [
    ("applications", "all~status.is.submitted", 2),
    ("applications", "all~status.is.approved", 0),
    (
        "applications",
        "all~status.is.submitted~(any~student_names.has.不在~guardian_name.empty.~)",
        0,
    ),
    ("districts", "any~code.is.350212~code.is.350213", 2),
    ("districts", "all~hours.filled.~code.starts.3502", 6),
]


@pytest.fixture
def boss(log_in):
    return log_in(Role.supervisor, None)


def told(desk, path: str) -> dict:
    found = desk.get("/api/v1/_openapi").get_json()["paths"][f"/{path}/"]["get"]["parameters"]
    return next(one["schema"] for one in found if one["name"] == WHERE)


@pytest.mark.parametrize(("path", "where", "number"), ROWS)
def test_a_list_is_narrowed_by_several_conditions(boss, office, path, where, number):
    answer = boss.get(f"/api/v1/{path}/?where={quote(where)}")

    assert answer.status_code == 200
    assert answer.get_json()["count"] == number
    assert re.fullmatch(told(boss, path)["pattern"], where)


@pytest.mark.parametrize(
    ("where", "status"),
    [
        ("all~password_hash.is.x", 404), ("all~nothing.is.x", 404), ("all~code.gt.x", 400),
        ("some~code.is.x", 400), ("all~(any~code.is.x", 400), ("all~code", 400),
        ("all~code.is.%00", 400),
    ],
)  # fmt: skip
def test_a_filter_that_cannot_be_is_refused_as_a_problem(boss, office, where, status):
    answer = boss.get(f"/api/v1/districts/?where={where}")

    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("path", ["applications", "districts", "students"])
def test_the_document_names_fields_operators_and_an_example(boss, office, path):
    found = told(boss, path)

    example = found["examples"][0]
    assert re.fullmatch(found["pattern"], example)
    assert boss.get(f"/api/v1/{path}/?where={quote(example)}").status_code == 200
    for name, of in found["x-operators"].items():
        assert of["operators"], name
        assert set(of["operators"]) <= set(found["x-values"])


def test_a_protected_field_is_asked_for_whole(boss, office):
    assert told(boss, "students")["x-operators"]["id_number"]["operators"] == ["is"]


def test_what_its_reader_may_not_see_is_not_in_it(boss, office):
    for path in ("applications", "accounts"):
        assert not {"password_hash", "picture_key"} & set(told(boss, path)["x-operators"])
