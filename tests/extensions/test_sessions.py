"""Do sessions end when they must, and stay behind their own door?"""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask, session
from flask_login import LoginManager, UserMixin, login_user, logout_user

from app.extensions import session_store
from app.extensions.sessions import DoorSessions, Lifetime, cookie_name, rotate_at_login

IDLE, ABSOLUTE = timedelta(minutes=30), timedelta(hours=10)


class Worker(UserMixin):
    """An official, to Flask-Login."""

    def __init__(self, name) -> None:
        self.id = name


@pytest.fixture
def url(empty_database):
    """The address of a database for sessions, with its table."""
    session_store.create_table(empty_database)
    yield empty_database
    session_store.engine_for(empty_database).dispose()


@pytest.fixture
def door(url, clock):
    """A way to build a door with pages that log in, out, everywhere, and read."""

    def build(name: str) -> Flask:
        app = Flask(name)
        app.config.update(CLOCK=clock, SECRET_KEY="k", SESSION_COOKIE_NAME="jf")
        sessions = app.session_interface = DoorSessions(name, url, Lifetime(IDLE, ABSOLUTE))
        LoginManager(app).user_loader(Worker)
        rotate_at_login(app, sessions)
        app.add_url_rule("/visit", view_func=lambda: str(session.setdefault("seen", 1)))
        app.add_url_rule("/in/<name>", "in", lambda name: str(login_user(Worker(name))))
        app.add_url_rule("/out", "out", lambda: str(logout_user()))
        app.add_url_rule("/who", "who", lambda: session.get("_user_id", "nobody"))
        app.add_url_rule("/history", "history", lambda: str(session.update(page_history=["/a"])))
        app.add_url_rule("/all/<name>", "all", lambda name: str(sessions.end_all(name)))
        return app

    return build


@pytest.fixture
def staff(door):
    """The staff's door."""
    return door("staff")


def cookie(client) -> str:
    """Return the session id that the browser keeps."""
    return client.get_cookie("jf").value


def who(app, sid) -> str:
    """Return who somebody is at ``app`` that shows the session id ``sid``."""
    thief = app.test_client()
    thief.set_cookie("jf", sid)
    return thief.get("/who").text


def rows(url) -> list:
    """Return what is kept of all sessions."""
    with session_store.engine_for(url).begin() as connection:
        return connection.execute(sa.select(session_store.table)).all()


def test_the_id_changes_at_login_and_the_old_one_is_worthless(staff):
    client = staff.test_client()
    client.get("/visit")
    before = cookie(client)

    client.get("/in/wang")

    assert cookie(client) != before
    assert who(staff, cookie(client)) == "wang"
    assert who(staff, before) == "nobody"


def test_a_copied_id_is_worthless_after_logout(staff):
    client = staff.test_client()
    client.get("/in/wang")
    copied = cookie(client)

    client.get("/out")

    assert who(staff, copied) == "nobody"


def test_an_id_of_one_door_is_not_accepted_at_the_other(door, staff):
    client = staff.test_client()
    client.get("/in/wang")

    assert who(door("parents"), cookie(client)) == "nobody"


def test_an_id_that_a_stranger_made_up_is_not_taken_over(staff):
    client = staff.test_client()
    client.set_cookie("jf", "made-up")

    client.get("/visit")

    assert cookie(client) != "made-up"


def test_a_session_ends_when_nobody_uses_it(staff, clock):
    client = staff.test_client()
    client.get("/in/wang")

    clock.now += IDLE - timedelta(seconds=1)
    assert client.get("/who").text == "wang"
    clock.now += IDLE
    assert client.get("/who").text == "nobody"


def test_a_session_in_use_ends_at_its_latest_moment(staff, clock):
    client = staff.test_client()
    client.get("/in/wang")

    for _ in range(ABSOLUTE // IDLE * 2 - 1):
        clock.now += IDLE / 2
        assert client.get("/who").text == "wang"
    clock.now += IDLE / 2

    assert client.get("/who").text == "nobody"


def test_log_out_everywhere_ends_all_sessions_of_one_person_only(staff):
    phone, desk, other = (staff.test_client() for _ in range(3))
    phone.get("/in/wang")
    desk.get("/in/wang")
    other.get("/in/li")

    other.get("/all/wang")

    assert [client.get("/who").text for client in (phone, desk, other)] == ["nobody"] * 2 + ["li"]


def test_a_page_that_changes_nothing_writes_nothing(staff, url):
    client = staff.test_client()
    client.get("/in/wang")
    before = rows(url)

    answers = [client.get("/who"), client.get("/history")]

    assert rows(url) == before
    assert not any("Set-Cookie" in answer.headers for answer in answers)


def test_a_visitor_who_only_reads_gets_no_cookie(staff, url):
    answer = staff.test_client().get("/who")

    assert "Set-Cookie" not in answer.headers
    assert rows(url) == []


def test_a_request_under_way_does_not_bring_an_ended_session_back(staff):
    client = staff.test_client()
    client.get("/in/wang")
    sid = cookie(client)
    interface = staff.session_interface

    with staff.test_request_context(headers={"Cookie": f"jf={sid}"}) as context:
        client.get("/out")
        session["note"] = "late"
        interface.save_session(staff, context.session, staff.response_class())

    assert who(staff, sid) == "nobody"


def test_the_id_itself_is_not_kept(staff, url):
    client = staff.test_client()
    client.get("/in/wang")

    assert cookie(client) not in str(rows(url))


def test_expired_sessions_are_deleted(staff, url, clock):
    staff.test_client().get("/in/wang")

    assert session_store.purge_expired(url, clock.now) == 0
    assert session_store.purge_expired(url, clock.now + ABSOLUTE) == 1
    assert rows(url) == []


@pytest.mark.parametrize(
    ("https", "path", "name"),
    [(True, "/", "__Host-jf"), (True, "/staff", "__Secure-jf"), (False, "/", "jf")],
)
def test_a_cookie_is_bound_to_its_host_where_that_is_possible(https, path, name):
    assert cookie_name("jf", https=https, path=path) == name
