"""Does a worker that exports a hundred thousand rows stay as small as it was, and begin at once?"""

from __future__ import annotations

import os
import time
import uuid
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.admin.export import Wanted, chosen_ids, table
from app.extensions import db
from app.factory import create_staff_app
from app.schema.entity import Role
from app.security.actor import SYSTEM, Actor, Party, acting_as
from app.security.sealed import seal
from app.services.table_files import csv_chunks
from config import Environment, Jobs, Settings
from models import Region, Student
from models.enums import RegionLevel
from tests.factories import create

pytestmark = [pytest.mark.stress, pytest.mark.timeout(600)]
ROWS = int(os.environ.get("JIFEN_EXPORT_ROWS", "100000"))
MOST_MEGABYTES = 20
FIRST_BYTE = 0.5
CHIEF = Actor(party=Party.staff, roles=frozenset({Role.supervisor}), whole_city=True)
PLAIN = ["code", "parent_code", "name", "level", "valid_from", "valid_to"]


@pytest.fixture(scope="module")
def app(crowd_url, tmp_path_factory):
    settings = Settings(
        environment=Environment.test, var_dir=tmp_path_factory.mktemp("export"),
        database_url=crowd_url, jobs=Jobs.off, log_level="CRITICAL",
    )  # fmt: skip
    app = create_staff_app(settings.completed())
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def memory() -> float:
    """Return the megabytes that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def fill(session, model, rows) -> None:
    session.connection().execute(model.__table__.insert(), rows)
    session.commit()
    session.expunge_all()


def measured(app, wanted: Wanted) -> dict[str, float]:
    """Export twice, the first time to warm up; return time, first byte and growth."""
    found: dict[str, float] = {}
    with app.test_request_context():
        for _ in range(2):
            start, first, before = time.perf_counter(), 0.0, memory()
            peak, size = before, 0
            with acting_as(CHIEF):
                ids = chosen_ids(db.session(), wanted, ROWS * 2)
                for number, piece in enumerate(csv_chunks(table(db.session(), wanted, ids, CHIEF))):
                    first = first or time.perf_counter() - start
                    size += len(piece)
                    if number % 100 == 0:
                        peak = max(peak, memory())
            found = {"rows": len(ids), "seconds": time.perf_counter() - start, "first": first,
                     "growth": peak - before, "megabytes": size / 2**20}  # fmt: skip
    print(wanted.model.__name__, {key: round(value, 3) for key, value in found.items()})  # noqa: T201
    return found


@pytest.fixture(scope="module")
def students(app):
    """Students of one case, each with three sealed columns."""
    with acting_as(SYSTEM):
        session = db.session()
        first = create(session, Student)
        session.commit()
        like = {
            one.columns[0].name: getattr(first, one.key) for one in sa.inspect(Student).column_attrs
        }
        like.pop("id")
        fill(session, Student, [one_student(like, number) for number in range(1, ROWS)])


def one_student(like: dict[str, object], number: int) -> dict[str, object]:
    """Return the columns of another student, sealed for its own row."""
    uid = uuid.uuid4().hex
    values = {"id_number": f"{number:018}", "address": f"阳翟二里{number}", "disability_card": "12"}
    sealed = {name: seal("student", name, uid, value) for name, value in values.items()}
    own = {"uid": uid, "key": f"k{number}", "position": number, "serial_number": f"S{number}"}
    index = {"id_number_index": uid, "live": False}
    return {**like, **own, **index, **sealed}


def test_protected_columns_are_opened_and_masked_in_constant_memory(app, students):
    columns = ["name", "sex", "position", "id_number", "address", "disability_card"]

    found = measured(app, Wanted(model=Student, conditions={}, columns=columns))

    assert found["rows"] == ROWS
    assert found["growth"] <= MOST_MEGABYTES
    assert found["first"] <= FIRST_BYTE


def test_plain_columns_are_exported_in_constant_memory(app):
    with acting_as(SYSTEM):
        rows = [
            {"code": f"9{n:011d}", "name": f"社区{n}", "level": RegionLevel.community}
            for n in range(ROWS)
        ]
        fill(db.session(), Region, rows)
        del rows

    found = measured(app, Wanted(model=Region, conditions={}, columns=PLAIN))

    assert found["growth"] <= MOST_MEGABYTES
    assert found["first"] <= FIRST_BYTE
