"""Does a program's key open what its owner ticked, no more, and no longer?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.schema.entity import Role
from app.security.actor import SYSTEM, acting_as
from models.api_token import ApiToken
from models.audit_entry import AuditEntry
from models.record_change import RecordChange
from tests.admin.conftest import INSIDE, WORD
from tests.admin.programs import Program, problem

NEW = "/my/access-tokens/new"


def asked(desk, clock, **more):
    """Send the form that makes a key."""
    until = (clock.now + timedelta(days=30)).date().isoformat()
    typed = {"name": "月报", "expires": until, "password": WORD, "scopes": ["Application:read"]}
    return desk.post(NEW, NEW, **{**typed, **more})


def kept(session) -> list[ApiToken]:
    with acting_as(SYSTEM):
        session.expire_all()
        return list(session.scalars(sa.select(ApiToken)))


def test_a_key_is_shown_once_and_kept_as_a_hash(reviewer, clock, session, doors):
    secret = re.search(r">(jfs_[\w-]+)<", asked(reviewer, clock).text)[1]
    program = Program(doors["staff"].test_client(), secret)

    assert program.get("/applications/").status_code == 200
    assert secret not in reviewer.get("/my/access-tokens").text
    (row,) = kept(session)
    assert secret not in (row.secret_hash, row.hint)
    assert row.last_used_at == clock.now
    with acting_as(SYSTEM):
        written = str(session.scalars(sa.select(AuditEntry.details)).all())
        written += str(session.scalars(sa.select(RecordChange.entity)).all())
    assert secret not in written
    assert "月报" in written


def test_a_name_is_given_once(reviewer, clock, session):
    asked(reviewer, clock)
    answer = asked(reviewer, clock, scopes=["Student:read"])

    assert answer.status_code == 422
    assert "令牌" in answer.text
    assert "jfs_" not in answer.text.replace("jfs_…", "")
    assert len(kept(session)) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "}, {"name": "长" * 61}, {"name": "\x00"}, {"scopes": []},
        {"scopes": ["District:write"]}, {"scopes": ["ApiToken:act"]}, {"scopes": ["x"]},
        {"expires": ""}, {"expires": "2027-04-19"}, {"expires": "2028-04-21"},
        {"expires": "9999-12-31"}, {"password": "wrong"}, {"password": ""},
        {"csrf_token": "none"},
    ],
)  # fmt: skip
def test_what_may_not_be_asked_makes_no_key(reviewer, clock, session, wrong):
    answer = asked(reviewer, clock, **wrong)

    assert answer.status_code in {400, 422}
    assert kept(session) == []


def test_a_key_opens_what_was_ticked_and_no_more(program_of, office):
    program = program_of(Role.reviewer, scopes=["Application:read"])
    case = office["TA"].id

    assert program.get(f"/applications/{case}").get_json()["result"]["actions"] == []
    problem(program.get("/students/"), 403)
    problem(program.act(case, "approve"), 403)
    body = {"application_id": case, "body": "x"}
    problem(program.send("POST", "/review-notes/", json=body), 403)
    assert list(program.get("/_openapi").get_json()["paths"]) == [
        "/applications/", "/applications/{id}",
    ]  # fmt: skip


def test_a_key_opens_nothing_that_its_owner_may_not(program_of, office):
    clerk = program_of(Role.clerk)

    problem(clerk.get("/audit-entries/"), 403)
    problem(clerk.act(office["TA"].id, "approve"), 403)
    problem(clerk.get(f"/applications/{office['SM'].id}"), 404)


def test_a_key_ends_with_its_last_day(program_of, clock):
    program = program_of(Role.reviewer)
    clock.now += timedelta(days=29)
    assert program.get("/applications/").status_code == 200
    clock.now += timedelta(days=1)

    problem(program.get("/applications/"), 401)


def test_a_revoked_key_is_worth_nothing(program_of, log_in, session):
    program = program_of(Role.reviewer)
    other, officer = log_in(Role.reviewer, "SM"), log_in(Role.security_officer, None)
    (row,) = kept(session)
    page = "/my/access-tokens/new"

    assert other.post(f"/access-tokens/{row.id}/revoke", page).status_code == 404
    assert program.get("/applications/").status_code == 200
    assert "报表" in officer.get("/api-tokens/list/").text
    assert officer.post(f"/access-tokens/{row.id}/revoke", page).status_code == 302
    problem(program.get("/applications/"), 401)


def test_the_owner_sees_and_revokes_the_own_keys_only(log_in, key_of, session):
    desks = {letters: log_in(Role.reviewer, letters) for letters in ("TA", "SM")}
    for letters in desks:
        key_of(f"reviewer.{letters}", name=f"程序{letters}")

    pages = {letters: desk.get("/my/access-tokens").text for letters, desk in desks.items()}

    for letters, other in (("TA", "SM"), ("SM", "TA")):
        assert f"程序{letters}" in pages[letters]
        assert f"程序{other}" not in pages[letters]


def test_no_page_opens_to_a_key_and_no_cookie_counts_beside_one(program_of, log_in):
    program = program_of(Role.reviewer)
    shown = {"Authorization": f"Bearer {program.secret}"}
    page = program.client.get("/applications/list/", base_url=INSIDE, headers=shown)
    desk = log_in(Role.supervisor, None)

    wrong = desk.get("/api/v1/districts/", headers={"Authorization": "Bearer jfs_x"})

    assert page.status_code == 302
    problem(wrong, 401)
    assert "Set-Cookie" not in wrong.headers
    assert desk.get("/api/v1/districts/").status_code == 200


def test_whoever_is_switched_off_takes_the_key_along(program_of, session):
    from flask_appbuilder.security.sqla.models import User

    program = program_of(Role.reviewer)
    with acting_as(SYSTEM):
        user = session.scalars(sa.select(User).where(User.username == "reviewer.TA")).one()
        user.active = False
        session.commit()

    problem(program.get("/applications/"), 401)


def test_each_key_has_a_rate_of_its_own(program_of, key_of, settings, clock):
    from app.factory import create_staff_app
    from config import Environment

    counted = {"environment": Environment.development, "api_limit": "2 per hour"}
    door = create_staff_app(settings.model_copy(update=counted), "/staff")
    door.config["CLOCK"] = clock
    first = Program(door.test_client(), program_of(Role.reviewer).secret)
    second = Program(door.test_client(), key_of("reviewer.TA", name="另一个"))

    answers = [first.get("/districts/") for _ in range(3)]

    assert [one.status_code for one in answers] == [200, 200, 429]
    assert problem(answers[2], 429)
    assert answers[2].headers["Retry-After"]
    assert second.get("/districts/").status_code == 200
