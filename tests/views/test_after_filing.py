"""Does a family find everything again that it filed, and where it stands?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.security.actor import SYSTEM, acting_as
from models import Application
from models.enums import ApplicationStatus, KinshipCase
from tests.family_way import PHONE, a_picture
from tests.views.test_filing import CHILD_SLOT, FAMILY_SLOTS

SECTIONS = ["guardians", "students", "kinship", "property", "check", "delete"]


@pytest.fixture
def filed(ready):
    """The family after its filing."""
    ready.file()
    return ready


def at(family, page: str) -> str:
    return f"/registration/{family.uid}/{page}"


def put(session, status: ApplicationStatus, **more) -> Application:
    """Put the registration into a status, as the workflow would."""
    with acting_as(SYSTEM):
        session.expire_all()
        found = session.scalars(select(Application)).one()
        found.status = status
        for name, value in more.items():
            setattr(found, name, value)
        session.commit()
    return found


def redraw(family):
    """Send the code, withdraw, and return the page that follows."""
    family.clock.now += timedelta(seconds=61)
    family.get(at(family, "ask/withdraw"))
    answers = {"version": family.page.value("version"), "key": family.page.value("key")}
    family.post(at(family, "ask/withdraw/code"), **answers)
    code = family.newest_code()
    return family.post(at(family, "ask/withdraw"), reason="回老家上学", code=code, **answers)


@pytest.mark.parametrize("page", SECTIONS)
def test_the_back_button_leads_to_where_the_registration_stands(filed, page):
    answer = filed.client.get(at(filed, page))

    assert answer.status_code in {302, 303}
    assert answer.headers["Location"] == at(filed, "status")


def test_an_old_page_that_is_sent_again_says_that_nothing_was_saved(filed):
    page = filed.post(at(filed, "students"), act="next")

    assert filed.path == at(filed, "status")
    assert "没有保存" in page.words


def test_a_section_that_does_not_exist_is_not_found_after_the_filing_either(filed):
    assert filed.get(at(filed, "unknown")).status == 404


def test_a_family_sees_all_that_it_filed_with_masked_numbers(ready):
    pictures = {f"{slot}|family": a_picture() for slot in FAMILY_SLOTS}
    ready.kinship(KinshipCase.with_one_parent, **pictures, **{CHILD_SLOT: a_picture()})
    ready.file()

    page = ready.get(at(ready, "filed"))

    for words in ("监护人一", "监护人二", "陈子轩", "CHEN ZIXUAN", "阳翟二里 208 号 301 室"):
        assert words in page.words
    assert PHONE not in page.text
    assert page.text.count("/small") == 5
    assert "孩子户口页 · 陈子轩" in page.words


def test_where_the_registration_stands_leads_to_what_was_filed(filed):
    assert at(filed, "filed") in filed.get(at(filed, "status")).text


def test_another_family_does_not_see_what_was_filed(filed, second_family):
    assert second_family.get(at(filed, "filed")).status == 404


def test_a_draft_has_filed_nothing_yet(ready):
    assert ready.get(at(ready, "filed")).status == 404


def test_a_withdrawn_registration_is_found_again(filed):
    assert "已撤销" in redraw(filed).words

    for page in ("/enrolment", "/account"):
        assert at(filed, "status") in filed.get(page).text
        assert "陈子轩" in filed.page.words


def test_a_draft_is_listed_among_the_own_registrations(ready):
    assert f'href="/registration/{ready.uid}"' in ready.get("/account").text


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (ApplicationStatus.submitted, "系统将与各部门数据比对"),
        (ApplicationStatus.modification_requested, "正在处理您的修改申请"),
        (ApplicationStatus.recheck_requested, "正在重新核对审核结果"),
    ],
)
def test_each_kind_of_waiting_says_for_what(filed, session, status, words):
    put(session, status)

    page = filed.get(at(filed, "status"))

    assert words in page.words


def test_a_section_that_may_be_modified_is_not_called_not_started(filed, session, clock):
    until = clock.now + timedelta(days=2)
    put(session, ApplicationStatus.modifying, sections=["students"], modify_until=until)
    filed.get(at(filed, "status"))

    page = filed.post(at(filed, "modify"))

    assert "未开始" not in page.words
    assert page.words.count("待修改") == 1


def test_the_form_of_a_withdrawal_names_the_masked_phone_and_no_dangling_dot(filed):
    page = filed.get(at(filed, "ask/withdraw"))

    assert "138****0001" in page.words
    assert "陈子轩 ·" not in page.words


def test_the_last_wrong_code_is_told_to_count_no_more(ready):
    ready.get(at(ready, "check"))
    ready.post(at(ready, "code"))
    wrong = f"{(int(ready.newest_code()) + 1) % 10**6:06d}"
    for _ in range(5):
        page = ready.post(at(ready, "submit"), code=wrong, declared="yes", key="")

    assert "还可以试 0 次" not in page.words
    assert "此验证码失效" in page.words
    assert 'href="#sms"' in page.text
