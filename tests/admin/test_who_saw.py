"""Is whoever saw a record found by an index, alone, on pages of lists and in exports?"""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from app.admin.read_log import readers
from app.schema.entity import Role
from app.security.actor import SYSTEM, Actor, Party, acting_as
from app.services import audit
from app.services.row_ranges import blocks, ranges
from models import Application, AuditEntry, Student
from tests.admin.test_export import taken
from tests.conftest import NOON

AUDITOR = Actor(party=Party.staff, roles=frozenset({Role.auditor}), whole_city=True)
ENTITIES = [Application, Student]


def note(session, model, **details) -> None:
    """Write that somebody read, or took away, some records."""
    with acting_as(SYSTEM):
        action = "export" if "export" in details else "read"
        audit.record(session, action, model.__name__, "", now=NOON, details=details)
        session.commit()


def seen(session, row, **args) -> list[dict]:
    with acting_as(AUDITOR):
        return [one.details for one in readers(session, row, args).entries]


def of(office, model):
    return office["TA"] if model is Application else office["TA"].students[0]


@pytest.mark.parametrize("model", ENTITIES)
def test_pages_and_exports_that_hold_the_record_are_found(office, session, model):
    key = of(office, model).id
    ids = [key - 1, key, key + 1, key + 5000]
    note(session, model, ids=[key, key + 1], here=1)
    note(session, model, ids=[key + 1, key + 2])
    note(session, model, export=ranges(ids), blocks=blocks(ids), here=2)
    note(session, model, export=ranges([key]), blocks=blocks([key]), here=3)
    note(session, model, export=ranges([key + 1, key + 9]), blocks=blocks([key]))

    assert [one["here"] for one in seen(session, of(office, model))] == [3, 2, 1]


def test_another_entitys_record_of_the_same_number_was_not_seen(office, session):
    note(session, Student, ids=[office["TA"].id, 0])

    assert seen(session, office["TA"]) == []


def test_the_detail_page_tells_of_an_export(log_in, office, session):
    boss = log_in(Role.supervisor, None)
    assert taken(boss, "/applications/export").text

    page = boss.get(f"/applications/show/{office['TA'].id}?tab=readers").text

    assert ">导出<" in page


def test_older_readings_follow_page_by_page(office, session):
    for number in range(60):
        note(session, Application, ids=[office["TA"].id, 0], here=number)

    with acting_as(AUDITOR):
        first = readers(session, office["TA"], {})
        rest = readers(session, office["TA"], {"older": str(first.older)})
    told = [one.details["here"] for one in (*first.entries, *rest.entries)]
    assert told == [*reversed(range(60))]
    assert rest.older is None


@pytest.fixture
def much(office, session):
    """A log of thousands of pages and some exports, and PostgreSQL's knowledge of it."""
    if session.get_bind().dialect.name != "postgresql":
        pytest.skip("only PostgreSQL has the indexes")
    rows = [
        {"seq": 10**6 + n, "prev_hash": "", "hash": "", "at": NOON, "door": "staff",
         "party": "staff", "actor_name": "", "action": "read" if n % 9 else "export",
         "entity": "Application", "entity_id": "", "reason": "",
         "details": {"ids": [n * 25 + one for one in range(25)]} if n % 9
         else {"export": f"{n}-{n + 50}", "blocks": [n // 1000]}}
        for n in range(30_000)
    ]  # fmt: skip
    session.connection().execute(AuditEntry.__table__.insert(), rows)
    session.connection().execute(sa.text("ANALYZE audit_entry"))
    return session


def test_both_indexes_answer_as_the_planner_likes(much, office, joined):
    sent = []

    def keep(_connection, _cursor, statement, parameters, *_more):
        sent.append((statement, parameters))

    event.listen(joined, "before_cursor_execute", keep)
    seen(much, office["TA"])
    event.remove(joined, "before_cursor_execute", keep)

    ((query, values),) = [one for one in sent if "audit_entry" in one[0]]
    plan = "\n".join(joined.exec_driver_sql(f"EXPLAIN {query}", values).scalars())
    assert "ix_audit_entry_ids_search" in plan
    assert "ix_audit_entry_blocks_search" in plan
    assert "Seq Scan on audit_entry" not in plan
