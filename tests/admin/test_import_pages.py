"""Does an import do what its preview says, refuse what is wrong with a sentence, and undo all?"""

from __future__ import annotations

import io
import re

import pytest
from sqlalchemy import select

from app.admin import import_work
from app.extensions import db
from app.schema.entity import Role
from app.security.actor import SYSTEM, acting_as
from models import AuditEntry, District, ImportChange, ImportRun, ReviewNote
from models.office_enums import ImportState

HEADS = "区划代码,流水号字母,区名,办公室,咨询电话,办公时间,位置\n"
START = "/districts/import"


@pytest.fixture
def desk(log_in):
    return log_in(Role.supervisor, None)


def send(desk, text: str | bytes, start: str = START, name: str = "table.csv"):
    """Send a file; return the answer and the address of the import that it became."""
    data = text.encode() if isinstance(text, str) else text
    answer = desk.post(start, start, table=(io.BytesIO(data), name))
    return answer, (answer.location or "").replace("/staff", "", 1)


def columns(text: str) -> dict[str, str]:
    """Return what the page proposes for each column."""
    found = re.findall(r'name="(column-\d+)">(.*?)</select>', text, re.DOTALL)
    return {
        name: (re.findall(r'value="(\w+)" selected', options) or [""])[0] for name, options in found
    }


def check(desk, page: str, **more: str):
    """Check the rows with the columns as they are proposed."""
    answer = desk.post(f"{page}/check", page, **{**columns(desk.get(page).text), **more})
    return answer if answer.status_code != 302 else desk.get(page)


def district(session, code: str):
    with acting_as(SYSTEM):
        session.expire_all()
        return session.scalar(select(District).where(District.code == code))


def run_of(session):
    with acting_as(SYSTEM):
        session.expire_all()
        return session.scalars(select(ImportRun).order_by(ImportRun.id.desc())).first()


def export_of(desk) -> list[str]:
    """Return the lines of the districts' own export."""
    from tests.admin.test_export import taken

    return taken(desk, "/districts/export").text.removeprefix("\ufeff").splitlines()


def test_an_export_comes_back_without_a_change(desk, session, office):
    lines = export_of(desk)

    _, page = send(desk, "\r\n".join(lines))
    check(desk, page)

    run = run_of(session)
    assert run.state is ImportState.checked
    assert (run.added, run.changed, run.wrong) == (0, 0, 0)
    assert run.same == len(lines) - 1


def test_a_preview_shows_old_and_new_and_changes_nothing(desk, session, office):
    page = send(desk, "区划代码,办公时间\n350212,9:00-17:00\n")[1]
    old = district(session, "350212").hours

    text = check(desk, page).text

    assert "summary-err" not in text
    assert old in text
    assert "9:00-17:00" in text
    assert district(session, "350212").hours == old
    assert run_of(session).shown["read"] == [district(session, "350212").id]


@pytest.fixture
def imported(desk, session, office):
    """An import that changed the hours of Tong'an; returns its page and the hours before."""
    page = send(desk, "区划代码,办公时间\n350212,9:00-17:00\n")[1]
    before = district(session, "350212").hours
    check(desk, page)
    assert desk.post(f"{page}/apply", page).status_code == 302
    return page, before


def test_an_import_changes_what_it_said_and_is_on_record(imported, session):
    assert district(session, "350212").hours == "9:00-17:00"
    with acting_as(SYSTEM):
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "import")).one()
        change = session.scalars(select(ImportChange)).one()
    assert entry.details["changed"] == 1
    assert change.before == {"hours": imported[1]}


def test_a_whole_import_is_undone(imported, desk, session):
    page, before = imported

    desk.post(f"{page}/undo", page)

    assert district(session, "350212").hours == before
    assert run_of(session).state is ImportState.undone


def test_what_somebody_changed_since_is_left_and_named(imported, desk, session):
    page, _ = imported
    with acting_as(SYSTEM):
        district(session, "350212").hours = "10:00-11:00"
        session.commit()

    desk.post(f"{page}/undo", page)

    assert district(session, "350212").hours == "10:00-11:00"
    assert run_of(session).shown["undone"] == {"restored": 0, "left": 1}


def test_an_added_record_goes_when_the_import_is_undone(desk, session, office):
    page = send(desk, f"{HEADS}350299,ZZ,试验区,试验区教育局,5920000,8:00-12:00,9\n")[1]
    check(desk, page)
    desk.post(f"{page}/apply", page)
    assert district(session, "350299").name == "试验区"

    desk.post(f"{page}/undo", page)

    assert district(session, "350299") is None


def test_one_wrong_row_holds_all_back_until_it_is_left_out(desk, session, office):
    rows = "350212,9:00-17:00\n350299,8:00\n"
    page = send(desk, f"区划代码,办公时间\n{rows}")[1]
    text = check(desk, page).text
    assert "字母" in text
    before = district(session, "350212").hours

    assert desk.post(f"{page}/apply", page).status_code == 422
    assert district(session, "350212").hours == before
    desk.post(f"{page}/apply", page, skipping="1")

    assert district(session, "350212").hours == "9:00-17:00"
    assert "3," in desk.get(f"{page}/errors").text


def test_a_value_in_use_is_found_by_the_check(desk, session, office):
    page = send(desk, f"{HEADS}350299,TA,试验区,试验区教育局,5920000,8:00,9\n")[1]

    text = check(desk, page).text

    assert "已" in text
    assert run_of(session).wrong == 1
    assert district(session, "350299") is None


def test_the_same_record_twice_is_refused_with_the_row_of_the_first(desk, session, office):
    page = send(desk, "区划代码,办公时间\n350212,9:00\n350212,10:00\n")[1]

    check(desk, page)

    [[line, _, sentence]] = run_of(session).shown["errors"]
    assert line == 3
    assert "2" in sentence


def test_the_columns_are_remembered(desk, session, office):
    page = send(desk, "代号,时间\n350212,9:00\n")[1]
    assert set(columns(desk.get(page).text).values()) == {""}
    check(desk, page, **{"column-0": "code", "column-1": "hours"})

    again = send(desk, "代号,时间\n350213,9:00\n")[1]

    assert columns(desk.get(again).text) == {"column-0": "code", "column-1": "hours"}


@pytest.mark.parametrize(
    ("chosen", "status"),
    [({"column-0": "code", "column-1": "code"}, 422), ({"column-1": "hours"}, 422), ({}, 422)],
)
def test_columns_that_make_no_sense_are_refused(desk, office, chosen, status):
    page = send(desk, "代号,时间\n350212,9:00\n")[1]
    empty = {"column-0": "", "column-1": ""}

    answer = desk.post(f"{page}/check", page, **{**empty, **chosen})

    assert answer.status_code == status
    assert "summary-err" in answer.text


def test_notes_are_added_to_cases_in_scope_only(log_in, office, session):
    desk = log_in(Role.senior_reviewer, "TA")
    own, other = office["TA"].id, office["SM"].id
    rows = f"报名,说明\n{own},已电话核实\n{other},不该看见\n"
    page = send(desk, rows, "/review-notes/import")[1]
    check(desk, page, **{"column-0": "application_id", "column-1": "body"})
    assert run_of(session).wrong == 1

    desk.post(f"{page}/apply", page, skipping="1")

    with acting_as(SYSTEM):
        [note] = session.scalars(select(ReviewNote)).all()
    assert (note.application_id, note.body, note.district_id) == (
        own, "已电话核实", office["TA"].district_id,
    )  # fmt: skip


@pytest.mark.parametrize("role", [Role.reviewer, Role.auditor])
def test_who_has_no_right_imports_nothing(log_in, role):
    desk = log_in(role)

    assert desk.get(START).status_code == 403
    assert desk.get(f"{START}/template").status_code == 403


def test_nobody_sees_the_import_of_somebody_else(desk, office, log_in):
    page = send(desk, "区划代码,办公时间\n350212,9:00\n")[1]

    assert log_in(Role.supervisor, "TA").get(page).status_code == 404


def test_a_great_import_is_worked_on_by_a_job(desk, doors, session, office, monkeypatch):
    app = doors["staff"]
    small = app.config["SETTINGS"].model_copy(update={"import_at_once": 0})
    monkeypatch.setitem(app.config, "SETTINGS", small)
    page = send(desk, "区划代码,办公时间\n350212,9:00-17:00\n")[1]
    assert 'http-equiv="refresh"' in check(desk, page).text

    run = run_of(session)
    with app.test_request_context(), acting_as(SYSTEM):
        import_work.work(db.session(), f"{run.id}:check:1", app.config["CLOCK"]())

    assert run_of(session).state is ImportState.checked
    assert run_of(session).changed == 1


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_template_comes_back_as_a_table_without_rows(desk, session, office, kind):
    template = desk.get(f"{START}/template?format={kind}").data

    page = send(desk, template, name=f"t.{kind}")[1]

    assert page
    assert run_of(session).total == 0
    assert set(columns(desk.get(page).text).values()) >= {"code", "letters", "name"}
