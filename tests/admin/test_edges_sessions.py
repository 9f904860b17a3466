"""Who gets in, for how long, and where does the way in lead?"""

from __future__ import annotations

import warnings
from urllib.parse import urljoin, urlsplit

import pytest
import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import User

from app.admin.security import CHECKS
from app.factory import create_staff_app
from app.schema.entity import Role
from app.security.actor import SYSTEM, acting_as
from config import Environment
from models import AuditEntry
from tests.admin import stock
from tests.admin.conftest import INSIDE, WORD, Desk

NAME = "reviewer.TA"
NEW = "Ein-Neues-Wort-2028-X"
PAGE = "/resetmypassword/form"
LIST, STOCK_LIST = "/applications/list/", "/kidview/list/"


def cookie_of(desk, name: str, path: str) -> str:
    return desk.client.get_cookie(name, path=path).value


def copied(desk, path: str, name: str, value: str) -> int:
    """Return what somebody gets who shows a copied cookie."""
    base = INSIDE if name == "jf_s" else "http://localhost"
    client = desk.client.application.test_client()
    client.set_cookie(name, value, path="/staff" if name == "jf_s" else "/")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return client.get(path, base_url=base).status_code


def test_a_copied_cookie_is_worth_nothing_after_logout(reviewer, boss):
    ours = cookie_of(reviewer, "jf_s", "/staff")
    theirs = cookie_of(boss, "session", "/")
    assert copied(reviewer, LIST, "jf_s", ours) == 200

    reviewer.get("/logout/")
    boss.get("/logout/")

    assert copied(reviewer, LIST, "jf_s", ours) == 302
    assert copied(boss, STOCK_LIST, "session", theirs) == 200


def test_the_session_has_another_id_after_login(doors, log_in, office):
    log_in(Role.reviewer)
    desk = Desk(doors["staff"].test_client())
    desk.get("/login/")
    before = cookie_of(desk, "jf_s", "/staff")

    desk.post("/login/", username=NAME, password=WORD)

    assert cookie_of(desk, "jf_s", "/staff") != before
    assert copied(desk, LIST, "jf_s", before) == 302


def test_a_new_password_asks_for_the_present_one(reviewer, session, boss):
    """Stock lets whoever finds an open screen set a new password."""
    for current in ("", "falsch"):
        answer = reviewer.post(PAGE, PAGE, current=current, password=NEW, conf_password=NEW)
        assert answer.status_code == 200
    assert "当前密码不正确" in answer.text
    assert (
        reviewer.post(PAGE, PAGE, current=WORD, password=NEW, conf_password=NEW).status_code == 302
    )

    assert boss.post(PAGE, PAGE, password=stock.WORD, conf_password=stock.WORD).status_code == 302
    with acting_as(SYSTEM):
        entry = session.scalars(sa.select(AuditEntry).filter_by(action="change_password")).one()
        assert (entry.actor_name, entry.entity_id) == ("王审核", NAME)


@pytest.mark.parametrize("word", ["x", "kurz1A", "nurkleinebuchstaben", "OHNE-KLEINE-12"])
def test_a_weak_password_is_refused_in_chinese(reviewer, word, boss):
    answer = reviewer.post(PAGE, PAGE, current=WORD, password=word, conf_password=word)

    assert answer.status_code == 200
    assert "Must have" not in answer.text


def test_guessing_the_present_password_ends_in_the_lock(reviewer, session):
    for _ in range(CHECKS):
        reviewer.post(PAGE, PAGE, current="falsch", password=NEW, conf_password=NEW)

    answer = reviewer.post(PAGE, PAGE, current=WORD, password=NEW, conf_password=NEW)

    assert answer.status_code == 200


def gets_in_after(desk, tries: int, name: str, word: str, path: str) -> bool:
    for _ in range(tries):
        desk.post("/login/", username=name, password="falsch")
    desk.post("/login/", username=name, password=word)
    return desk.get(path).status_code == 200


def test_an_account_is_locked_after_ten_wrong_passwords(doors, log_in, office, visitor):
    log_in(Role.reviewer)
    desk = Desk(doors["staff"].test_client())

    assert not gets_in_after(desk, CHECKS, NAME, WORD, LIST)
    assert gets_in_after(stock.StockDesk(visitor.app, None), CHECKS, "Boss", stock.WORD, STOCK_LIST)


def test_too_many_logins_from_one_address_are_refused(settings, joined, visitor):
    live = {"environment": Environment.development, "login_limit": "2 per hour"}
    desk = Desk(create_staff_app(settings.model_copy(update=live), "/staff").test_client())

    codes = [desk.post("/login/", username="x", password="y").status_code for _ in range(3)]

    assert codes == [302, 302, 429]
    assert visitor.post("/login/", username="x", password="y").status_code == 302


def test_there_is_no_login_by_token_and_no_registration(staff, visitor):
    sent = {"username": "Boss", "password": stock.WORD, "provider": "db"}
    path = "/api/v1/security/login"

    assert staff.post(path, base_url=INSIDE, json=sent).status_code in {400, 404}
    assert "access_token" in visitor.open("POST", path, json=sent).get_json()
    for path in ("/register/form", "/registeruser/list/", "/api/v1/security/refresh"):
        assert staff.get(path, base_url=INSIDE).status_code == 404


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "http:evil",
     "javascript:alert(1)", "http://localhost@evil.example/", "///evil.example",
     "%2F%2Fevil.example", "\thttps://evil.example", "https:/evil.example", "http://evil.example\\@localhost/"],
)  # fmt: skip
def test_the_way_in_leads_nowhere_else(doors, log_in, office, target):
    log_in(Role.reviewer)
    desk = Desk(doors["staff"].test_client())
    token = desk.get("/login/").text.partition('csrf_token"')[2].partition('value="')[2]

    answer = desk.client.post(
        "/login/", base_url=INSIDE, query_string={"next": target},
        data={"csrf_token": token.partition('"')[0], "username": NAME, "password": WORD},
    )  # fmt: skip

    assert answer.status_code == 302
    assert is_inside(answer)


def is_inside(answer) -> bool:
    """Return whether a browser, which takes a backslash for a slash, stays at our host."""
    place = answer.headers["Location"].replace("\\", "/")
    return urlsplit(urljoin(f"{INSIDE}/login/", place)).netloc == "localhost"


def test_a_long_search_does_not_end_the_session(reviewer, boss):
    """Stock keeps the last five addresses in the cookie, which browsers drop above 4 kB."""
    for number in range(6):
        words = "".join(chr(0x4E00 + (number * 997 + place * 131) % 20000) for place in range(190))
        reviewer.get(f"{LIST}?student_names={words}")
        boss.get(f"{STOCK_LIST}?_flt_0_name={words}&_flt_1_name={words[::-2]}")

    assert len(cookie_of(reviewer, "jf_s", "/staff")) < 100
    assert len(cookie_of(boss, "session", "/")) > 4093


def test_who_is_logged_in_is_asked_of_the_database_each_time(reviewer, session):
    with acting_as(SYSTEM):
        user = session.scalars(sa.select(User).filter_by(username=NAME)).one()
        user.active = False
        session.commit()

    assert reviewer.get(LIST).status_code == 302
