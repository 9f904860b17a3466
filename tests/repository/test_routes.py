"""Is every route of both doors guarded, unless it is listed as open, and well named?"""

from __future__ import annotations

import pytest

from tests.repository.routes import BASES, WORD, routes
from tests.repository.sources import listed

OPEN = {
    "parents": {
        "static": "style, scripts and pictures of the interface",
        "health.health": "asked by the load balancer",
        "entry.home": "the first page",
        "entry.district": "the rounds are public",
        "entry.choose": "remembers the district of a visitor",
        "entry.text_size": "large text helps before the login too",
        "account.login": "the way in",
        "account.register": "opens an account",
        "account.reset": "finds the password back",
        "account.logout": "the way out",
        "inbox.development": "trial runs only; production refuses it",
    },
    "staff": {
        "static": "style, scripts and pictures of the interface",
        "appbuilder.static": "as static",
        "health.health": "asked by the load balancer",
        "AuthDBView.login": "the way in",
        "AuthDBView.logout": "the way out; without a session it leads to the login",
        "LocaleView.index": "the language of the login page",
        "UtilView.back": "leads to where the visitor was",
    },
}
"""What anybody may ask, by door; everything else is for families there, for staff here."""
USUAL = {"_openapi": "where programs look for the description of the framework's resources"}
"""Parts of a path that are written otherwise, with the reason."""
LOGINS = ("/login", "/staff/login")


@pytest.fixture
def clients(public, staff, doors, monkeypatch):
    """Anonymous visitors of both doors, who get past the check of the form's token."""
    for app in doors.values():
        monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    return {"parents": public, "staff": staff}


def is_refused(answer) -> bool:
    led = answer.status_code in {302, 303} and answer.headers["Location"].startswith(LOGINS)
    return led or answer.status_code in {401, 403}


def test_nobody_gets_in_without_a_login_where_it_is_not_listed(clients, doors):
    found = []
    for route in routes(doors):
        if route.rule.endpoint in OPEN[route.door]:
            continue
        path, base = route.path(doors[route.door]), BASES[route.door]
        for method in route.methods():
            answer = clients[route.door].open(path, method=method, base_url=base)
            if not is_refused(answer):
                found.append(f"{method} {route.name}: {answer.status_code}")

    assert not found, listed(found, "Guard it, or list it as open with the reason:")


def test_the_list_of_open_routes_is_no_longer_than_needed(doors):
    known = {(route.door, route.rule.endpoint) for route in routes(doors)}

    stale = {(door, name) for door, names in OPEN.items() for name in names} - known

    assert not stale


def test_paths_are_lower_case_words_with_hyphens(doors):
    found = [
        route.name
        for route in routes(doors)
        if route.is_own and not all(WORD.fullmatch(word) for word in set(route.words) - set(USUAL))
    ]

    assert not found, listed(found, "Write /applications/12/request-modification:")


def test_every_parameter_of_a_path_says_what_it_is(doors):
    found = [route.name for route in routes(doors) if route.is_own and route.untyped]

    assert not found, listed(found, "Write <int:application_id>, <string:step>:")


def test_no_route_of_the_portal_is_in_the_parents_door(doors):
    found = [
        route.name
        for route in routes(doors)
        if route.door == "parents"
        and route.module.startswith(("flask_appbuilder", "app.admin", "views.staff"))
    ]

    assert not found, listed(found, "Families and staff have doors of their own:")
