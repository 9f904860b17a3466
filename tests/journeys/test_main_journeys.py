"""Does the main job work end to end, in a real browser, on a desk and on a phone?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.journeys.site import Family, Official
from tests.photos import phone_photo

SCREENS = {"wide": {"width": 1440, "height": 900}, "narrow": {"width": 390, "height": 844}}
PAGES = ["户口簿户主页", "父亲户口页", "母亲户口页", "孩子户口页", "结婚证"]
CASES = {
    "孩子及父母均在一个户口本": [],
    "孩子跟其中一方在一个户口本": PAGES,
    "孩子跟父母不在一个户口本": [*PAGES, "出生医学证明"],
}


@pytest.fixture(params=SCREENS)
def screen(request):
    return SCREENS[request.param]


@pytest.fixture
def family(new_page, site, screen):
    return Family(new_page(viewport=screen), site)


@pytest.fixture
def reviewer(new_page, site, screen):
    official = Official(new_page(viewport=screen), site)
    official.log_in("reviewer.tongan")
    return official


def register(family: Family, name: str, case: str = "孩子及父母均在一个户口本") -> None:
    """Walk from the first page to the filed registration."""
    _, phone = family.site.a_guardian()
    family.log_in(phone)
    family.start()
    family.guardians()
    family.student(family.site.a_child(), name)
    family.relation(case, dict.fromkeys(CASES[case], phone_photo()))
    family.no_property()
    family.file()
    assert family.sees("报名已提交")


@pytest.mark.parametrize("case", CASES)
def test_a_family_files_is_sent_back_files_again_and_is_approved(family, reviewer, case):
    wide = family.page.viewport_size["width"] > 800
    name = "陈" + "一二三"[list(CASES).index(case)] + ("宽" if wide else "窄")
    register(family, name, case)
    family.picture("status")

    reviewer.open(name)
    send_back(reviewer)
    modify(family)
    reviewer.open(name)
    reviewer.judge()
    reviewer.decide("审核通过")
    reviewer.picture("staff-approved")
    family.status()

    assert family.sees("审核通过")
    family.picture("approved")


def send_back(reviewer: Official) -> None:
    page = reviewer.page
    reviewer.press("退回修改", "link")
    page.get_by_label("学生信息").check()
    deadline = page.evaluate("() => new Date(Date.now() + 3 * 864e5).toISOString().slice(0, 16)")
    page.get_by_label("修改截止时间").fill(deadline)
    page.get_by_role("checkbox", name="年龄").first.check()
    page.get_by_label("原因：年龄").first.fill("所填信息与上传的照片不符")
    reviewer.picture("staff-return")
    reviewer.press("退回修改")


def modify(family: Family) -> None:
    family.status()
    assert family.sees("修改中，待重新提交")
    family.press("修改报名信息")
    family.page.get_by_role("link", name="学生信息").first.click()
    family.page.get_by_label("详细地址").fill("阳翟二里 209 号 401 室")
    family.press("下一步")
    family.file("重新提交")
    assert family.sees("待审核")


def test_a_rejection_is_rechecked_and_overturned(family, reviewer, new_page, site, screen):
    name = "林复" + ("宽" if screen["width"] > 800 else "窄")
    register(family, name)
    reviewer.open(name)
    reviewer.judge("不符合", "未查询到有效记录")
    reviewer.decide("审核不通过")
    family.status()
    family.press("申请复查", "link")
    family.page.get_by_label("监护人身份").first.check()
    family.page.get_by_label("原因").fill("居住证在有效期内，请重新核对。")
    family.picture("recheck")
    family.press("申请复查")

    senior = Official(new_page(viewport=screen), site)
    senior.log_in("senior.tongan")
    senior.open(name)
    senior.press("改判", "link")
    senior.page.get_by_label("通过", exact=True).check()
    senior.page.get_by_label("原因").fill("已核实，居住证有效。")
    senior.press("改判")
    family.status()

    assert family.sees("审核通过")


def test_a_withdrawn_family_registers_again(family, screen):
    name = "黄撤" + ("宽" if screen["width"] > 800 else "窄")
    register(family, name)
    family.press("撤销报名", "link")
    family.site.skip += timedelta(seconds=61)
    family.page.reload()
    family.page.get_by_label("原因").fill("全家回老家上学。")
    family.press("发送验证码")
    assert family.sees("验证码已发送，5 分钟内有效")
    family.page.get_by_label("验证码").first.fill(family.newest_code())
    family.picture("withdraw")
    family.press("撤销报名")
    assert family.sees("已撤销")

    family.page.goto(f"{family.site.url}/enrolment")
    family.press("积分入学网上报名")
    family.page.get_by_label("同安区").check()
    family.page.get_by_label("本人已阅读上述内容").check()
    family.press("开始报名")

    assert family.sees("监护人信息")
