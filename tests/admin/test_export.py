"""Does an export hold the rows of the list, masked, and nothing that a spreadsheet would run?"""

from __future__ import annotations

import csv
import io
import re

import pytest
from sqlalchemy import event, select

from app.admin.export import export_columns
from app.schema.entity import Can, Role
from app.schema.fields import fields_of
from app.schema.registry import entities
from app.security.actor import SYSTEM, acting_as
from app.services.table_files import BOM
from models import AuditEntry, Student


def taken(desk, path: str, **more):
    """Send the form of an export as the page has it."""
    sent = typed_lists(desk.get(path).text)
    return desk.post(path, path, **{**sent, "reason": "核对名单", **more})


def typed_lists(text: str) -> dict[str, list[str]]:
    """Return the columns of the form, all of them, and the first format."""
    names = re.findall(r'name="column" value="([a-z_]+)"', text)
    return {"column": names, "form": "csv"}


def table(answer) -> list[dict[str, str]]:
    assert answer.status_code == 200
    assert answer.text.startswith(BOM)
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix(BOM))))


def test_a_supervisor_takes_the_own_district_only(log_in, office):
    rows = table(taken(log_in(Role.supervisor, "TA"), "/applications/export"))

    assert [row["流水号"] for row in rows] == [office["TA"].serial_numbers]


def test_the_conditions_of_the_list_hold(log_in, office):
    desk = log_in(Role.supervisor, "TA")

    assert table(taken(desk, "/applications/export?status=approved")) == []
    assert desk.get("/applications/export?nonsense=1").status_code == 404


def test_protected_values_are_masked(log_in, office, session):
    with acting_as(SYSTEM):
        number = session.scalars(select(Student)).first().id_number

    text = taken(log_in(Role.supervisor, "TA"), "/students/export").text

    assert number not in text
    assert f"{number[:4]}" in text


def test_a_formula_becomes_text(log_in, office, session):
    with acting_as(SYSTEM):
        office["TA"].guardian_name = "=HYPERLINK(1)"
        session.commit()

    [row] = table(taken(log_in(Role.supervisor, "TA"), "/applications/export"))

    assert "'=HYPERLINK(1)" in row.values()


@pytest.fixture
def written():
    """The audit entries that are written meanwhile; the test's own transaction takes them back."""
    seen: list[AuditEntry] = []

    def note(mapper, connection, entry):
        seen.append(entry.details)

    event.listen(AuditEntry, "after_insert", note)
    yield seen
    event.remove(AuditEntry, "after_insert", note)


def test_who_took_which_rows_is_on_record(log_in, office, written):
    taken(log_in(Role.supervisor, "TA"), "/applications/export")

    assert str(office["TA"].id) in [one.get("export") for one in written]


@pytest.mark.parametrize("role", [Role.reviewer, Role.auditor, Role.read_only])
def test_who_may_only_read_takes_nothing_away(log_in, role):
    assert log_in(role).get("/applications/export").status_code == 403


@pytest.mark.parametrize("name", sorted(entities()))
def test_no_secret_is_a_column_of_any_export(name):
    model = entities()[name]
    hidden = {"secret", "password_hash", "picture_key"}

    assert not hidden & set(export_columns(model))
    assert not Can.export & model.__entity__.granted or set(export_columns(model)) >= {
        field for field in model.__entity__.columns if field in fields_of(model)
    }
