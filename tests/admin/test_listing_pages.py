"""Does a list page on from key to key, each row once, whatever the order and the missing values?"""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from itertools import chain

import pytest
from werkzeug.exceptions import BadRequest

from app.admin import listing as module
from app.admin.listing import listing
from app.security.actor import SYSTEM, acting_as
from models import Account, Application, District, Student

POINTS = (None, Decimal(70), Decimal(55), None, Decimal(70), Decimal(12), None, Decimal(70))


@pytest.fixture(autouse=True)
def short_pages(monkeypatch):
    """Pages of two rows, so that few rows are many pages."""
    monkeypatch.setattr(module, "PAGE_SIZES", (2, 50))


@pytest.fixture
def students(office, session):
    """Eight students of Tong'an, some without points and several with the same."""
    with acting_as(SYSTEM):
        first = session.merge(office["TA"]).students[0]
        others = [Student(**copied(first, number)) for number in range(7)]
        session.add_all(others)
        session.flush()
        rows = sorted([first, *others], key=lambda one: one.id)
        for row, points in zip(rows, POINTS, strict=True):
            row.points = points
        session.flush()
        for row in session.query(Student).filter(Student.district_id != first.district_id):
            row.points = Decimal(1)
        session.commit()
        return [row.id for row in rows]


def copied(student: Student, number: int) -> dict:
    return {
        "application": student.application, "year": student.year, "position": number + 5,
        "key": f"copy{number}", "name": f"林{'甲乙丙丁戊己庚'[number]}", "pinyin": f"LIN {number}",
        "id_number": f"35021220200101{number:04}", "birth_date": student.birth_date,
        "sex": student.sex, "region_code": student.region_code, "address": student.address,
        "serial_number": f"COPY{number}", "live": False,
    }  # fmt: skip


def walked(session, model, way: str, start: dict, **args) -> list[list[int]]:
    """The ids of all pages, from one to its next (after) or its previous (before)."""
    pages, place = [], start
    with acting_as(SYSTEM):
        while len(pages) < 20:
            page = listing(session, model, {**args, **place})
            pages.append([row.id for row in page.rows])
            token = page.next_cursor if way == "after" else page.prev_cursor
            if token is None:
                return pages
            place = {way: token}
    raise AssertionError(pages)


def expected(session, model, order: str, down: bool) -> list[int]:
    with acting_as(SYSTEM):
        rows = sorted(session.query(model), key=lambda row: row.id, reverse=down)
        there = [row for row in rows if getattr(row, order) is not None]
        there.sort(key=lambda row: getattr(row, order), reverse=down)
        return [row.id for row in [*there, *(row for row in rows if row not in there)]]


@pytest.mark.parametrize("down", [True, False])
@pytest.mark.parametrize(
    ("model", "order"),
    [(Student, "points"), (Student, "id"), (Student, "pinyin"), (Application, "filed_at"),
     (Application, "status"), (Account, "created_at"), (District, "code")],
)  # fmt: skip
def test_every_row_stands_on_one_page_in_the_declared_order(students, session, model, order, down):
    args = {"order": order, "down": str(int(down))}

    pages = walked(session, model, "after", {}, **args)

    assert list(chain(*pages)) == expected(session, model, order, down)
    assert all(len(page) == 2 for page in pages[:-1])


@pytest.mark.parametrize("down", ["0", "1"])
@pytest.mark.parametrize("order", ["points", "pinyin"])
def test_the_way_back_shows_the_same_pages(students, session, order, down):
    args = {"order": order, "down": down}
    with acting_as(SYSTEM):
        place, seen = {}, []
        while True:
            page = listing(session, Student, {**args, **place})
            seen.append([row.id for row in page.rows])
            if page.next_cursor is None:
                break
            place = {"after": page.next_cursor}
        back = walked(session, Student, "before", {"before": page.prev_cursor}, **args)

    assert back == seen[-2::-1]


@pytest.mark.parametrize(
    ("down", "first"), [("1", [Decimal(55), Decimal(12)]), ("0", [Decimal(70), Decimal(70)])]
)
def test_a_list_begins_at_a_typed_value(students, session, down, first):
    with acting_as(SYSTEM):
        page = listing(session, Student, {"order": "points", "down": down, "from": "60"})

    assert [row.points for row in page.rows] == first


def test_a_list_begins_at_a_typed_day(office, session, clock):
    with acting_as(SYSTEM):
        case = session.merge(office["TA"])
        case.filed_at = clock.now - timedelta(days=40)
        session.commit()
        day = f"{case.filed_at:%Y-%m-%d}"
        page = listing(session, Application, {"from": day})

        assert [row.id for row in page.rows] == [case.id]
        assert listing(session, Application, {"from": day, "down": "0"}).rows[0].id == case.id


@pytest.mark.parametrize("token", ["x", "W10", "eyJhIjoxfQ", "é", "W251bGxd", "A" * 900])
@pytest.mark.parametrize("name", ["after", "before"])
def test_a_cursor_that_is_none_is_a_bad_request(reviewer, name, token):
    assert reviewer.get(f"/applications/list/?{name}={token}").status_code == 400


def test_a_cursor_of_another_order_is_a_bad_request(students, session):
    with acting_as(SYSTEM):
        token = listing(session, Student, {"order": "points"}).next_cursor
        with pytest.raises(BadRequest):
            listing(session, Student, {"order": "pinyin", "after": token})


@pytest.mark.parametrize("value", ["x", "2027-02-30", "99999999999", "-", "\x00", "1e999"])
@pytest.mark.parametrize(
    "path", ["/students/list/?order=points", "/students/list/?order=id", "/applications/list/?"]
)
def test_a_value_that_cannot_be_gone_to_is_a_bad_request(reviewer, path, value):
    assert reviewer.get(f"{path}&from={value}").status_code == 400


def test_the_links_of_a_page_keep_its_conditions(students, reviewer):
    page = reviewer.get("/students/list/?order=pinyin&down=0&size=2&outcome=pending").text
    link = re.search(r'href="([^"]+)" rel="next"', page).group(1).replace("&amp;", "&")

    following = reviewer.get(link.removeprefix("/staff"))

    assert "outcome=pending" in link
    assert 'rel="prev"' in following.text
