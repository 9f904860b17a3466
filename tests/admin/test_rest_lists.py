"""Do lists go on from key to key, and answer the questions that the pages answer?"""

from __future__ import annotations

import pytest

from app.schema.entity import Role
from tests.admin.programs import problem
from tests.factories import create


@pytest.fixture
def regions(session, office):
    from app.security.actor import SYSTEM, acting_as
    from models.region import Region

    with acting_as(SYSTEM):
        for number in range(60):
            create(session, Region, code=f"99{number:010d}", name="样区")
        session.commit()


def walked(program, address: str) -> list[int]:
    """Return the ids of all pages, following the links as a program does."""
    found: list[int] = []
    while address:
        page = program.get(address.removeprefix("/staff/api/v1"))
        assert page.status_code == 200, page.text
        body = page.get_json()
        found += [row["id"] for row in body["result"]]
        address = body["next"]
        assert ('rel="next"' in page.headers.get("Link", "")) == bool(address)
    return found


@pytest.mark.usefixtures("regions")
@pytest.mark.parametrize("size", [25, 50])
def test_the_links_lead_through_all_rows_once(boss_program, size):
    found = walked(boss_program, f"/regions/?name=样区&size={size}")

    assert len(found) == len(set(found)) == 60


@pytest.mark.usefixtures("regions")
def test_a_page_leads_back_to_the_one_before(boss_program):
    first = boss_program.get("/regions/?name=样区").get_json()
    second = boss_program.get(first["next"].removeprefix("/staff/api/v1")).get_json()

    back = boss_program.get(second["prev"].removeprefix("/staff/api/v1")).get_json()

    assert back["result"] == first["result"]
    assert first["prev"] is None
    assert first["count"] == 60


def test_the_conditions_are_those_of_the_page(boss_program, office):
    found = boss_program.get("/applications/?status=submitted").get_json()
    none = boss_program.get("/applications/?status=approved").get_json()

    assert {row["id"] for row in found["result"]} == {office["TA"].id, office["SM"].id}
    assert none["result"] == []
    number = office["TA"].students[0].id_number
    exact = boss_program.get(f"/students/?id_number={number}").get_json()["result"]
    assert [row["id"] for row in exact] == [office["TA"].students[0].id]


def test_only_rows_in_scope_are_listed(program_of, office):
    for letters in ("TA", "SM"):
        program = program_of(Role.reviewer, letters)
        found = program.get("/applications/").get_json()["result"]
        assert [row["id"] for row in found] == [office[letters].id]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("size=26", 400), ("size=0", 400), ("down=2", 400), ("after=x", 400), ("after=%00", 400),
        ("status=nonsense", 400), ("status=submitted&status=approved", 400), ("round=x", 400),
        ("order=picture_key", 404), ("picture_key=1", 404), ("account.password_hash=1", 404),
        ("after=WyJpZCIsMSwxLDFd&before=WyJpZCIsMSwxLDFd", 400),
    ],
)  # fmt: skip
def test_arguments_without_sense_are_refused(boss_program, query, status):
    problem(boss_program.get(f"/applications/?{query}"), status)
