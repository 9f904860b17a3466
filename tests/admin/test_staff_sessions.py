"""Does a session of a member of staff end when what let it in is no longer true?"""

from __future__ import annotations

import pytest
from flask_appbuilder.security.sqla.models import User
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import select
from sqlalchemy.event import listen, remove

from app.schema.entity import Role
from app.security.actor import SYSTEM, acting_as
from tests.admin.conftest import INSIDE, WORD, Desk

NEW = "Ein-Neues-Wort-2028-X"


@pytest.fixture
def elsewhere(reviewer, doors):
    """The same reviewer, logged in at a second browser."""
    desk = Desk(doors["staff"].test_client())
    desk.post("/login/", username=f"{Role.reviewer.value}.TA", password=WORD)
    return desk


def is_in(desk) -> bool:
    return desk.get("/applications/list/").status_code == 200


def change_password(desk):
    page = "/resetmypassword/form"
    return desk.post(page, page, current=WORD, password=NEW, conf_password=NEW)


def test_a_new_password_ends_the_sessions_elsewhere_but_not_this_one(reviewer, elsewhere):
    assert is_in(elsewhere)

    change_password(reviewer)

    assert is_in(reviewer)
    assert not is_in(elsewhere)


def test_who_is_made_inactive_is_out_at_once(reviewer, session):
    with acting_as(SYSTEM):
        session.scalars(select(User).filter_by(username="reviewer.TA")).one().active = False
        session.commit()

    assert not is_in(reviewer)


def test_who_lost_the_last_role_may_do_nothing_at_once(reviewer, session):
    with acting_as(SYSTEM):
        session.scalars(select(User).filter_by(username="reviewer.TA")).one().roles = []
        session.commit()

    assert not is_in(reviewer)


def test_the_load_balancer_may_ask_the_staff_door_too(staff):
    answer = staff.get("/health", base_url=INSIDE)

    assert answer.get_json() == {"status": "ok"}


@pytest.mark.parametrize("word", [WORD, "falsch"])
def test_a_try_to_log_in_is_counted_and_noted_in_one_transaction(reviewer, doors, word):
    done: list[object] = []

    def note(session) -> None:
        done.append(session)

    listen(FlaskSession, "after_commit", note)
    desk = Desk(doors["staff"].test_client())
    try:
        desk.post("/login/", username=f"{Role.reviewer.value}.TA", password=word)
    finally:
        remove(FlaskSession, "after_commit", note)

    assert len(done) == 1
