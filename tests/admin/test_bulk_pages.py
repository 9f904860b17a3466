"""Does the office read before and after an act on many cases what becomes of each?"""

from __future__ import annotations

import pytest

from app.schema.entity import Role
from tests.admin.test_bulk import send
from tests.admin.test_decisions import judge


@pytest.fixture
def supervisor(log_in):
    """A supervisor of the whole city, who reaches the cases of both districts."""
    return log_in(Role.supervisor, None)


def test_the_page_says_beforehand_which_cases_will_be_skipped_and_why(supervisor, office):
    cases = list(office.values())
    judge(supervisor, cases[0])
    query = "&".join(f"rowid={one.id}" for one in cases)

    page = supervisor.get(f"/bulk?action=approve&{query}").text

    assert "所选报名中 1 条可以办理；1 条将跳过" in page
    assert page.count("有的审核事项或照片还没有结论") == 1
    assert "审核通过（1）" in page


def test_the_result_names_every_case_with_its_reason(supervisor, office):
    cases = list(office.values())
    judge(supervisor, cases[0])

    page = send(supervisor, "approve", cases).text

    assert "<title>办理结果：审核通过" in page
    assert all(f">{one}</a>" in page for one in cases)
    assert page.count("有的审核事项或照片还没有结论") == 1


def test_a_single_chosen_case_has_its_own_page(supervisor, office):
    key = office["TA"].id

    answer = supervisor.get(f"/bulk?action=return-for-modification&rowid={key}")

    assert answer.headers["Location"].endswith(f"/applications/{key}/return-for-modification")
