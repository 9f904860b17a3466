"""Does no address that a page of the list leads to hold a protected number?"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

from app.admin.concealed import concealed, concealed_filter, looked_for
from app.admin.filters import Group, Term
from app.admin.listing import listing
from app.security.actor import SYSTEM, acting_as
from models import Application, Guardian, Region, Student


@pytest.fixture
def door(doors):
    """Labels are translated, and questions read, inside the application."""
    with doors["staff"].test_request_context():
        yield


@pytest.fixture
def people(office, session):
    """The child and the first guardian of Tong'an."""
    with acting_as(SYSTEM):
        case = session.merge(office["TA"])
        return case.students[0], case.guardians[0]


def sent(desk, path: str, **data) -> tuple[str, dict]:
    """Return the address to which a form of the list leads, and its arguments."""
    answer = desk.post(path, "/students/list/", **data)
    assert answer.status_code == 302
    address = answer.headers["Location"]
    return address, dict(parse_qsl(urlsplit(address).query))


def ids(session, model, args: dict) -> set[int]:
    return {row.id for row in listing(session, model, args).rows}


def test_every_way_to_ask_finds_the_same_under_the_concealed_address(people, door, session):
    child, guardian = people
    with acting_as(SYSTEM):
        for model, row, asked in (
            (Student, child, {"q": child.id_number.lower()}),
            (Student, child, {"id_number": child.id_number}),
            (Student, child, {"where": f"any~id_number.is.{child.id_number}~name.is.x"}),
            (Guardian, guardian, {"q": f"+86 {guardian.phone}"}),
            (Guardian, guardian, {"phone": guardian.phone}),
            (Application, child.application, {"q": f"{child.name} {child.id_number}"}),
            (Application, child.application, {"q": guardian.phone}),
        ):
            hidden = concealed(model, asked)
            assert child.id_number not in str(hidden), asked
            assert guardian.phone not in str(hidden), asked
            assert ids(session, model, hidden) == {row.id}, asked
            assert concealed(model, hidden) == hidden


def test_what_is_no_protected_number_stays_as_it_was_typed(people, door):
    with acting_as(SYSTEM):
        for model, text in (
            (Student, people[0].serial_number), (Student, "TA2027"), (Student, "陈 子轩"),
            (Student, people[0].serial_number.lower()), (Application, "TA"),
            (Student, "x" * 300), (Student, "\x00"), (Region, "350212"), (Student, "~"),
        ):  # fmt: skip
            assert concealed(model, {"q": text, "page": "1"}) == {"q": text, "page": "1"}


@pytest.mark.parametrize("typed", ["EA2012345", "ea 2012345", "TA20270000000", "TA202748"])
def test_what_may_be_a_passport_is_concealed_unless_it_is_a_serial_number(door, typed):
    with acting_as(SYSTEM):
        for model in (Student, Application):
            hidden = concealed(model, {"q": typed})["q"]
            assert "".join(typed.split()).upper()[2:] not in hidden.upper()
            assert len(hidden) < 200
            assert concealed(model, {"q": hidden}) == {"q": hidden}
            assert looked_for(model, "q", hidden)


def test_the_beginning_of_a_serial_number_still_finds_its_child(people, door, session):
    child = people[0]
    with acting_as(SYSTEM):
        for model, key in ((Student, child.id), (Application, child.application_id)):
            hidden = concealed(model, {"q": child.serial_number[:9]})
            assert child.serial_number[:9] not in str(hidden)
            assert key in ids(session, model, hidden)


def test_a_passport_that_begins_like_a_serial_number_is_found(people, door, session):
    child = people[0]
    with acting_as(SYSTEM):
        child.id_number = "EA2012345"
        session.commit()
        assert ids(session, Student, concealed(Student, {"q": "EA2012345"})) == {child.id}


@pytest.mark.parametrize("bent", ["~s." + "A" * 60, "~s." + "_" * 21])
def test_a_bent_seal_is_refused(reviewer, people, bent):
    assert reviewer.get(f"/students/list/?q={bent}").status_code == 400


def test_a_passport_is_concealed_and_said_by_its_mask(people, door):
    with acting_as(SYSTEM):
        for model in (Student, Application):
            hidden = concealed(model, {"q": "E12345678"})["q"]
            assert "12345678" not in hidden
            assert "身份证号查找" in looked_for(model, "q", hidden)
        assert looked_for(Student, "q", "陈") == ""


def test_the_builders_filter_is_concealed_in_its_groups_too(door):
    term = Term("id_number", "is", "E12345678")
    group = Group("all", (Term("name", "is", "E12345678"),), (Group("any", (term,)),))

    with acting_as(SYSTEM):
        hidden = concealed_filter(Student, group)

    assert hidden.terms == group.terms
    assert hidden.groups[0].terms[0].typed.startswith("~")


def test_the_forms_lead_to_addresses_without_the_number(reviewer, people):
    number = people[0].id_number
    row = {"c0.f": "id_number", "c0.op": "is", "c0.v": number, "mode": "all", "do": "apply"}
    for path, data in (
        ("/students/list/find", {"q": number, "outcome": "pending"}),
        ("/students/list/find", {"id_number": number, "after": "x"}),
        ("/students/filter", {**row, "q": number}),
    ):
        address, args = sent(reviewer, path, **data)
        assert number not in address
        assert not {"csrf_token", "after"} & set(args)
        page = reviewer.get(address.removeprefix("/staff")).text
        assert people[0].serial_number in page
        assert number not in page
        assert "按身份证号查找" in page


def test_a_plain_address_still_works_and_is_left_at_once(reviewer, people):
    number = people[0].id_number
    for query in (f"q={number}", f"id_number={number}", f"where=all~id_number.is.{number}"):
        answer = reviewer.get(f"/students/list/?{query}")
        assert answer.status_code == 302
        assert number not in answer.headers["Location"]


def test_a_typed_number_replaces_the_one_before_and_an_empty_row_keeps_it(reviewer, people):
    _, before = sent(reviewer, "/students/list/find", id_number=people[0].id_number)
    kept = before["id_number"]

    assert sent(reviewer, "/students/list/find", id_number=["", kept])[1] == before
    assert sent(reviewer, "/students/list/find", id_number=["E1234567", kept])[1] != before
    assert sent(reviewer, "/students/list/find", id_number="")[1] == {}


def test_who_may_not_ask_for_a_number_gets_no_fingerprint(reviewer):
    for name in ("disability_card_index", "search_key", "nothing"):
        _, args = sent(reviewer, "/students/list/find", **{name: "1"})
        assert args == {name: "1"}
        assert reviewer.get(f"/students/list/?{name}=1").status_code == 404
    assert reviewer.client.post("/students/list/find").status_code in {302, 400, 404}
    assert reviewer.post("/students/list/find", where="all~(").status_code == 400
