"""How many statements does a page of the portal send? As many for many rows as for few."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from app.schema.entity import Role
from app.security.actor import SYSTEM, acting_as
from app.services.seed_families import EVERY_STATUS, Families, reviewer_actor
from app.services.synthetic import People


@pytest.fixture
def supervisor(log_in):
    return log_in(Role.supervisor, None)


@pytest.fixture
def statements(joined):
    """The statements that were sent on the connection of the test."""
    sent: list[str] = []

    def note(connection, cursor, statement, *_more):
        sent.append(statement)

    event.listen(joined, "before_cursor_execute", note)
    yield sent
    event.remove(joined, "before_cursor_execute", note)


NESTING = ("SAVEPOINT", "RELEASE", "ROLLBACK TO")


def count(statements, desk, path: str) -> int:
    desk.get(path)
    statements.clear()
    assert desk.get(path).status_code == 200
    return len([one for one in statements if not one.startswith(NESTING)])


def one_of_each_status(session, application, clock, seed: int) -> None:
    with acting_as(SYSTEM):
        mine = session.merge(application)
        families = Families(session, mine.round, People(seed), mine.round.district.code)
        reviewer = reviewer_actor(1, "王审核", mine.district_id)
        for status in EVERY_STATUS:
            families.make(status, clock.now, reviewer)
        session.commit()


def test_a_list_sends_no_more_statements_for_more_rows(
    supervisor, office, session, clock, statements
):
    one_of_each_status(session, office["TA"], clock, seed=1)
    few = count(statements, supervisor, "/applications/list/")

    for seed in (2, 3):
        one_of_each_status(session, office["TA"], clock, seed)

    assert count(statements, supervisor, "/applications/list/") == few


@pytest.mark.parametrize("path", ["/applications/list/", "/students/list/", "/regions/list/"])
def test_a_list_page_sends_six_statements_at_most(supervisor, office, statements, joined, path):
    # Where the database cannot append to the audit chain by itself, it takes one more.
    most = 6 if joined.dialect.name == "postgresql" else 7

    assert count(statements, supervisor, path) <= most


def test_a_record_asks_once_on_which_cases_its_reader_does_not_act(supervisor, office, statements):
    count(statements, supervisor, f"/applications/show/{office['TA'].id}")

    assert len([one for one in statements if "FROM conflict_of_interest" in one]) == 1
