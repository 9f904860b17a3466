"""Does the filter builder ask exactly what was put together, with and without a script?"""

from __future__ import annotations

import contextlib
import re
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from werkzeug.exceptions import BadRequest

from app.admin.filters import Group, Term, as_condition, askable, read, written
from app.admin.listing import listing
from app.admin.operators import operators_of
from app.schema.registry import entities
from app.security.actor import SYSTEM, acting_as
from models import Application, District, Guardian, Student


@pytest.fixture
def students(office, session):
    """The children of both districts by their letters, one disabled, with points."""
    with acting_as(SYSTEM):
        found = {key: session.merge(one).students[0] for key, one in office.items()}
        found["TA"].name, found["TA"].points, found["TA"].disabled = "林子轩", 70, True
        found["SM"].name, found["SM"].points, found["SM"].disabled = "陈思", None, False
        session.commit()
        return {key: row.id for key, row in found.items()}


@pytest.fixture(autouse=True)
def door(doors):
    """Conditions on time ask the application for its clock."""
    with doors["staff"].app_context():
        yield


def ids(session, model, where: str) -> set[int]:
    with acting_as(SYSTEM):
        return {row.id for row in listing(session, model, {"where": where, "size": "100"}).rows}


def test_each_operator_finds_what_it_says(students, session):
    ours = set(students.values())
    for where, letters in (
        ("name.is.林子轩", {"TA"}), ("name.not.林子轩", {"SM"}), ("name.has.子", {"TA"}),
        ("name.starts.陈", {"SM"}), ("name.starts.子", set()),
        ("name.in.陈思,林子轩", {"TA", "SM"}),
        ("points.is.70", {"TA"}), ("points.not.70", {"SM"}), ("points.gt.69.5", {"TA"}),
        ("points.lt.70", set()), ("points.between.60,80", {"TA"}), ("points.empty.", {"SM"}),
        ("points.filled.", {"TA"}), ("disabled.yes.", {"TA"}), ("disabled.no.", {"SM"}),
        ("birth_date.before.1990-01-01", set()), ("birth_date.after.1990-01-01", {"TA", "SM"}),
        ("birth_date.last.1", set()), ("outcome.is.pending", {"TA", "SM"}),
        ("outcome.in.pending,accepted", {"TA", "SM"}), ("disability_card.filled.", set()),
    ):  # fmt: skip
        assert ids(session, Student, f"all~{where}") & ours == {students[one] for one in letters}, (
            where
        )


def test_all_any_and_groups_go_together(students, session):
    for where, letters in (
        ("all~name.has.林~points.is.70", {"TA"}), ("all~name.has.陈~points.is.70", set()),
        ("any~name.has.陈~points.is.70", {"TA", "SM"}),
        ("all~disabled.no.~(any~name.has.林~name.has.陈~)", {"SM"}),
        ("any~points.is.70~(all~name.has.陈~disabled.no.~)", {"TA", "SM"}),
        ("all~name.has.~", None), ("all~points.is.70~name.has.", {"TA"}),
    ):  # fmt: skip
        if letters is not None:
            assert ids(session, Student, where) == {students[one] for one in letters}, where


def test_a_protected_number_and_a_moment_can_be_asked_for(office, session, clock):
    with acting_as(SYSTEM):
        case = session.merge(office["TA"])
        number, guardian = case.guardians[0].id_number, case.guardians[0].id
        day = f"{case.filed_at + timedelta(hours=8):%Y-%m-%d}"
        key = case.id

    assert guardian in ids(session, Guardian, f"all~id_number.is.{number}")
    assert ids(session, Guardian, f"all~id_number.is.{number[:-1]}") == set()
    assert key in ids(session, Application, f"all~filed_at.is.{day}")
    assert ids(session, Application, f"all~filed_at.after.{day}") == set()
    assert key in ids(session, Application, "all~status.is.submitted~filed_at.filled.")


@pytest.mark.parametrize(
    "where",
    ["none~name.is.x", "all~name", "all~name.is", "all~name.like.x", "all~(any~name.is.x",
     "all~(any~(any~name.is.x~)~)", "all~points.is.x", "all~points.is.1e999", "all~points.gt.NaN",
     "all~birth_date.is.2027-02-30", "all~birth_date.last.-1", "all~outcome.is.sold",
     "all~points.between.1,x", "all~" + "~".join(["name.is.x"] * 21), "all~id_number.has.35",
     "all~year.is.99999999999", "all~name.in." + ",".join("x" * 60)],
)  # fmt: skip
def test_a_filter_that_makes_no_sense_is_a_bad_request(where):
    with acting_as(SYSTEM), pytest.raises(BadRequest):
        as_condition(Student, read(Student, where))


@pytest.mark.parametrize("name", ["key", "search_key", "nothing", "id_number_index", "account"])
def test_a_hidden_or_foreign_column_is_not_found(reviewer, name):
    assert reviewer.get(f"/students/list/?where=all~{name}.is.1").status_code == 404


@pytest.mark.parametrize("typed", ["a~b", "!t", "!!", "~!", "(any", ")", "a.b", "!"])
def test_what_was_typed_survives_the_address(typed):
    group = Group("any", (Term("name", "is", typed),), (Group("all", (Term("name", "has", "x"),)),))

    with acting_as(SYSTEM):
        assert read(Student, written(group)) == group


@pytest.mark.parametrize("model", [Student, Application, Guardian, District])
def test_every_operator_of_every_field_is_answered(office, session, model):
    samples = {"in": "1", "between": "1,2", "last": "7"}
    with acting_as(SYSTEM):
        for name in askable(model):
            for one in operators_of(model, name):
                where = f"all~{name}.{one.name}.{samples.get(one.name, '1')}"
                # A value that is none of the field's is refused; nothing else may go wrong.
                with contextlib.suppress(BadRequest):
                    listing(session, model, {"where": where})


def test_no_entity_offers_what_it_hides():
    with acting_as(SYSTEM):
        for model in entities().values():
            assert not {"search_key", "password_hash"} & set(askable(model))


def pressed(desk, **data) -> dict:
    answer = desk.get("/students/filter", query_string=data)
    assert answer.status_code == 302
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))


def test_the_builder_works_by_its_buttons_alone(students, reviewer):
    first = pressed(reviewer, new="name", do="add:", mode="all", outcome="pending")
    assert first == {"where": "all~name.is.", "build": "1", "outcome": "pending"}
    row = {"c0.f": "name", "c0.op": "has", "c0.v": "林", "c0.g": "", "mode": "any"}
    assert pressed(reviewer, **row, do="group")["where"] == "any~name.has.林~(any~)"
    both = {**row, "g0.m": "all", "c1.f": "points", "c1.op": "between", "c1.v": "1", "c1.v2": "9",
            "c1.g": "0"}  # fmt: skip
    assert pressed(reviewer, **both, do="apply") == {
        "where": "any~name.has.林~(all~points.between.1,9~)"
    }
    assert pressed(reviewer, **both, do="remove:0")["where"] == "any~(all~points.between.1,9~)"


def test_the_page_shows_the_filter_that_it_is_under(students, reviewer):
    page = reviewer.get("/students/list/?where=all~name.has.林~(any~outcome.in.pending~)").text

    assert "林子轩" in page
    assert re.search(r'name="c0.v" value="林"', page)
    assert re.search(r'<option value="pending" selected', page)


def test_a_new_condition_proposes_no_value(students, reviewer):
    page = reviewer.get("/students/list/?where=all~outcome.is.&build=1").text
    value = re.search(r'<select[^>]*name="c0.v".*?</select>', page, re.DOTALL)

    assert re.search(r'<option value="">', value[0])
