"""Is every page of the portal in Chinese, without a stranger's host and without raw values?"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import PermissionView, User, ViewMenu
from flask_appbuilder.security.sqla.models import Role as PortalRole

from app.schema.entity import Role
from app.security.actor import SYSTEM, acting_as
from models.dictionary_entry import DictionaryEntry
from tests.admin.pages import parsed, words
from tests.admin.test_edges_access import SCREENS

NUMBER = re.compile(r"\d+")
LATIN = re.compile(r"[A-Za-z]{2,}")
LEFT_OUT = re.compile(r"/logout/|/lang/|/back|/static/|/export|/template|#")
CODE = re.compile(r"[A-Z]{2}\d{8,}|[0-9a-f]{8,}|[\w.]+@[\w.]+")
"""Serial numbers, hashes and addresses of mail are no words."""
KNOWN = {
    "English": "the other language calls itself so",
    "CSV": "the format's name", "Excel": "a program's name",
    "nursery": "an example of a short name", "name": "as nursery", "yes": "a value that is typed",
    "no": "as yes", "UTF": "as CSV", "GB": "as CSV", "JPEG": "as CSV", "PNG": "as CSV",
    "HEIC": "as CSV", "MB": "the unit's sign",
    "TA": "letters of a district", "SM": "as TA", "HL": "as TA", "JM": "as TA", "HC": "as TA",
    "XA": "as TA",
}  # fmt: skip
"""Latin words that a Chinese page may hold."""
RAW = {"None", "[]", "{}", "False", "True", "null", "nan"}
ATTRIBUTES = ("src", "href", "action", "formaction", "data", "poster", "srcset")


def links(text: str) -> list[str]:
    """Return the places that a page leads to, below the portal's own prefix."""
    found = [one.get("href", "") for one in parsed(text).iter("a")]
    inside = [place.removeprefix("http://localhost") for place in found]
    return [place.removeprefix("/staff") or "/" for place in inside if place.startswith("/staff")]


def crawl(desk) -> dict[str, object]:
    """Return the answers of all pages that a user gets to, one of each sort of address."""
    waiting, seen, answers = ["/"], set(), {}
    while waiting:
        path = waiting.pop(0)
        sort = NUMBER.sub("N", path.partition("?")[0])
        if sort in seen or LEFT_OUT.search(path):
            continue
        seen.add(sort)
        answers[path] = desk.get(path)
        waiting += links(answers[path].text) if answers[path].status_code == 200 else []
    return answers


def strangers(text: str) -> list[str]:
    """Return what stands on a page against our own policy of contents."""
    found = []
    for one in parsed(text).iter():
        if not isinstance(one.tag, str):
            continue
        places = [one.get(name) for name in ATTRIBUTES if one.get(name)]
        found += [place for place in places if urlsplit(place).netloc not in {"", "localhost"}]
        found += [name for name in dict(one.items()) if name.startswith("on") or name == "style"]
        if one.tag == "style" or (one.tag == "script" and one.get("type") != "application/json"
                                  and (one.text or "").strip()):  # fmt: skip
            found.append(f"inline {one.tag}")
    return found


def english(text: str, users: set[str]) -> set[str]:
    """Return the Latin words of a page that are neither known nor somebody's name."""
    found = set()
    for piece in words(text):
        if piece not in users and not piece.startswith("{"):
            found |= set(LATIN.findall(CODE.sub("", piece)))
    return {one for one in found if one not in KNOWN and not one.isupper()}


def raw(text: str) -> set[str]:
    return RAW & set(words(text)) | {piece for piece in words(text) if " object at 0x" in piece}


@pytest.fixture
def users(session):
    """What stands in Latin letters because it is data: log-in names, codes, English labels."""

    def ask() -> set[str]:
        with acting_as(SYSTEM):
            entries = session.execute(sa.select(DictionaryEntry.label_en, DictionaryEntry.code))
            data = {word for entry in entries for word in entry}
            return data | set(session.scalars(sa.select(User.username)))

    return ask


def faults(answers, users: set[str]) -> list[str]:
    """Return what is wrong with each of the pages."""
    found = []
    for path, answer in answers.items():
        if answer.status_code != 200:
            found.append(f"{path}: {answer.status_code}")
            continue
        marks = [*strangers(answer.text), *sorted(english(answer.text, users)), *raw(answer.text)]
        found += [f"{path}: {one}" for one in marks]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("role", [Role.supervisor, Role.auditor, Role.security_officer])
def test_every_page_is_in_order(log_in, users, role):
    answers = crawl(log_in(role, None))

    assert len(answers) > 15
    assert not faults(answers, users())


def test_every_page_of_a_reviewer_is_in_order(reviewer, users):
    answers = crawl(reviewer)

    assert len(answers) > 30
    assert not faults(answers, users())


@pytest.fixture
def administrator(log_in, session):
    """Somebody with a composed role for the framework's own screens."""
    desk = log_in(Role.security_officer, None)
    with acting_as(SYSTEM):
        wanted = PermissionView.view_menu.has(
            ViewMenu.name.in_({*SCREENS.values(), "ResetPasswordView"})
        )
        menus = PermissionView.view_menu.has(ViewMenu.name == "List Groups")
        held = session.scalars(sa.select(PermissionView).where(sa.or_(wanted, menus)))
        user = session.scalars(sa.select(User).filter_by(username="security_officer.None")).one()
        user.roles = [*user.roles, PortalRole(name="合成角色", permissions=list(held))]
        session.commit()
    return desk


def test_the_screens_of_the_framework_wear_the_kit_and_speak_chinese(administrator, users):
    answers = crawl(administrator)
    own = {path: answer for path, answer in answers.items()
           if path.startswith(("/users", "/roles", "/groups", "/reset"))}  # fmt: skip
    own["/resetpassword/form?pk=1"] = administrator.get("/resetpassword/form?pk=1")

    assert {"/users/add", "/roles/add", "/groups/add", "/resetmypassword/form"} <= set(own)
    assert not faults(own, users())
    assert all('class="shell"' in answer.text for answer in own.values())


@pytest.mark.parametrize(
    "page", ["/users/add", "/roles/add", "/groups/add", "/resetmypassword/form"]
)
def test_what_such_a_screen_refuses_it_refuses_in_chinese(administrator, users, page):
    answer = administrator.post(page, page, password="x", conf_password="y", current="z")

    assert answer.status_code == 200
    assert not faults({page: answer}, users())


def test_stock_pages_would_not_pass(boss):
    pages = [boss.get(path).text for path in ("/kidview/list/", "/kidview/show/3")]

    assert all(strangers(page) for page in pages)
    assert all(english(page, set()) for page in pages)
    assert raw(pages[0]) or raw(pages[1])


def test_a_page_of_errors_is_in_chinese_too(reviewer, users):
    for path in ("/nonsense", "/applications/show/999999", "/users/list/"):
        answer = reviewer.get(path)
        assert answer.status_code in {403, 404}
        assert not english(answer.text, users())
        assert not strangers(answer.text)
