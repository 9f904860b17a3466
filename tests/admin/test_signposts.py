"""Does a page of the portal point at one place only, and offer nothing that cannot be done?"""

from __future__ import annotations

import re

import pytest

from app.schema.entity import Role
from tests.admin.test_extra_fields import add, page_of, publish
from tests.admin.test_import_pages import HEADS, check, send


@pytest.fixture
def desk(log_in):
    return log_in(Role.supervisor, None)


def marked(text: str) -> list[str]:
    """Return the entries of the menu that are marked as the page's own."""
    menu = text.split('class="top', maxsplit=1)[0]
    return re.findall(r'aria-current="page">([^<]+)</a>', menu)


@pytest.mark.parametrize(
    ("path", "entry"),
    [
        ("/extra-fields/list/", "补充字段"),
        ("/extra-fields/publish", "发布补充字段"),
        ("/regions/list/", "各级行政区划"),
        ("/regions/import", "导入各级行政区划"),
    ],
)
def test_the_menu_marks_the_nearest_entry_only(desk, path, entry):
    assert marked(desk.get(path).text) == [entry]


def test_a_file_without_a_right_row_offers_nothing_to_import(desk):
    _answer, page = send(desk, HEADS + "350299,,,,,,\n")
    text = check(desk, page).text

    assert "有误的行" in text
    assert "skipping" not in text


def test_what_is_asked_already_is_not_offered_for_publishing(log_in, office):
    boss = log_in(Role.supervisor, "TA")
    add(boss, office)
    assert "data-confirm" in boss.get(page_of(office)).text

    publish(boss, office)
    assert "data-confirm" not in boss.get(page_of(office)).text
