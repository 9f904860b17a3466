"""Does an officer see the pictures of the own district only, and is every look recorded?"""

from __future__ import annotations

import pytest
from sqlalchemy import event

from app.schema.entity import Role
from app.security.actor import SYSTEM, acting_as
from app.services import audit, uploads
from models import AuditEntry
from models.enums import PictureSlot, UploadState
from tests.photos import plain


@pytest.fixture
def picture(office, session, clock):
    """A filed picture of Tong'an."""
    with acting_as(SYSTEM):
        row = uploads.store(
            session,
            office["TA"],
            PictureSlot.marriage_certificate,
            "family",
            plain(),
            "",
            clock.now,
        )
        row.state = UploadState.filed
        session.commit()
        return row.uid


@pytest.fixture
def written(connection):
    """What was written into the log; its own transaction ends with the request's, in a test."""
    seen: list[tuple[str, str]] = []

    def note(mapper, connection, row) -> None:
        seen.append((row.action, row.entity))

    def note_appended(connection, statement, several, values, options) -> None:
        if statement is audit.APPEND_READ:  # PostgreSQL's way, past the mapper
            seen.append((values["action"], values["entity"]))

    event.listen(AuditEntry, "after_insert", note)
    event.listen(connection.engine, "before_execute", note_appended)
    yield seen
    event.remove(AuditEntry, "after_insert", note)
    event.remove(connection.engine, "before_execute", note_appended)


def test_a_reviewer_sees_a_picture_of_the_own_district(reviewer, picture):
    answer = reviewer.get(f"/pictures/{picture}/full")

    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")


@pytest.mark.parametrize("size", uploads.SIZES)
def test_a_reviewer_of_another_district_finds_nothing(log_in, picture, size):
    assert log_in(Role.reviewer, "SM").get(f"/pictures/{picture}/{size}").status_code == 404


def test_whoever_is_not_logged_in_sees_nothing(staff, picture):
    answer = staff.get(f"/pictures/{picture}/full", base_url="http://localhost/staff")

    assert answer.status_code in {302, 401, 404}
    assert b"\xff\xd8\xff" not in answer.data


@pytest.mark.parametrize(("size", "recorded"), [("full", 1), ("medium", 1), ("small", 0)])
def test_whoever_looks_closely_is_recorded(reviewer, picture, written, size, recorded):
    reviewer.get(f"/pictures/{picture}/{size}")

    assert written.count(("read", "Upload")) == recorded


def test_a_bent_page_of_verdicts_is_no_error(reviewer, office):
    path = f"/applications/{office['TA'].id}/review"
    bent = {"version": "9" * 5000, f"item_verdict-{'9' * 5000}": "holds", "item_verdict-²": "holds"}

    assert reviewer.post(path, path, **bent).status_code < 500
