"""Is a choice of the visitor's still there at the next visit?"""

from __future__ import annotations

import re

import pytest

from tests.family_way import Family

TONGAN, SIMING = "350212", "350203"


@pytest.fixture
def another_browser(doors, family, clock):
    """The same family on another device."""
    return Family(doors["parents"].test_client(), clock)


def chosen(page) -> str:
    return re.search(r'name="district" value="(\d{6})" checked', page.text).group(1)


def test_siming_stands_first_until_a_family_chooses(family):
    assert chosen(family.get("/enrolment")) == SIMING


def test_the_chosen_district_is_remembered_after_the_visit(family):
    family.get("/enrolment")
    family.post("/enrolment", district=TONGAN)
    family.post("/logout")

    assert chosen(family.get("/enrolment")) == TONGAN


def test_a_draft_is_found_again_on_another_device(family, another_browser):
    family.start(TONGAN)

    another_browser.log_in()

    page = another_browser.get("/enrolment")
    assert chosen(page) == TONGAN
    assert f"/registration/{family.uid}" in page.text


def test_what_is_no_district_is_not_remembered(family):
    family.get("/enrolment")
    family.post("/enrolment", district="999999")

    assert chosen(family.get("/enrolment")) == SIMING
    assert not family.client.get_cookie("jf_district")


def test_large_text_is_remembered_and_given_up_again(family):
    family.get("/enrolment")
    assert "p-large" not in family.page.text

    family.post("/preferences/text-size")
    assert "p-large" in family.get("/enrolment").text

    family.post("/preferences/text-size")
    assert "p-large" not in family.get("/enrolment").text
