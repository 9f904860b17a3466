"""Are protected columns of real entities brought in as any other, sealed and never shown?"""

from __future__ import annotations

import io
from datetime import date

import pytest
import xlsxwriter
from sqlalchemy import select

from app.admin.import_rows import Importer, Rules
from app.extensions import db
from app.schema.entity import Role
from app.schema.fields import fields_of
from app.security.actor import SYSTEM, acting_as
from app.security.masking import mask
from app.security.sealed import indexed
from app.services.table_reading import TableRow
from models import Guardian, ImportChange, StaffMember, Student
from tests.admin.test_import_pages import check, run_of, send
from tests.conftest import NOON
from tests.family_way import id_number

START = "/staff-members/import"
CHOSEN = {"column-0": "user_id", "column-1": "id_number"}
NUMBER = id_number(date(1990, 3, 7))


@pytest.fixture
def desk(log_in):
    return log_in(Role.security_officer, None)


def sheet(*rows) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        for place, row in enumerate((("用户", "证件号码"), *rows)):
            page.write_row(place, 0, row)
    return out.getvalue()


def member(session, desk):
    with acting_as(SYSTEM):
        session.expire_all()
        return session.scalars(select(StaffMember)).one()


def brought(desk, number: str = NUMBER) -> str:
    """Bring in the number of the officer, who is named by the name of log-in."""
    page = send(desk, f"用户,证件号码\nsecurity_officer.None,{number}\n", START)[1]
    check(desk, page, **CHOSEN)
    desk.post(f"{page}/apply", page)
    return page


def test_a_number_is_sealed_with_its_fingerprint(desk, session):
    brought(desk, f" {NUMBER[:6]} {NUMBER[6:]} ")

    with acting_as(SYSTEM):
        found = member(session, desk)
        assert found.id_number == NUMBER
        assert found.id_number_index == indexed("id_number", NUMBER)
        [change] = session.scalars(select(ImportChange)).all()
    assert NUMBER not in str((change.before, change.after))


def test_a_preview_shows_it_masked(desk, session):
    page = send(desk, f"用户,证件号码\nsecurity_officer.None,{NUMBER}\n", START)[1]

    text = check(desk, page, **CHOSEN).text

    assert NUMBER not in text
    assert NUMBER[-4:] in text
    assert NUMBER not in str(run_of(session).shown)


def test_undoing_takes_it_away_again(desk, session):
    page = brought(desk)

    desk.post(f"{page}/undo", page)

    with acting_as(SYSTEM):
        assert member(session, desk).id_number is None


def test_a_number_changed_since_is_left(desk, session):
    page = brought(desk)
    with acting_as(SYSTEM):
        member(session, desk).id_number = id_number(date(1991, 1, 1))
        session.commit()

    desk.post(f"{page}/undo", page)

    assert run_of(session).shown["undone"]["left"] == 1


@pytest.mark.parametrize(
    "cell", [110101199003071500, 1.10101e17, "1.10101E+17", f"{NUMBER[:15]}000"]
)
def test_a_number_that_a_spreadsheet_ruined_is_refused_with_its_row(desk, session, cell):
    table = sheet(("security_officer.None", cell))
    page = send(desk, table, START, "t.xlsx")[1]

    check(desk, page, **CHOSEN)

    [[line, name, sentence]] = run_of(session).shown["errors"]
    assert (line, "号" in name) == (2, True)
    assert "已丢失" in sentence


@pytest.mark.parametrize("cell", ["110101199003071538", "not a number", NUMBER[:-1]])
def test_a_wrong_number_is_refused_by_its_own_rule(desk, session, cell):
    brought(desk, cell)

    assert run_of(session).wrong == 1
    with acting_as(SYSTEM):
        assert member(session, desk).id_number is None


def outcomes(model, columns, *rows):
    """Take rows in as an import of the entity would, if somebody had the right to it."""
    rules = Rules(model, dict(enumerate(columns)), may_add=False, may_edit=True, now=NOON)
    lines = [TableRow(line, list(cells)) for line, cells in enumerate(rows, 2)]
    return list(Importer(db.session(), rules).outcomes(iter(lines)))


@pytest.fixture
def inside(office, doors, monkeypatch):
    """Rows are found by their protected number; the district whose families are meant."""
    monkeypatch.setattr(Rules, "keys", ("id_number",))
    district = office["TA"].district_id
    with doors["staff"].test_request_context(), acting_as(SYSTEM):
        yield district


def first_of(model, district):
    return db.session.scalars(select(model).where(model.district_id == district)).first()


@pytest.mark.parametrize(
    ("model", "name", "new"),
    [(Guardian, "phone", "13911112222"), (Student, "address", "新街 1 号")],
)
def test_a_case_is_found_by_its_number_and_changed(inside, model, name, new):
    row = first_of(model, inside)

    (changed,) = outcomes(model, ("id_number", name), (f" {row.id_number} ", new))

    assert changed.after == {name: new}
    assert (changed.row.id, getattr(row, name)) == (row.id, new)


@pytest.mark.parametrize(("model", "name"), [(Guardian, "phone"), (Student, "address")])
def test_a_mask_that_comes_back_leaves_what_stands(inside, model, name):
    row = first_of(model, inside)
    masked = mask(fields_of(model)[name], getattr(row, name))

    same, other = outcomes(
        model, ("id_number", name), (row.id_number, masked), (row.id_number, "1**2")
    )

    assert (same.after, same.wrong) == ({}, [])
    assert other.wrong


def test_the_kind_of_paper_that_stands_decides_how_a_number_is_checked(inside):
    row = first_of(Guardian, inside)
    row.id_type, row.id_number = "passport", "EA1234567"
    db.session.flush()

    (found,) = outcomes(Guardian, ("id_number", "name"), ("EA1234567", "林甲"))

    assert (found.wrong, found.row.name) == ([], "林甲")
