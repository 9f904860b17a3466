"""Is a family told on its way in what is missing, before it takes the trouble?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.security.actor import SYSTEM, acting_as
from app.services import accounts
from models import Account
from models.enums import RealNameLevel

REGISTER = "积分入学网上报名"
TONGAN, SIMING = "350212", "350203"
THIRTY_MEGABYTES = 30 * 1024 * 1024


@pytest.fixture
def junior(family, session):
    """The family, before it showed its ID card at the counter."""
    with acting_as(SYSTEM):
        for one in session.scalars(select(Account)):
            one.level = RealNameLevel.junior
        session.commit()
    return family


@pytest.fixture
def reading(family, clock):
    """The family at the notice, when the reading time is over."""
    family.get("/enrolment")
    family.post("/enrolment", district=TONGAN)
    family.post("/enrolment/notice")
    clock.now += timedelta(seconds=31)
    return family


def test_an_account_of_a_low_level_sees_what_to_do_instead_of_the_button(junior):
    page = junior.get("/enrolment")

    assert REGISTER not in page.words
    for words in ("持身份证原件", "办公时间", "咨询电话"):
        assert words in page.words
    assert 'href="/account"' in page.text


def test_the_server_shows_no_notice_to_an_account_of_a_low_level(junior):
    junior.get("/enrolment")

    page = junior.post("/enrolment/notice")

    assert junior.path == "/enrolment"
    assert "中级实名认证" in page.words


def test_whoever_logs_in_to_register_comes_back_to_the_district(family):
    family.get("/enrolment")
    family.post("/logout")
    family.get("/enrolment")
    answer = family.client.post(
        "/enrolment/notice", data={"csrf_token": family.page.value("csrf_token")}
    )

    assert answer.headers["Location"] == "/login?next=/enrolment"


def test_another_district_chosen_meanwhile_is_told_in_a_sentence(reading):
    token = reading.page.value("csrf_token")
    reading.client.post("/enrolment", data={"csrf_token": token, "district": SIMING})

    page = reading.post("/enrolment/start", agree="yes", district=TONGAN)

    assert (page.status, reading.path) == (200, "/enrolment")
    assert "现在选中的是思明区" in page.words


def test_what_is_not_confirmed_is_named_at_its_field_and_the_tick_stays(reading):
    page = reading.post("/enrolment/start", agree="yes")

    assert page.status == 422
    assert 'href="#district"' in page.text
    assert 'href="#agree"' not in page.text
    assert 'name="agree" value="yes" form="start" data-waits checked' in page.text


def test_both_things_that_are_not_confirmed_are_counted_in_the_title(reading):
    page = reading.post("/enrolment/start")

    assert "<title>有 2 处需要修改" in page.text


def test_the_rule_for_passwords_is_told_before_one_is_chosen(family):
    rule = f"{accounts.SHORTEST} 至 {accounts.LONGEST} 个字符"

    assert rule in family.get("/register").words
    assert rule in family.get("/password").words


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_a_form_that_is_too_large_is_told_so(public, trial, kind):
    answer = public.post("/login", data=b"login=" + b"1" * THIRTY_MEGABYTES, content_type=kind)

    assert answer.status_code == 413
    assert "内容太大" in answer.get_data(as_text=True)


def test_an_error_page_leads_home_and_promises_nothing_untrue(family):
    page = family.get("/nowhere")

    assert page.status == 404
    assert '<header class="p-top' in page.text
    assert 'href="/"' in page.text
    assert "之前保存的内容" not in page.words


def test_an_error_page_of_the_office_promises_families_nothing(staff, trial):
    answer = staff.post("/login/", data={"csrf_token": "wrong"})

    assert answer.status_code == 400
    assert "之前保存的内容" not in answer.get_data(as_text=True)
