"""Does the first page of the portal say how much waits, and for whom?"""

from __future__ import annotations

import re

import pytest

from app.schema.entity import Role

SUBMITTED = re.compile(r'status=submitted"><span[^>]*>待审核</span><b class="num">(\d+)</b>')


@pytest.mark.parametrize(("letters", "number"), [("TA", "1"), ("SM", "1"), (None, "2")])
def test_the_first_page_counts_what_is_in_scope(log_in, letters, number):
    page = log_in(Role.supervisor, letters).get("/").text

    assert SUBMITTED.findall(page) == [number]


def test_whoever_may_not_list_registrations_gets_no_count(log_in):
    page = log_in(Role.security_officer).get("/").text

    assert SUBMITTED.findall(page) == []


def test_a_visitor_is_led_to_the_login(staff):
    answer = staff.get("/", base_url="http://localhost/staff")

    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("/login/")
