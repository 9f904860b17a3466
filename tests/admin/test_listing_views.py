"""Does each member of staff keep views, columns and a selection of the own, and no other's?"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from app.schema.entity import Role
from app.security.actor import SYSTEM, acting_as
from models import AuditEntry, SavedView


@pytest.fixture
def senior(log_in):
    """A senior reviewer of Tong'an, who may share views."""
    return log_in(Role.senior_reviewer)


def post(desk, path: str, page: str = "/students/list/", **data):
    return desk.post(path, page, **data)


def saved(session) -> list[SavedView]:
    with acting_as(SYSTEM):
        session.expire_all()
        return list(session.scalars(select(SavedView).order_by(SavedView.id)))


def test_a_pinned_view_stands_above_the_list_with_its_count(reviewer, session):
    answer = post(
        reviewer, "/students/views", name="待定", query="outcome=pending&after=x", pinned="y"
    )

    assert answer.headers["Location"].endswith(f"?outcome=pending&view={saved(session)[0].id}")
    page = reviewer.get("/students/list/").text
    assert re.search(
        r'class="view" href="[^"]*outcome=pending[^"]*"[^>]*>待定<span class="badge">1<', page
    )


@pytest.mark.parametrize(
    ("name", "sentence"), [("", "40"), ("x" * 41, "40"), ("\x00", "40"), ("待定", "已有")]
)
def test_a_view_needs_a_name_of_its_own(reviewer, session, name, sentence):
    post(reviewer, "/students/views", name="待定", query="")
    post(reviewer, "/students/views", name=name, query="")

    assert len(saved(session)) == 1
    assert sentence in reviewer.get("/students/list/").text or sentence == "已有"


@pytest.mark.parametrize(
    "query", ["q=350212202001010017", "id_number=350212202001010017", "where=all~id_number.is.35"]
)
def test_a_view_keeps_no_protected_number(reviewer, session, query):
    post(reviewer, "/students/views", name="张三", query=query)

    assert saved(session) == []


def test_a_view_is_shared_with_a_role_and_changed_by_its_owner_only(senior, log_in, session):
    post(
        senior, "/students/views", name="本周", query="outcome=pending", role="reviewer", pinned="y"
    )
    other = log_in(Role.reviewer, "SM")
    key = saved(session)[0].id

    assert "本周" in other.get("/students/list/").text
    assert "本周" not in log_in(Role.help_desk, "TA").get("/students/list/").text
    assert post(other, f"/students/views/{key}", name="我的").status_code == 404
    assert post(other, f"/students/views/{key}", do="delete").status_code == 404
    assert [one.name for one in saved(session)] == ["本周"]


def test_who_may_not_share_does_not(reviewer, session):
    post(reviewer, "/students/views", name="本周", query="", role="reviewer")

    assert saved(session) == []


def test_a_view_is_renamed_and_deleted(reviewer, session):
    post(reviewer, "/students/views", name="旧", query="")
    key = saved(session)[0].id

    post(reviewer, f"/students/views/{key}", name="新")
    assert [one.name for one in saved(session)] == ["新"]
    post(reviewer, f"/students/views/{key}", do="delete")
    assert saved(session) == []


def test_a_view_of_what_is_no_longer_there_does_no_harm(reviewer, session):
    post(reviewer, "/students/views", name="旧", query="nothing=1", pinned="y")

    assert '>旧<span class="badge">0<' in reviewer.get("/students/list/").text


def heads(desk, path: str) -> list[str]:
    table = desk.get(path).text.split("<thead>")[1].split("</thead>")[0]
    return [
        re.sub(r"<[^>]+>", "", one).strip()
        for one in re.findall(r"<th[^>]*>(.*?)</th>", table, re.DOTALL)
    ]


@pytest.mark.parametrize(
    ("path", "places", "expected"),
    [("/students", {"place-points": "2", "place-name": "1"}, ["学生姓名", "积分", "操作"]),
     ("/guardians", {"place-phone": "1"}, ["手机号码", "操作"])],
)  # fmt: skip
def test_columns_are_chosen_and_ordered_and_reset(reviewer, path, places, expected):
    usual = heads(reviewer, f"{path}/list/")
    reviewer.post(f"{path}/columns", f"{path}/columns", size="", **places)

    assert len(heads(reviewer, f"{path}/list/")) == len(expected)
    assert heads(reviewer, f"{path}/list/") != usual
    reviewer.post(f"{path}/columns", f"{path}/columns", do="reset")
    assert heads(reviewer, f"{path}/list/") == usual


@pytest.mark.parametrize("places", [{}, {"place-key": "1"}, {"place-name": "-1"}, {"size": "7"}])
def test_columns_that_cannot_be_are_refused(reviewer, session, places):
    answer = reviewer.post("/students/columns", "/students/columns", **places)

    assert answer.status_code == 400
    assert saved(session) == []


def test_the_page_size_is_remembered(reviewer):
    post(reviewer, "/students/columns", do="size", size="50")

    assert "<option selected>50" in reviewer.get("/students/list/").text


def test_a_selection_survives_paging_and_goes_to_the_bulk_page(supervisor, office):
    first, second = (one.id for one in office.values())
    page = "/applications/list/"
    shown = f"{first},{second}"
    supervisor.post("/applications/select", page, shown=shown, rowid=first, do="go|first", query="")
    assert f'value="{first}" form="bulk" type="checkbox" checked' in supervisor.get(page).text

    answer = supervisor.post(
        "/applications/select", page, shown=second, rowid=second, do="act|return-for-modification"
    )

    assert urlsplit(answer.headers["Location"]).query == "action=return-for-modification"
    assert f'name="rowid" value="{first},{second}"' in supervisor.get(
        "/bulk?action=return-for-modification"
    ).text.replace(f"{second},{first}", f"{first},{second}")


def test_all_that_was_found_is_selected_and_cleared(supervisor, office):
    page = "/applications/list/"
    supervisor.post("/applications/select", page, do="all", query="status=submitted")
    assert supervisor.get(page).text.count(" checked") == 2
    supervisor.post("/applications/select", page, do="clear")
    assert " checked" not in supervisor.get(page).text


@pytest.mark.parametrize("rowid", ["x", "1e3", "99999999999", "-1"])
def test_a_selection_of_nonsense_is_a_bad_request(reviewer, rowid):
    answer = reviewer.post(
        "/applications/select", "/applications/list/", rowid=rowid, do="go|first"
    )

    assert answer.status_code == 400


def test_another_districts_row_cannot_be_acted_on_by_selecting_it(reviewer, office):
    foreign = office["SM"].id
    reviewer.post("/applications/select", "/applications/list/", rowid=foreign, do="go|first")

    assert reviewer.get("/bulk?action=approve").status_code == 404


def test_each_change_of_a_view_is_written_down(senior, session):
    post(senior, "/students/views", name="本周", query="outcome=pending")
    key = saved(session)[0].id
    path = f"/students/views/{key}"
    for change in (
        {"name": "今天"}, {"name": "今天", "role": "reviewer"}, {"name": "今天", "pinned": "y"},
        {"do": "delete"},
    ):  # fmt: skip
        post(senior, path, **change)
    post(senior, "/students/views", name="", query="")

    with acting_as(SYSTEM):
        query = select(AuditEntry).where(AuditEntry.entity == "SavedView").order_by(AuditEntry.id)
        found = list(session.scalars(query))
    assert [one.action for one in found] == [
        "save_view", "rename_view", "share_view", "share_view", "delete_view",
    ]  # fmt: skip
    assert found[2].details["shared_with"] == "reviewer"
    assert {one.entity_id for one in found} == {str(key)}


def test_many_shared_views_push_out_no_view_of_ones_own(reviewer, log_in, session):
    post(log_in(Role.senior_reviewer), "/students/views", name="共享", query="", role="reviewer")
    first = saved(session)[0]
    with acting_as(SYSTEM):
        for number in range(200):
            values = {"name": f"共享{number}", "shared_role": "reviewer"}
            session.add(SavedView(user_id=first.user_id, entity="Student", **values))
        session.commit()
    post(reviewer, "/students/views", name="自己的", query="")
    reviewer.post("/students/columns", "/students/columns", size="", **{"place-name": "1"})

    assert "自己的" in reviewer.get("/students/list/").text
    assert heads(reviewer, "/students/list/") == ["学生姓名", "操作"]
