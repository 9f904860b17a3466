"""Does the one search box find a family by what the help desk hears on the telephone?"""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.admin.listing import listing
from app.admin.quick_search import hits
from app.policy.serial_numbers import spaced
from app.schema.entity import Role
from app.security.actor import SYSTEM, acting_as
from app.services.search_keys import fill_missing
from models import Account, Application, Guardian, Property, Region, Student

STORED = "𠮷陳子軒"


@pytest.fixture
def case(office, session):
    """The family of Tong'an, its child and guardian under names that are hard to type."""
    with acting_as(SYSTEM):
        found = session.merge(office["TA"])
        found.students[0].name = STORED
        found.guardians[0].name = "买买提·艾力"
        session.commit()
        return found


def found(session, model, typed: str) -> list[int]:
    with acting_as(SYSTEM):
        session.flush()
        return hits(session, model, typed)


def test_people_and_their_registration_are_found_by_their_names(case, session):
    with acting_as(SYSTEM):
        child, guardian = case.students[0].id, case.guardians[0].id

    for typed in ("吉陈子轩", "𠮷陳", "陈子", "轩", "jichen", "JCZX", "吉 子轩"):
        assert child in found(session, Student, typed)
        assert case.id in found(session, Application, typed)
    for typed in ("艾力", "买买提·艾力", "mai"):
        assert guardian in found(session, Guardian, typed)
        assert case.id in found(session, Application, typed)
    for typed in ("陈轩", "%", "_", "'", "、", "力艾"):
        assert found(session, Application, typed) == []


def numbers(case) -> list[str]:
    child, guardian = case.students[0], case.guardians[0]
    serial = child.serial_number
    return [
        child.id_number, child.id_number.lower(), guardian.id_number, guardian.phone,
        f"+86 {guardian.phone[:3]}-{guardian.phone[3:7]}-{guardian.phone[7:]}", serial,
        serial.lower(), f"{serial[:6]} {serial[6:]}", serial[:9],
    ]  # fmt: skip


def test_a_registration_is_found_by_the_numbers_of_its_people(case, session):
    with acting_as(SYSTEM):
        typed = numbers(case)

    for one in typed:
        assert case.id in found(session, Application, one), one
    for whole in (typed[0], typed[2], typed[3]):
        assert found(session, Application, whole[:-1]) == []


def test_what_belongs_to_a_registration_is_found_by_its_child(case, session):
    with acting_as(SYSTEM):
        mine = {one.id for one in case.properties}

    assert set(found(session, Property, "吉陈")) == mine != set()


def test_the_name_as_it_was_written_stays(case, session):
    with acting_as(SYSTEM):
        session.expire_all()
        assert session.get(Student, case.students[0].id).name == STORED


def test_a_changed_name_is_found_anew(case, session):
    with acting_as(SYSTEM):
        case.students[0].name = "欧阳晓"
        session.commit()

    assert case.id in found(session, Application, "欧阳")
    assert case.id not in found(session, Application, "吉陈")


@pytest.mark.parametrize("model", [Student, Account, Region])
def test_rows_without_keys_are_filled(case, session, model):
    with acting_as(SYSTEM):
        row = session.query(model).first()
        kept = row.search_key
        empty = sa.update(model).where(model.id == row.id).values(search_key=None)
        session.execute(empty, execution_options={"unrecorded": "a row of an older release"})
        session.commit()
        assert fill_missing(session) >= 1
        session.expire_all()
        assert row.search_key == kept or kept is None


def test_the_box_finds_nothing_of_another_district(log_in, case):
    desk = log_in(Role.reviewer, "SM")

    assert f"/applications/show/{case.id}" not in desk.get("/applications/list/?q=吉陈").text


def test_the_list_shows_what_the_box_found(log_in, case):
    desk = log_in(Role.reviewer, "TA")

    page = desk.get("/applications/list/?q=吉陈").text

    assert f"/applications/show/{case.id}" in page
    assert 'value="吉陈"' in page


def test_a_list_without_quick_fields_has_no_box(supervisor):
    assert supervisor.get("/admission-rounds/list/?q=x").status_code == 404
    assert 'name="q"' not in supervisor.get("/admission-rounds/list/").text


def test_nonsense_in_the_box_is_a_clear_refusal(reviewer):
    assert reviewer.get("/applications/list/?q=%00").status_code == 400
    assert reviewer.get(f"/applications/list/?q={'a' * 201}").status_code == 400


def test_more_than_the_box_lists_is_said(case, session, monkeypatch):
    monkeypatch.setattr("app.admin.listing.HIT_CAP", 1)
    with acting_as(SYSTEM):
        assert listing(session, Region, {"q": "社区"}).too_many is True
        assert listing(session, Application, {"q": "吉陈"}).too_many is False


@pytest.mark.parametrize("typed", [str, str.lower, spaced])
def test_the_column_of_serial_numbers_finds_a_whole_one(reviewer, office, typed):
    child = office["TA"].students[0]

    found = reviewer.get(
        "/students/list/", query_string={"serial_number": typed(child.serial_number)}
    )

    assert child.serial_number in found.text.partition("<tbody")[2]
