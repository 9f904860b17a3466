"""Is every reading of a family's record written down, at whatever door?"""

from __future__ import annotations

import pytest

from app.schema.entity import Role
from app.services import audit


@pytest.fixture
def read(monkeypatch):
    """What is written into the log of reading from now on: entity, number, details."""
    written = []

    def note(session, entity, entity_id, *, now, district_id=None, details=None):
        written.append((entity, entity_id, details or {}))

    monkeypatch.setattr(audit, "record_read", note)
    return written


DOORS = {
    "/applications/list/": "Application",
    "/applications/show/{case}": "Application",
    "/applications/show/{case}?tab=history": "Application",
    "/applications/show/{case}?tab=students": "Student",
    "/applications/show/{case}?tab=guardians": "Guardian",
    "/applications/{case}/review": "Application",
    "/applications/{case}/approve": "Application",
    "/students/list/": "Student",
    "/students/show/{student}": "Student",
    "/api/v1/students/": "Student",
    "/api/v1/students/{student}": "Student",
    "/api/v1/applications/{case}": "Application",
    "/review-notes/add": "Application",
}


@pytest.mark.parametrize(("path", "entity"), DOORS.items())
def test_whoever_reads_of_a_family_is_written_down(reviewer, office, read, path, entity):
    case = office["TA"]
    answer = reviewer.get(path.format(case=case.id, student=case.students[0].id))

    assert answer.status_code == 200
    assert entity in {one[0] for one in read}


def test_a_page_of_a_list_is_one_entry_with_its_ids(log_in, office, read):
    log_in(Role.supervisor, None).get("/applications/list/")

    (entry,) = read
    assert entry[:2] == ("Application", "")
    assert set(entry[2]["ids"]) == {one.id for one in office.values()}


def test_what_a_program_reads_is_told_from_what_a_page_shows(reviewer, office, read):
    for path in ("/api/v1/students/", "/students/list/"):
        reviewer.get(path)

    assert [one[2].get("door") for one in read] == ["rest", None]


def test_a_record_is_one_entry_of_its_own(reviewer, office, read):
    reviewer.get(f"/students/show/{office['TA'].students[0].id}")

    assert [one[:2] for one in read] == [("Student", office["TA"].students[0].id)]


def test_what_was_not_found_was_not_read(reviewer, office, read):
    assert reviewer.get(f"/students/show/{office['SM'].students[0].id}").status_code == 404
    assert not read


def test_what_tells_of_no_family_is_not_logged(reviewer, office, read):
    reviewer.get(f"/districts/show/{office['TA'].district_id}")
    reviewer.get("/districts/list/")

    assert not read
