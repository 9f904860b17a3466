"""What gets an address from which the portal is to build another one? Never an error 500."""

from __future__ import annotations

import base64
import json

import pytest
from sqlalchemy import select

from app.security.actor import SYSTEM, acting_as
from models.saved_view import SavedView
from tests.admin.test_edges_arguments import is_plain

LISTS = ("/applications/list/", "/districts/list/", "/students/list/")
RESERVED = ("endpoint", "_method", "_scheme", "_external", "_anchor")
NUMBER = "350212201901010019"
MANY = "&".join(f"a{number}=1" for number in range(60))
MOMENTS = ("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59")


def place(*held) -> str:
    """A place in a list, as its links hold one."""
    return base64.urlsafe_b64encode(json.dumps(held).encode()).decode().rstrip("=")


@pytest.mark.parametrize("name", RESERVED)
@pytest.mark.parametrize("path", LISTS)
def test_no_argument_is_taken_for_a_part_of_an_address(supervisor, path, name):
    shown = path.replace("list/", "show/1")

    for address in (f"{path}?{name}=x&q=13800000001", f"{shown}?from={name}%3Dx"):
        assert is_plain(supervisor.get(address))
    for to, sent in (("select", {"query": f"{name}=x"}), ("list/find", {name: "x"})):
        answer = supervisor.post(path.replace("list/", to), path, do="page|first", **sent)
        assert answer.status_code == 400


def test_what_stands_in_the_path_is_no_argument(supervisor, office):
    case = office["TA"].id

    assert supervisor.get(f"/applications/show/{case}?pk=1&tab=history").status_code == 400
    assert supervisor.get(f"/applications/show/{case}?tab=history").status_code == 200


@pytest.mark.parametrize("to", ["select", "views", "columns"])
def test_an_address_of_very_many_arguments_is_refused(supervisor, to):
    sent = {"do": "size", "size": "25", "name": "n", "query": MANY}

    assert supervisor.post(f"/districts/{to}", "/districts/list/", **sent).status_code == 422


def test_rows_of_which_none_can_be_changed_are_not_chosen_for_a_change(supervisor):
    sent = {"do": "edit", "rowid": "1"}

    assert supervisor.post("/applications/select", "/applications/list/", **sent).status_code == 404


@pytest.mark.parametrize("value", ["--5", "-", "1e5", "9" * 30])
@pytest.mark.parametrize("path", LISTS)
def test_a_number_to_jump_to_is_one(supervisor, path, value):
    assert supervisor.get(f"{path}?order=id&from={value}").status_code in {400, 404}


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [("districts", "code", "\ud800"), *(("applications", "filed_at", one) for one in MOMENTS),
     ("students", "points", "1e2147483"), ("students", "points", "NaN")],
)  # fmt: skip
def test_a_place_that_no_row_can_have_is_refused(supervisor, path, name, value):
    for down in (0, 1):
        address = f"/{path}/list/?order={name}&down={down}&after={place(name, down, value, 5)}"
        assert supervisor.get(address).status_code == 400


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_place_in_the_history_that_no_entry_can_have_is_refused(supervisor, office, moment):
    older = f"{moment}~0~5".replace("+", "%2B")
    page = f"/applications/show/{office['TA'].id}?tab=history&older={older}"

    assert supervisor.get(page).status_code == 400


def test_a_number_that_no_machine_holds_is_no_value_of_a_filter(supervisor):
    answer = supervisor.get("/students/list/?where=all~points.lt.1e2147483")

    assert answer.status_code == 400


def test_a_view_keeps_no_number_in_front_of_a_second_filter(supervisor, session):
    query = f"where=all~id_number.is.{NUMBER}&where=all~name.has.x"
    supervisor.post("/students/views", "/students/list/", name="n", query=query)

    with acting_as(SYSTEM):
        assert not session.scalars(select(SavedView)).all()
