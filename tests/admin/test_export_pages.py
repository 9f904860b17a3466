"""Does an export ask why, obey the rights of who asks, and leave the big ones to a job?"""

from __future__ import annotations

import io

import pytest
from flask_appbuilder.security.sqla.models import User
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from app import jobs
from app.admin import export_work
from app.extensions import db
from app.schema.entity import Role
from app.security.actor import SYSTEM, acting_as
from models import AuditEntry, ExportJob, Student
from models.office_enums import TableState
from tests.admin.test_export import table, taken

PATH = "/applications/export"


@pytest.fixture
def desk(log_in):
    return log_in(Role.supervisor, "TA")


@pytest.fixture
def small(doors, monkeypatch):
    """Let one row be too many for an answer, or for any export at all."""

    def limit(**limits):
        app = doors["staff"]
        changed = app.config["SETTINGS"].model_copy(update=limits)
        monkeypatch.setitem(app.config, "SETTINGS", changed)

    return limit


@pytest.fixture
def work(doors, session):
    """Do what the worker does with an export, within the test's transaction."""

    def run(job):
        with doors["staff"].test_request_context(), acting_as(SYSTEM):
            export_work.make(db.session(), job.id, 1000)
        session.expire_all()

    return run


def export_jobs_of(session):
    with acting_as(SYSTEM):
        return session.scalars(select(ExportJob)).all()


def entries(session, action):
    with acting_as(SYSTEM):
        return session.scalars(select(AuditEntry).where(AuditEntry.action == action)).all()


def test_the_page_shows_how_many_rows_and_gives_none_away(desk, office):
    text = desk.get(PATH).text

    assert 'name="reason"' in text
    assert office["TA"].guardian_name not in text.split("<main")[1]


def test_without_a_reason_nothing_is_taken(desk, session):
    answer = taken(desk, PATH, reason="  ")

    assert answer.status_code == 422
    assert 'class="summary-err"' in answer.text
    assert entries(session, "export") == []


def test_reason_conditions_columns_and_number_are_on_record(desk, session):
    taken(desk, f"{PATH}?status=submitted", column=["status"], reason="核对")

    taken(desk, f"{PATH}?status=submitted", column=["status"], reason="市局核对名单")

    [entry] = entries(session, "export")
    assert entry.reason == "市局核对名单"
    assert entry.details["conditions"] == {"status": "submitted"}
    assert (entry.details["columns"], entry.details["rows"]) == (["status"], 1)


def test_the_columns_come_in_the_order_of_their_places(desk):
    places = {"place-status": "1", "place-guardian_name": "2"}

    [row] = table(taken(desk, PATH, column=["guardian_name", "status"], **places))

    assert list(row) == ["状态", "监护人一"]


def test_a_column_that_one_may_not_see_is_not_taken(desk):
    answer = taken(desk, PATH, column=["picture_key", "status"])

    assert list(table(answer)[0]) == ["状态"]


def test_a_workbook_holds_the_same_rows(desk, office):
    answer = taken(desk, "/students/export", form="xlsx")

    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    [_, *rows] = book.get_sheet_by_index(0).to_python()
    assert len(rows) == len(office["TA"].students)


def test_protected_values_are_masked_without_the_right(desk, session):
    with acting_as(SYSTEM):
        number = session.scalars(select(Student)).first().id_number

    assert number not in taken(desk, "/students/export").text


def test_too_many_rows_are_refused_with_their_number_and_what_to_do(desk, small):
    small(export_most=0)

    answer = taken(desk, PATH)

    assert answer.status_code == 422
    assert "0" in answer.text
    assert "text/html" in answer.content_type


def test_many_rows_are_made_by_a_job_and_fetched_until_they_expire(
    desk, small, session, clock, office, work
):
    small(export_at_once=0)
    answer = taken(desk, PATH)
    assert answer.status_code == 302
    [job] = export_jobs_of(session)
    assert jobs.handed()[-1] == ("export", str(job.id))
    page = answer.location.replace("/staff", "")
    assert 'http-equiv="refresh"' in desk.get(page).text

    work(job)

    assert 'http-equiv="refresh"' not in desk.get(page).text
    fetched = desk.post(f"/exports/{job.id}/fetch", page)
    assert office["TA"].guardian_name in fetched.text
    assert len(table(fetched)) == 1
    with acting_as(SYSTEM):
        job.expires_at = clock.now
        session.commit()
    assert desk.post(f"/exports/{job.id}/fetch", PATH).status_code == 404


def test_a_job_obeys_the_rights_of_the_day_it_runs(desk, small, session, work):
    small(export_at_once=0)
    taken(desk, PATH)
    [job] = export_jobs_of(session)
    with acting_as(SYSTEM):
        session.get(User, job.user_id).active = False
        session.commit()

    work(job)

    session.refresh(job)
    assert job.state is TableState.failed
    assert job.why


def test_nobody_fetches_the_export_of_somebody_else(desk, small, session, log_in, work):
    small(export_at_once=0)
    taken(desk, PATH)
    [job] = export_jobs_of(session)
    work(job)

    other = log_in(Role.supervisor, "SM")

    assert other.get(f"/exports/{job.id}/progress").status_code == 404
    assert other.post(f"/exports/{job.id}/fetch", PATH).status_code == 404
