"""Can a list be read on every screen, and does an empty one say what to do?"""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from app.schema.entity import Role
from tests.admin.conftest import INSIDE

COVERED = """() => [...document.querySelectorAll('.tbl tbody tr')].filter((row) => {
  const cells = row.cells, n = cells.length;
  return cells[n - 2].getBoundingClientRect().right > cells[n - 1].getBoundingClientRect().left + 1;
}).length"""


@pytest.fixture
def page_of(new_page):
    """Open a page of the portal, as somebody logged in, in a real browser."""

    def open_page(desk, path: str, width: int):
        def answer(route):
            url = urlsplit(route.request.url)
            with desk.get(f"{url.path.removeprefix('/staff')}?{url.query}") as found:
                headers = dict(found.headers)
                route.fulfill(status=found.status_code, headers=headers, body=found.data)

        page = new_page(viewport={"width": width, "height": 800})
        page.route("**/*", answer)
        page.goto(f"{INSIDE}{path}")
        return page

    return open_page


@pytest.mark.parametrize("width", [1280, 1440])
def test_no_column_is_hidden_below_the_actions(reviewer, page_of, width):
    page = page_of(reviewer, "/applications/list/", width)

    assert page.locator(".tbl tbody tr").count() == 1
    assert page.evaluate(COVERED) == 0


@pytest.mark.parametrize("width", [390, 320])
def test_the_bulk_bar_fits_a_phone(reviewer, page_of, width):
    page = page_of(reviewer, "/applications/list/", width)
    page.locator("input[name=rowid]").check()

    edges = page.evaluate(
        "[...document.querySelectorAll('.bulk > *')].map(e => e.getBoundingClientRect().right)"
    )
    assert max(edges) <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".bulk .chosen").bounding_box()["height"] < 50


def test_the_links_of_a_row_are_few_and_the_others_unfold(reviewer):
    row = reviewer.get("/applications/list/").text.split('<td class="ops">')[1].split("</td>")[0]

    near, _, more = row.partition("<details")
    assert near.count("<a ") <= 3
    assert (near + more).count("/applications/") == row.count("<a ")


def test_a_page_has_no_number(reviewer):
    assert reviewer.get("/applications/list/?page=2").status_code == 404
    assert reviewer.get("/api/v1/applications/?page=2").status_code == 404


def test_an_empty_list_says_what_to_do(log_in):
    desk = log_in(Role.supervisor, None)

    found = desk.get("/applications/list/?student_names=无此人")
    assert found.status_code == 200
    assert "请修改或清除查询条件" in found.text
    assert "自动显示在这里" in desk.get("/outbox-messages/list/").text
    assert "新增第一条" in desk.get("/review-notes/list/").text
