"""Are the two doors apart, and does every answer carry its headers?"""

from __future__ import annotations

import pytest

PAGES = [("public", "/health"), ("public", "/no-such-page"), ("staff", "/login/")]


def test_no_route_of_the_portal_is_in_the_parents_door(doors):
    modules = {view.__module__ for view in doors["parents"].view_functions.values()}

    assert not [name for name in modules if name.startswith(("flask_appbuilder", "app.admin"))]
    assert "appbuilder" not in doors["parents"].extensions


@pytest.mark.parametrize(("door", "path"), PAGES)
def test_every_answer_carries_the_strict_headers(request, door, path):
    answer = request.getfixturevalue(door).get(path)

    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_page_that_was_not_found_says_so_in_chinese_without_a_cookie(public):
    answer = public.get("/no-such-page")

    assert answer.status_code == 404
    assert "Set-Cookie" not in answer.headers
    assert 'lang="zh-CN"' in answer.text


def test_a_post_without_its_token_is_refused(staff):
    assert staff.post("/login/", data={"username": "a", "password": "b"}).status_code == 400


def test_an_anonymous_visitor_is_led_to_the_login(staff):
    answer = staff.get("/users/list/")

    assert answer.status_code == 302
    assert "/login/" in answer.headers["Location"]
