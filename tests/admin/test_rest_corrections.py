"""Does a program correct filed values by the rules of the page: checked, reasoned, told, locked?"""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.schema.entity import Role
from app.security.actor import SYSTEM, acting_as
from models import (
    Application,
    ApplicationEvent,
    AuditEntry,
    District,
    Guardian,
    OutboxMessage,
    Student,
)  # fmt: skip
from models.enums import ApplicationStatus
from tests.admin.programs import EVERYTHING, problem

WHY = "与户口簿不一致"


@pytest.fixture
def stored(session, office):
    """Return a record of the case, as the system sees it now."""

    def read(model):
        with acting_as(SYSTEM):
            session.expire_all()
            if model is District:
                return session.get(District, office["TA"].district_id)
            query = sa.select(model).where(model.application_id == office["TA"].id)
            found = session.scalars(query.order_by(model.id)).first()
            _ = found.application.version
            return found

    return read


@pytest.fixture
def put_right(reviewer_program, stored):
    """Correct values of a record that the program has just read."""

    def send(model, values, *, program=reviewer_program, reason=WHY, tag=None, **more):
        kind = {Student: "students", Guardian: "guardians", District: "districts"}[model]
        path = f"/{kind}/{stored(model).id}"
        read = tag or program.get(path).headers["ETag"]
        sent = {"reason": reason, "values": values, **more}
        headers = {"If-Match": read} if read != "none" else {}
        return program.send("POST", f"{path}/corrections", json=sent, headers=headers)

    return send


def test_a_name_is_corrected_judged_anew_and_told(put_right, stored, session):
    answer = put_right(Student, {"name": "陈晓雨"})

    assert answer.status_code == 200, answer.text
    assert answer.get_json()["result"]["name"] == stored(Student).name == "陈晓雨"
    assert stored(Student).pinyin == "CHEN XIAOYU"
    with acting_as(SYSTEM):
        event = session.scalars(
            sa.select(ApplicationEvent).where(ApplicationEvent.name == "corrected")
        ).one()
        entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "correct")).one()
        told = sa.select(OutboxMessage).where(OutboxMessage.template == "application_corrected")
        assert session.scalars(told).one()
    assert event.reason == entry.reason == WHY


def test_a_protected_number_is_typed_in_full_and_answered_masked(put_right, stored):
    answer = put_right(Guardian, {"phone": "138 0000 1234", "relation": "mother"})

    assert answer.status_code == 200, answer.text
    assert answer.get_json()["result"]["phone"] == "138****1234"
    assert (stored(Guardian).phone, stored(Guardian).relation) == ("13800001234", "mother")


def test_a_record_of_no_case_is_corrected_too(put_right, boss_program, stored):
    answer = put_right(District, {"hours": "8:00-17:00"}, program=boss_program)

    assert answer.status_code == 200, answer.text
    assert stored(District).hours == "8:00-17:00"
    again = problem(put_right(District, {"code": "350203"}, program=boss_program), 409)
    assert list(again["errors"]) == ["code"]


def test_what_hangs_on_a_value_is_asked_for(put_right, stored):
    child = stored(Student)
    card = {"disability_types": ["visual"], "disability_card": child.id_number + "11"}

    missing = problem(put_right(Student, {"disabled": True}), 422)
    done = put_right(Student, {"disabled": True, **card})

    assert set(missing["errors"]) == {"disability_types", "disability_card"}
    assert done.status_code == 200, done.text
    assert stored(Student).disability_types == ["visual"]
    assert put_right(Student, {"disabled": False}).status_code == 200
    assert stored(Student).disability_card is None


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ({"id_number": "350212198801010000"}, {"id_number"}),
        ({"id_number": None}, {"id_number"}),
        ({"name": "x" * 80}, {"name"}),
        ({"name": 7}, {"name"}),
        ({"address": "空\x00字"}, {"record"}),
        ({"region_code": "999999999999"}, {"region_code"}),
        ({"serial_number": "1", "birth_date": "2020-01-01"}, {"serial_number", "birth_date"}),
        ({}, {"record"}),
        ([], {"values"}),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(put_right, stored, values, names):
    before = stored(Student).application.version

    told = problem(put_right(Student, values), 422)

    assert set(told["errors"]) == names
    assert stored(Student).application.version == before


@pytest.mark.parametrize("reason", ["", " ", "长" * 301, 7, None])
def test_a_reason_is_obligatory(put_right, stored, reason):
    told = problem(put_right(Student, {"name": "陈晓雨"}, reason=reason), 422)

    assert set(told["errors"]) == {"reason"}
    assert stored(Student).name != "陈晓雨"


def test_who_read_an_older_state_corrects_nothing(put_right, reviewer_program, stored):
    """What was changed may stand in another record of the case, or under the mask."""
    tag = reviewer_program.get(f"/students/{stored(Student).id}").headers["ETag"]
    phone = stored(Guardian).phone
    hidden = phone[:3] + f"{int(phone[3:7]) ^ 1:04d}" + phone[7:]
    assert put_right(Guardian, {"phone": hidden}).status_code == 200

    problem(put_right(Student, {"name": "陈晓雨"}, tag=tag), 412)
    problem(put_right(Student, {"name": "陈晓雨"}, tag="none"), 428)
    problem(put_right(Student, {"name": "陈晓雨"}, tag='"1a.0000000000000000"'), 412)

    assert stored(Student).name != "陈晓雨"


def test_a_registration_that_has_ended_is_not_corrected(put_right, stored, session, office):
    with acting_as(SYSTEM):
        session.get(Application, office["TA"].id).status = ApplicationStatus.withdrawn
        session.commit()

    told = problem(put_right(Student, {"name": "陈晓雨"}), 409)

    assert told["type"].endswith("refused")
    assert "已结束" in told["detail"]


def test_another_district_and_another_right_are_refused(program_of, put_right, stored):
    other = program_of(Role.reviewer, "SM")
    path = f"/students/{stored(Student).id}/corrections"
    sent = {"reason": WHY, "values": {"name": "陈晓雨"}}
    tag = {"If-Match": '"1.0000000000000000"'}

    problem(other.send("POST", path, json=sent, headers=tag), 404)
    problem(program_of(Role.auditor, None).send("POST", path, json=sent, headers=tag), 403)


def test_a_key_that_may_only_read_corrects_nothing(program_of, stored):
    reading = program_of(Role.reviewer, scopes=[f"{name}:read" for name in EVERYTHING])
    path = f"/students/{stored(Student).id}"
    tag = {"If-Match": reading.get(path).headers["ETag"]}
    sent = {"reason": WHY, "values": {"name": "陈晓雨"}}

    problem(reading.send("POST", f"{path}/corrections", json=sent, headers=tag), 403)


def test_the_document_tells_what_may_be_corrected(reviewer_program):
    told = reviewer_program.get("/_openapi").get_json()
    values = told["components"]["schemas"]["StudentCorrection"]["properties"]["values"]

    assert "post" in told["paths"]["/students/{id}/corrections"]
    assert {"name", "pinyin", "id_number"} <= set(values["properties"])
    assert not {"birth_date", "serial_number", "key"} & set(values["properties"])
    assert "/districts/{id}/corrections" not in told["paths"]
