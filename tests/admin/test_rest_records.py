"""Do the resources read and change records as the pages do, and over nobody's change?"""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.schema.entity import Role
from app.security.actor import SYSTEM, Actor, Party, acting_as
from app.services import audit
from models.audit_entry import AuditEntry
from models.district import District
from models.review_note import ReviewNote
from tests.admin.programs import Program, problem

NEW = {
    "code": "350299", "letters": "ZZ", "name": "新区", "office": "新区教育局",
    "phone": "0592-1", "hours": "8:00", "position": 9,
}  # fmt: skip


@pytest.fixture
def district(office) -> str:
    return f"/districts/{office['TA'].district_id}"


@pytest.fixture
def current_round(office) -> str:
    return f"/admission-rounds/{office['TA'].round_id}"


def test_a_record_says_its_state_and_is_not_sent_twice(boss_program, district, current_round):
    for path in (district, current_round):
        answer = boss_program.get(path)
        tag = answer.headers["ETag"]

        again = boss_program.get(path, headers={"If-None-Match": tag})

        assert not tag.startswith("W/")
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_a_change_must_say_which_state_was_read(boss_program, district, method):
    for tag in ({}, {"If-Match": "*"}):
        told = problem(boss_program.send(method, district, json=NEW, headers=tag), 428)
        assert told["type"].endswith("version-missing")


def test_who_read_an_older_state_changes_nothing(boss_program, district, current_round):
    for path, body in ((district, {"hours": "9:00"}), (current_round, {"name": "改名"})):
        old = boss_program.get(path).headers["ETag"]
        first = boss_program.send("PATCH", path, json=body, headers={"If-Match": old})

        second = boss_program.send("PATCH", path, json=body, headers={"If-Match": old})

        assert first.status_code == 200
        assert first.headers["ETag"] == boss_program.get(path).headers["ETag"]
        assert problem(second, 412)["type"].endswith("stale-version")


def test_a_weak_tag_names_no_state(boss_program, district):
    tag = boss_program.get(district).headers["ETag"]
    answer = boss_program.send(
        "PATCH", district, json={"hours": "9:00"}, headers={"If-Match": f"W/{tag}"}
    )

    problem(answer, 412)


def test_a_part_leaves_the_rest_and_a_whole_does_not(boss_program, current_round, session):
    before = boss_program.get(current_round).get_json()["result"]

    part = boss_program.change("PATCH", current_round, {"max_students": 3})
    whole = boss_program.change("PUT", current_round, {"max_students": 3})

    after = boss_program.get(current_round).get_json()["result"]
    changed = {name for name in after if after[name] != before[name]}
    assert part.status_code == 200
    assert changed == {"max_students", "version"}
    assert problem(whole, 422)["errors"].keys() >= {"name", "opens_at", "district_id"}


def test_what_is_read_can_be_sent_back_whole(boss_program, current_round):
    result = boss_program.get(current_round).get_json()["result"]
    body = {k: v for k, v in result.items() if k not in {"id", "version", "district"}}
    body["district_id"] = result["district"]["id"]

    answer = boss_program.change("PUT", current_round, body)

    assert answer.status_code == 200, answer.text
    assert answer.get_json()["result"] == result


def test_a_new_record_has_an_address(boss_program, session):
    answer = boss_program.send("POST", "/districts/", json=NEW)

    assert answer.status_code == 201
    path = answer.headers["Location"].removeprefix("/staff/api/v1")
    assert boss_program.get(path).get_json() == answer.get_json()
    with acting_as(SYSTEM):
        assert session.scalars(sa.select(District).where(District.letters == "ZZ")).one()


def test_what_a_record_is_stamped_with_is_the_owners(reviewer_program, office, session):
    body = {"application_id": office["TA"].id, "body": "电话核实"}
    answer = reviewer_program.send("POST", "/review-notes/", json=body)

    assert answer.status_code == 201, answer.text
    with acting_as(SYSTEM):
        note = session.scalars(sa.select(ReviewNote)).one()
        assert (note.author, note.district_id) == ("王审核", office["TA"].district_id)


def test_a_value_in_use_is_told_at_its_field(boss_program, district):
    told = problem(boss_program.change("PATCH", district, {"code": "350203"}), 409)

    assert "已被使用" in told["errors"]["code"][0]
    assert "已被使用" in told["detail"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"hours": 5}, "hours"), ({"hours": None}, "hours"), ({"position": "1"}, "position"),
        ({"position": True}, "position"), ({"position": 2**40}, "position"), ({"id": 7}, "id"),
        ({"hours": "\x00"}, "record"), ({"hours": "\ud800"}, "record"), ({}, "record"),
        ([], "record"), ("text", "record"), ({"nonsense": 1}, "nonsense"), ({"hours": ""}, "hours"),
        ({"hours": "长" * 61}, "hours"), ({"rounds": []}, "rounds"),
    ],
)  # fmt: skip
def test_what_has_another_form_is_refused_at_its_field(boss_program, district, body, field):
    before = boss_program.get(district).get_json()

    told = problem(boss_program.change("PATCH", district, body), 422)

    assert list(told["errors"]) == [field]
    assert boss_program.get(district).get_json() == before


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("opens_at", "2027-04-01T08:00:00"), ("opens_at", "gestern"), ("born_from", "2021-2-1"),
        ("unfiled_policy", "perhaps"), ("recheck_may_worsen", "yes"), ("recheck_limit", 21),
        ("pictures", "text"), ("pictures", {"made": "up"}), ("district_id", 2_000_000),
        ("closes_at", "2020-01-01T00:00:00Z"), ("opens_at", "0001-01-01T00:00:00+14:00"),
    ],
)  # fmt: skip
def test_values_of_every_kind_are_checked(boss_program, current_round, name, value):
    told = problem(boss_program.change("PATCH", current_round, {name: value}), 422)

    assert name in told["errors"]


def test_a_moment_is_the_same_in_every_zone(boss_program, current_round):
    answers = [
        boss_program.change("PATCH", current_round, {"recheck_opens_at": text}).get_json()
        for text in ("2027-05-01T00:00:30Z", "2027-05-01T08:00:30+08:00")
    ]

    assert {one["result"]["recheck_opens_at"] for one in answers} == {"2027-05-01T00:00:30+00:00"}


def test_another_district_is_as_little_found_as_none(reviewer_program, office):
    for path in (f"/applications/{office['SM'].id}", "/applications/999999"):
        problem(reviewer_program.get(path), 404)
    body = {"application_id": office["SM"].id, "body": "电话核实"}
    problem(reviewer_program.send("POST", "/review-notes/", json=body), 422)


def test_protected_values_are_masked(reviewer_program, office, session):
    number = office["TA"].students[0].id_number
    answers = reviewer_program.get("/students/"), reviewer_program.get("/guardians/")

    assert all(answer.status_code == 200 for answer in answers)
    assert number not in answers[0].text
    assert number[:6] + "****" in answers[0].text


def test_what_nobody_may_do_is_no_method(boss_program, office, district):
    told = boss_program.send("DELETE", district)

    problem(told, 405)
    assert "DELETE" not in told.headers["Allow"]
    problem(boss_program.send("PATCH", f"/students/{office['TA'].students[0].id}", json={}), 405)


def test_what_the_owner_may_not_do_the_program_may_not(program_of, district):
    reader: Program = program_of(Role.reviewer)
    problem(reader.send("PATCH", district, json={"hours": "9"}, headers={"If-Match": '"1"'}), 403)


def newest(session, action: str) -> AuditEntry:
    with acting_as(SYSTEM):
        asked = sa.select(AuditEntry).where(AuditEntry.action == action)
        return session.scalars(asked.order_by(AuditEntry.seq.desc())).first()


def test_a_change_stands_in_the_audit_with_the_key(boss_program, district, session):
    boss_program.change("PATCH", district, {"hours": "9:00"})

    edit = newest(session, "edit")
    assert edit.details["hours"][1] == "9:00"
    assert edit.details["token"].startswith("报表 (")


def test_a_reading_stands_in_the_audit_with_the_key(session, clock):
    with acting_as(Actor(party=Party.staff, user_id=1, token="报表 (1)")):
        audit.record_read(session, "Application", "", now=clock(), details={"ids": [1, 2]})

    assert newest(session, "read").details == {"ids": [1, 2], "token": "报表 (1)"}
