"""Are commands of an entity given from its list and its page, to one row or to many?"""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.schema.entity import Role
from app.security.actor import SYSTEM, acting_as
from models import ApiToken, AuditEntry
from tests.admin.programs import problem


@pytest.fixture
def tokens(session):
    """The keys that there are, as the system sees them."""

    def read() -> list[ApiToken]:
        with acting_as(SYSTEM):
            session.expire_all()
            return list(session.scalars(sa.select(ApiToken).order_by(ApiToken.id)))

    return read


@pytest.fixture
def program(program_of):
    return program_of(Role.reviewer)


@pytest.fixture
def officer(log_in):
    return log_in(Role.security_officer, None)


@pytest.fixture
def three(program, key_of, tokens):
    """The key of the program, and two more of the same owner."""
    for name in ("二", "三"):
        key_of("reviewer.TA", name=name)
    return [one.id for one in tokens()]


def test_the_officer_revokes_a_key_from_its_row_and_its_page(officer, program, tokens):
    (row,) = tokens()
    ask = f"/api-tokens/do/revoke?rowid={row.id}"
    assert program.get("/applications/").status_code == 200

    for page in ("/api-tokens/list/", f"/api-tokens/show/{row.id}"):
        assert f'href="/staff{ask}"' in officer.get(page).text
    assert program.get("/applications/").status_code == 200
    answer = officer.post("/api-tokens/do/revoke", ask, rowid=row.id)

    assert answer.headers["Location"].endswith(f"/api-tokens/show/{row.id}")
    problem(program.get("/applications/"), 401)
    for page in ("/api-tokens/list/", f"/api-tokens/show/{row.id}"):
        assert ask not in officer.get(page).text


def test_asking_changes_nothing(officer, program, tokens):
    (row,) = tokens()

    text = officer.get(f"/api-tokens/do/revoke?rowid={row.id}").text

    assert "程序将立即失去访问权限" in text
    assert program.get("/applications/").status_code == 200
    assert tokens()[0].revoked_at is None


def test_many_are_revoked_at_once_each_with_its_result(officer, three, program, tokens, session):
    first, *_ = three
    officer.post("/api-tokens/do/revoke", f"/api-tokens/do/revoke?rowid={first}", rowid=first)

    sent = officer.post("/api-tokens/select", "/api-tokens/list/", do="do|revoke",
                        shown=",".join(map(str, three)), rowid=[*three, 99999])  # fmt: skip
    asked = officer.get(sent.headers["Location"].partition("/staff")[2]).text
    done = officer.post("/api-tokens/do/revoke", "/api-tokens/do/revoke", rowid=[*three, 99999])

    assert "2 条可以办理，2 条将跳过" in asked
    assert "2 条已办理，2 条跳过" in done.text
    assert "此前已撤销" in done.text
    assert all(one.revoked_at for one in tokens())
    problem(program.get("/applications/"), 401)
    with acting_as(SYSTEM):
        count = sa.select(sa.func.count()).where(AuditEntry.action == "revoke_token")
        assert session.scalar(count) == len(three)


def test_what_has_ended_by_itself_is_left(officer, three, clock, tokens, session):
    with acting_as(SYSTEM):
        tokens()[0].expires_at = clock.now
        session.commit()

    text = officer.get(f"/api-tokens/do/revoke?rowid={three[0]}").text

    assert "已自行到期" in text
    assert "btn-danger" not in text


@pytest.mark.parametrize("role", [Role.auditor, Role.supervisor, Role.reviewer])
def test_who_has_not_the_right_has_no_button_and_is_refused(log_in, three, tokens, role):
    desk = log_in(role, "SM")
    page = "/api-tokens/list/"

    assert "/do/revoke" not in desk.get(page).text
    answer = desk.post("/api-tokens/do/revoke", "/my/access-tokens/new", rowid=three[0])

    assert answer.status_code in {302, 403}
    assert not any(one.revoked_at for one in tokens())


@pytest.mark.parametrize("sent", ["rowid=x", "rowid=", "rowid=²", "rowid=1&rowid=x"])
def test_nonsense_is_refused(officer, sent):
    assert officer.get(f"/api-tokens/do/revoke?{sent}").status_code == 400
    assert officer.get("/api-tokens/do/praise?rowid=1").status_code == 404
    assert officer.get("/audit-entries/do/revoke?rowid=1").status_code == 404
