"""Does the list of exports, at every door of the office, say what was made in words?"""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.schema.entity import Role
from app.security.actor import SYSTEM, acting_as
from models import ExportJob
from tests.admin.test_export import taken


@pytest.fixture
def job(log_in, doors, monkeypatch, session):
    """An export that became a job, and the desk of whoever asked for it."""
    app = doors["staff"]
    few = app.config["SETTINGS"].model_copy(update={"export_at_once": 0})
    monkeypatch.setitem(app.config, "SETTINGS", few)
    desk = log_in(Role.supervisor, "TA")

    def ask(path: str, kind: str) -> tuple:
        assert taken(desk, path, form=kind).status_code == 302
        with acting_as(SYSTEM):
            return desk, session.scalars(select(ExportJob.id)).one()

    return ask


@pytest.mark.parametrize("path", ["/applications/export", "/districts/export"])
@pytest.mark.parametrize(("kind", "words"), [("csv", "CSV（通用）"), ("xlsx", "Excel")])
def test_the_format_is_said_in_words(job, path, kind, words):
    desk, number = job(path, kind)

    for page in ("/export-jobs/list/", f"/export-jobs/show/{number}"):
        text = desk.get(page).text
        assert words in text
        assert f">{kind}<" not in text
