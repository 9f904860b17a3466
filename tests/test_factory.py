"""Are the two doors apart, and does every answer carry its headers?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from werkzeug.test import Client

from app import jobs
from app.extensions import arrival
from app.factory import create_app, create_public_app, create_staff_app
from app.gateways.wiring import wire
from config import Doors, Environment, Settings

PAGES = [
    ("public", "/health"),
    ("public", "/no-such-page"),
    ("public", "/static/jr/base.css"),
    ("staff", "/login/"),
    ("staff", "/users/list/"),
    ("staff", "/static/jr/base.css"),
]
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
OLD = [
    "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0; 360SE)",
    "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko",
]


@pytest.fixture
def live(settings, joined):
    """The settings of a site that counts its visitors, as a trial does."""
    return settings.model_copy(update={"environment": Environment.development})


def test_no_route_of_the_portal_is_in_the_parents_door(doors):
    modules = {view.__module__ for view in doors["parents"].view_functions.values()}

    assert not [name for name in modules if name.startswith(("flask_appbuilder", "app.admin"))]
    assert "appbuilder" not in doors["parents"].extensions


@pytest.mark.parametrize("path", ["/users/list/", "/roles/list/", "/api/v1/security/login"])
def test_the_parents_door_does_not_know_the_pages_of_the_portal(public, path):
    assert public.get(path).status_code == 404


def test_both_doors_are_served_from_one_process(settings, joined):
    client = Client(create_app(settings))

    assert client.get("/health").status_code == 200
    assert client.get("/staff/login/").status_code == 200
    assert client.get("/login/").status_code == 404


@pytest.mark.parametrize(
    ("doors_served", "own", "other"),
    [(Doors.parents, "/register", "/login/"), (Doors.staff, "/login/", "/register")],
)
def test_one_door_is_served_on_a_host_of_its_own(settings, joined, doors_served, own, other):
    client = Client(create_app(settings.model_copy(update={"doors": doors_served})))

    assert client.get("/health").status_code == 200
    assert client.get(own).status_code == 200
    assert client.get(other).status_code == 404


@pytest.mark.parametrize(("door", "path"), PAGES)
def test_every_answer_carries_the_strict_headers(request, door, path):
    with request.getfixturevalue(door).get(path) as answer:
        policy = answer.headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert HEADERS.items() <= dict(answer.headers).items()
    assert ("no-store" in answer.headers["Cache-Control"]) is ("static" not in path)


def test_a_page_that_was_not_found_says_so_in_chinese_without_a_cookie(public):
    answer = public.get("/no-such-page")

    assert answer.status_code == 404
    assert "Set-Cookie" not in answer.headers
    assert 'lang="zh-CN"' in answer.text


@pytest.mark.parametrize(("door", "path"), [*PAGES[:3], PAGES[5], ("staff", "/no-such-page")])
def test_a_visitor_who_only_looks_gets_no_cookie(request, door, path):
    with request.getfixturevalue(door).get(path) as answer:
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(("door", "path"), [("public", "/login"), ("staff", "/login/")])
def test_the_cookie_is_for_the_server_and_this_site_only(request, door, path):
    cookie = request.getfixturevalue(door).get(path).headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert cookie.startswith({"public": "jf_p=", "staff": "jf_s="}[door])


@pytest.fixture
def real(production, settings):
    """Both doors as production builds them, each on its own host, without their databases."""
    chosen = Settings(**production)
    yield {"parents": create_public_app(chosen), "staff": create_staff_app(chosen)}
    jobs.configure("")
    wire(settings.storage_dir)


@pytest.mark.parametrize(("door", "name"), [("parents", "__Host-jf_p"), ("staff", "__Host-jf_s")])
def test_a_cookie_of_production_is_bound_to_https_and_its_host(real, door, name):
    assert real[door].config["SESSION_COOKIE_NAME"] == name
    assert real[door].config["SESSION_COOKIE_SECURE"]


@pytest.mark.parametrize(
    ("door", "host", "status"),
    [
        ("parents", "baoming.example.cn", 404),
        ("staff", "shenhe.example.cn", 404),
        ("parents", "shenhe.example.cn", 400),
        ("staff", "baoming.example.cn", 400),
        ("staff", "evil.example", 400),
    ],
)
def test_each_door_of_production_answers_for_its_own_host_only(real, door, host, status):
    answer = real[door].test_client().get("/no-such-page", headers={"Host": host})

    assert answer.status_code == status
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert host not in answer.text


def test_debugging_is_off_whatever_the_environment_says(settings, monkeypatch):
    monkeypatch.setenv("FLASK_DEBUG", "1")

    assert not create_public_app(settings).debug


def test_a_post_without_its_token_is_refused(staff):
    assert staff.post("/login/", data={"username": "a", "password": "b"}).status_code == 400


def test_an_anonymous_visitor_is_led_to_the_login(staff):
    answer = staff.get("/users/list/")

    assert answer.status_code == 302
    assert "/login/" in answer.headers["Location"]


@pytest.mark.parametrize("browser", OLD)
@pytest.mark.parametrize(("door", "path"), [("public", "/"), ("staff", "/login/")])
def test_a_browser_that_is_too_old_is_told_how_to_switch(request, door, path, browser):
    answer = request.getfixturevalue(door).get(path, headers={"User-Agent": browser})

    assert answer.status_code == 200
    assert "极速模式" in answer.text
    assert "<script" not in answer.text


def test_too_many_logins_from_one_address_are_refused(live):
    app = create_public_app(live.model_copy(update={"login_limit": "2 per hour"}))
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()

    codes = [client.post("/login").status_code for _ in range(3)]

    assert codes == [422, 422, 429]
    assert client.get("/login").status_code == 200


@pytest.mark.parametrize(
    ("create", "path"), [(create_public_app, "/login"), (create_staff_app, "/login/")]
)
def test_a_log_in_is_answered_while_the_store_of_the_limits_is_down(live, create, path):
    nowhere = "redis://127.0.0.1:1"
    app = create(live.model_copy(update={"limiter_storage": nowhere, "login_limit": "2 per hour"}))
    app.config["WTF_CSRF_ENABLED"] = False

    codes = [app.test_client().post(path).status_code for _ in range(3)]

    assert codes[0] < 500
    assert codes[2] == 429


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("-30", -30), ("-119", -119), ("-121", 0), ("60", 0), ("nan", 0), ("", 0), ("soon", 0)],
)
def test_a_deadline_asks_when_the_request_reached_the_proxy(settings, clock, header, seconds):
    app = create_public_app(settings.model_copy(update={"arrival_header": "X-Arrival"}))
    app.config["CLOCK"] = clock
    number = header.lstrip("-").isdigit()
    told = str(clock.now.timestamp() + float(header)) if number else header

    with app.test_request_context(headers={"X-Arrival": told}):
        assert arrival() == clock.now + timedelta(seconds=seconds)


def test_nobody_can_send_a_moment_of_arrival_where_no_proxy_is_trusted(doors, clock, joined):
    earlier = str(clock.now.timestamp() - 60)

    with doors["parents"].test_request_context(headers={"X-Arrival": earlier}):
        assert arrival() == clock.now
