"""What does an address full of nonsense get? A refusal, never an error 500."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.schema.registry import entities
from tests.admin.test_edges_rows import rest, token_of

FUZZ = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
ANSWERS = {200, 400, 401, 403, 404, 405, 409, 412, 422, 428}
TELLTALE = re.compile(
    r"select\s|insert\s|sqlalchemy|sqlite|psycopg|traceback|/app/|\.py", re.IGNORECASE
)
"""What no answer may hold: a statement, a driver, a path of the server."""
HUGE = "9" * 30
NAMES = st.sampled_from(
    ["page", "size", "order", "down", "q", "status", "filed_at", "district", "student_names",
     "serial_numbers", "round", "_flt_0_status", "_oc_ApplicationView", "psize_ApplicationView"]
)  # fmt: skip
VALUES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["", "0", "-1", "²", "٣", "\x00", "😀" * 20, "长" * 300, "1" + "0" * 150, "000000001" * 9,
         HUGE, "%", "_", "\\", "'", "0001-01-01", "9999-12-31", "2026-02-30", "(a:!(1))", "!("]
    ),
)  # fmt: skip


def is_plain(answer) -> bool:
    """Return whether an answer is no error of the server and holds nothing of its inside."""
    return answer.status_code in ANSWERS and not TELLTALE.search(visible(answer.text))


def visible(text: str) -> str:
    return re.sub(r"<[^>]*>", " ", text)


@pytest.mark.parametrize(
    "arguments", ["page_KidView=abc", "page_KidView=%00", "page_KidView=1&psize_KidView=abc"]
)
def test_stock_breaks_on_what_the_portal_refuses(boss, reviewer, arguments):
    ours = arguments.replace("KidView", "ApplicationView")

    assert is_plain(reviewer.get(f"/applications/list/?{ours}"))
    assert not is_plain(boss.get(f"/kidview/list/?{arguments}"))


@FUZZ
@given(arguments=st.dictionaries(NAMES, VALUES, max_size=3))
def test_no_argument_of_a_list_or_of_rest_is_an_error(reviewer, arguments):
    for path in ("/applications/list/", "/api/v1/applications/", "/audit-entries/list/"):
        assert is_plain(reviewer.get(path, query_string=arguments))


@pytest.mark.parametrize("value", [HUGE, "1" + "0" * 150, "000000001" * 9, "0001-01-01"])
@pytest.mark.parametrize("name", ["page", "year", "declared_at", "at"])
def test_numbers_and_days_that_no_database_holds_are_refused(supervisor, name, value):
    lists = ("admission-rounds", "conflict-of-interests", "application-events")
    answers = [supervisor.get(f"/{one}/list/?{name}={value}").status_code for one in lists]

    assert set(answers) <= {400, 404}


@pytest.mark.parametrize("key", [HUGE, 2**31, 2**63, 0])
def test_a_key_that_no_database_holds_is_not_found(supervisor, key):
    paths = [
        "/applications/show/{}",
        "/applications/{}/review",
        "/applications/{}/approve",
        "/api/v1/applications/{}",
        "/districts/edit/{}",
        "/users/show/{}",
        "/roles/show/{}",
    ]

    assert {supervisor.get(path.format(key)).status_code for path in paths} == {404}


@pytest.mark.parametrize(
    "query",
    ["page_UserDBModelView=x", "psize_UserDBModelView=100000", "_oc_UserDBModelView=password",
     "_flt_0_password=x", "_flt_3_nonsense=x", "_flt_x_username=y", "_flt_0_active=perhaps",
     "_oc_UserDBModelView=created_by.password", f"page_UserDBModelView={HUGE}", "_flt_0_=x"],
)  # fmt: skip
def test_stock_screens_that_remain_answer_nonsense_without_an_error(supervisor, query):
    answer = supervisor.get(f"/users/list/?{query}")

    assert is_plain(answer)
    assert answer.status_code in {200, 400, 404}


def order_of(text: str, words) -> list[str]:
    return sorted(words, key=text.index)


def test_a_hidden_column_neither_orders_nor_filters(reviewer, boss):
    """Both would answer questions about a value that the page does not show."""
    kids = ["own kid", "third kid"]
    for column in ("picture_key", "account.password_hash", "guardians", "draft_id", "secret"):
        assert reviewer.get(f"/applications/list/?order={column}").status_code == 404
        assert reviewer.get(f"/applications/list/?{column}=1").status_code == 404
        assert reviewer.get(f"/api/v1/applications/?order={column}").status_code == 404

    up = boss.get("/kidview/list/?_oc_KidView=secret&_od_KidView=asc").text
    down = boss.get("/kidview/list/?_oc_KidView=secret&_od_KidView=desc").text
    assert order_of(up, kids) != order_of(down, kids)
    assert "own kid" not in boss.get("/kidview/list/?_flt_0_secret=aab").text


@pytest.mark.parametrize("name", entities())
def test_no_list_orders_by_or_searches_in_a_protected_column(name):
    """A whole number is found by its blind index; no part of it, and nothing by its order."""
    from app.schema.fields import fields_of

    entity, fields = entities()[name].__entity__, fields_of(entities()[name])

    assert not [one for one in entity.order if one in fields and fields[one].sealed]


def test_a_page_holds_no_more_rows_than_it_should(reviewer, boss):
    assert reviewer.get("/applications/list/?size=1000000").status_code == 400
    assert boss.get("/kidview/list/?psize_KidView=1000000").status_code == 200


BODIES = st.dictionaries(
    st.sampled_from(["name", "year", "opens_at", "born_from", "recheck_may_worsen", "pictures",
                     "unfiled_policy", "district_id", "version", "id", "\x00", "csrf_token"]),
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20),
              st.lists(st.integers(), max_size=2), st.sampled_from(["", "\x00", HUGE, "😀"])),
    max_size=4,
)  # fmt: skip


@FUZZ
@given(body=BODIES, fresh=st.booleans())
def test_no_body_sent_to_rest_is_an_error(supervisor, office, body, fresh):
    path = f"/api/v1/admission-rounds/{office['TA'].round_id}"
    read = supervisor.get(path).headers["ETag"] if fresh else ""

    assert is_plain(rest(supervisor, "PATCH", path, tag=read, **body))
    assert is_plain(rest(supervisor, "PUT", path, tag=read, **body))
    assert is_plain(rest(supervisor, "POST", "/api/v1/admission-rounds/", **body))


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"\xff", b'"x"', b"1e999"])
def test_a_body_that_is_no_record_is_refused(supervisor, office, body):
    path = f"/api/v1/districts/{office['TA'].district_id}"
    answer = supervisor.client.put(
        path, base_url="http://localhost/staff", data=body,
        content_type="application/json", headers={"X-CSRFToken": token_of(supervisor)},
    )  # fmt: skip

    assert answer.status_code in {400, 422}
    assert is_plain(answer)


@pytest.mark.parametrize("query", ["rowid=abc", f"rowid={HUGE}", "", "rowid=%00", "rowid=%C2%B2"])
def test_bulk_acts_refuse_what_is_no_choice(reviewer, query):
    assert reviewer.get(f"/bulk?action=approve&{query}").status_code in {400, 404}
    assert reviewer.get(f"/bulk?action=nonsense&{query}").status_code in {400, 404}
