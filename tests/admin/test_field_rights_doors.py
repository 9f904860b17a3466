"""Is a field for one role absent for the others at every door, of two entities and a toy one?"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import pytest
import sqlalchemy as sa

from app.schema.entity import Role
from app.schema.fields import fields_of
from app.security.actor import SYSTEM, acting_as
from models import AdmissionRound, Student
from tests.admin.pages import words

SECRET = "秘密值甲乙"


def narrow(model, name, monkeypatch):
    """Let only supervisors see a field, as if its line said so."""
    column = sa.inspect(model).column_attrs[name].columns[0]
    narrowed = replace(column.info["field"], seen_by=(Role.supervisor,))
    monkeypatch.setitem(column.info, "field", narrowed)
    fields_of.cache_clear()


@pytest.fixture(autouse=True)
def _forget():
    yield
    fields_of.cache_clear()


@pytest.fixture
def case(office, session, monkeypatch):
    """A student's pinyin and a round's name are for supervisors, and were changed once."""
    with acting_as(SYSTEM):
        application = session.merge(office["TA"])
        student, round_ = application.students[0], application.round
        for value in ("旧" + SECRET, SECRET):
            student.pinyin = round_.name = value
            session.flush()
        session.commit()
    narrow(Student, "pinyin", monkeypatch)
    narrow(AdmissionRound, "name", monkeypatch)
    return application


def doors(case):
    """Return the pages and answers in which the two values would stand."""
    student, round_ = case.students[0].id, case.round_id
    return [
        f"/students/show/{student}",
        f"/students/show/{student}?tab=history",
        "/students/list/",
        f"/api/v1/students/{student}",
        "/api/v1/students/",
        f"/admission-rounds/show/{round_}",
        f"/admission-rounds/show/{round_}?tab=history",
        "/admission-rounds/list/",
        f"/api/v1/admission-rounds/{round_}",
        "/api/v1/admission-rounds/",
        f"/applications/show/{case.id}",
        f"/applications/show/{case.id}?tab=students",
        f"/applications/show/{case.id}?tab=history",
        "/applications/list/",
        f"/api/v1/applications/{case.id}",
        "/api/v1/applications/",
    ]


def test_a_hidden_field_stands_at_no_door(reviewer, case):
    answers = {path: reviewer.get(path) for path in doors(case)}

    assert {one.status_code for one in answers.values()} == {200}
    assert [path for path, one in answers.items() if SECRET in told(one)] == []


def told(answer) -> str:
    """Return the text of a page, or of JSON with its escapes read."""
    if answer.mimetype == "application/json":
        return json.dumps(answer.get_json(), ensure_ascii=False)
    return answer.text


def test_who_may_see_it_sees_it(supervisor, case):
    student = case.students[0].id
    for path in (f"/students/show/{student}", f"/students/show/{student}?tab=history"):
        assert SECRET in supervisor.get(path).text
    assert SECRET in supervisor.get(f"/admission-rounds/show/{case.round_id}").text


def test_a_hidden_field_is_not_even_named(reviewer, case):
    student = case.students[0].id
    for tab in ("", "history"):
        read = words(reviewer.get(f"/students/show/{student}?tab={tab}").text)
        assert "姓名拼音" not in read


@pytest.mark.parametrize(
    "path",
    [
        "/students/list/?pinyin=a",
        "/students/list/?order=pinyin",
        "/api/v1/students/?order=pinyin",
        "/api/v1/students/?pinyin=a",
        "/students/show/{student}?from=order%3Dpinyin",
        "/students/show/{student}?from=pinyin%3Da",
    ],
)
def test_nobody_asks_for_a_field_that_is_hidden(reviewer, case, path):
    student = case.students[0].id

    assert reviewer.get(path.format(student=student)).status_code in {400, 404}


def test_a_record_is_called_by_its_number_where_its_name_is_hidden(reviewer, case):
    read = words(reviewer.get(f"/admission-rounds/show/{case.round_id}").text)

    assert any(f"#{case.round_id}" in one for one in read)


def test_protected_values_are_masked_at_every_door(reviewer, case):
    number = case.students[0].id_number
    answers = {path: reviewer.get(path) for path in doors(case)}

    assert [path for path, one in answers.items() if number in told(one)] == []


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    """What the doors of an entity of one class answered, whose colour is for supervisors."""
    folder = str(tmp_path_factory.mktemp("toy"))
    command = [sys.executable, "-m", "tests.admin.toy_rights", folder]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=150)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("door", ["list", "show", "history", "edit", "export", "rest", "rest_list"])
def test_a_toy_field_for_supervisors_is_absent_for_reviewers(toy, door):
    assert toy["supervisor"][door] is (door != "export")
    assert toy["reviewer"][door] is False


@pytest.mark.parametrize("asked", ["search", "sort", "rest_search", "rest_sort", "restore"])
def test_a_toy_field_that_is_hidden_cannot_be_asked_for(toy, asked):
    assert toy["reviewer"][asked] in {400, 404}
    assert toy["supervisor"][asked] == 200
