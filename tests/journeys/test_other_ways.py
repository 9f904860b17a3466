"""Does the way also lead to its end without script, and does the notice last 30 real seconds?"""

from __future__ import annotations

import time

import pytest

from tests.journeys.site import Family, Official
from tests.journeys.test_main_journeys import CASES, SCREENS
from tests.photos import phone_photo

CASE = "孩子跟其中一方在一个户口本"


class Plain(Family):
    """A family whose browser runs no script; pictures go with the form."""

    def relation(self, case: str, photos: dict[str, bytes]) -> None:
        self.page.get_by_label(case).check()
        for label, photo in photos.items():
            slot = self.page.locator(".up", has_text=label).first
            slot.locator("input[type=file]").set_input_files(
                {"name": "照片.jpg", "mimeType": "image/jpeg", "buffer": photo}
            )
        self.press("下一步")


@pytest.mark.parametrize("screen", SCREENS.values(), ids=SCREENS)
def test_a_family_without_script_files_and_a_reviewer_approves(new_page, site, screen):
    family = Plain(new_page(viewport=screen, java_script_enabled=False), site)
    reviewer = Official(new_page(viewport=screen, java_script_enabled=False), site)
    name = "吴简" + ("宽" if screen["width"] > 800 else "窄")
    _, phone = site.a_guardian()

    family.log_in(phone)
    family.start()
    family.guardians()
    family.student(site.a_child(), name)
    family.relation(CASE, dict.fromkeys(CASES[CASE], phone_photo()))
    family.no_property()
    family.file()
    assert family.sees("报名已提交")
    reviewer.log_in("reviewer.tongan")
    reviewer.open(name)
    reviewer.judge()
    reviewer.decide("审核通过")
    family.status()

    assert family.sees("审核通过")


def test_the_notice_holds_a_family_for_thirty_seconds_of_a_real_clock(new_page, site):
    family = Family(new_page(viewport=SCREENS["narrow"]), site)
    _, phone = site.a_guardian()
    family.log_in(phone)
    page = family.page
    page.goto(site.url)
    page.get_by_role("link", name="积分入学").click()
    page.get_by_label("同安区").check()
    family.press("选择此区")
    began = time.monotonic()
    family.press("积分入学网上报名")
    page.get_by_label("同安区").check()
    box = page.get_by_label("本人已阅读上述内容")
    assert box.is_disabled()

    box.check(timeout=45_000)
    waited = time.monotonic() - began
    family.press("开始报名")

    assert waited >= 29
    assert family.sees("监护人信息")
