"""Is no picture lost, and no sentence about one, while several are on their way?"""

from __future__ import annotations

import pytest

from models.enums import KinshipCase
from tests.journeys.site import Family
from tests.photos import phone_photo

PHONE = {"width": 390, "height": 844}
MISSING = "还缺照片"


@pytest.fixture
def family(new_page, site):
    """A family at the pictures of a child that is on a register with one parent."""
    _, phone = site.a_guardian()
    one = Family(new_page(viewport=PHONE), site)
    one.log_in(phone)
    child = {"key": "child1", "name": "陈子轩"}
    draft = site.a_draft(
        phone, students=[child], kinship={"case": KinshipCase.with_one_parent.value, "note": ""}
    )
    one.page.goto(f"{draft}/kinship")
    return one


def slot(family, label: str):
    return family.page.locator(".up:visible", has_text=label)


def choose(where, photo: bytes) -> None:
    where.set_input_files({"name": "照片.jpg", "mimeType": "image/jpeg", "buffer": photo})


def send(family, label: str, photo: bytes | None = None) -> None:
    choose(slot(family, label).locator("input[type=file]"), photo or phone_photo())


def arrives(family, label: str) -> None:
    slot(family, label).get_by_text("已上传").wait_for(timeout=30000)


def test_a_file_chooser_that_is_open_while_another_picture_arrives_still_counts(family):
    chooser = slot(family, "父亲户口页").locator("input[type=file]").element_handle()
    send(family, "户口簿户主页")
    arrives(family, "户口簿户主页")

    choose(chooser, phone_photo())

    arrives(family, "父亲户口页")


def test_why_a_picture_was_refused_stands_until_it_is_tried_again(family):
    send(family, "母亲户口页", b"no picture at all")
    refused = slot(family, "母亲户口页").locator("small")
    family.page.locator(".up.fail:visible").wait_for()
    told = refused.inner_text()

    send(family, "结婚证")
    arrives(family, "结婚证")
    assert refused.inner_text() == told != ""

    send(family, "母亲户口页")
    arrives(family, "母亲户口页")


def test_the_summary_follows_the_pictures(family):
    family.press("下一步")
    assert family.sees(f"{MISSING}：结婚证")
    assert family.page.title().startswith("有 5 处需要修改")

    send(family, "结婚证")
    arrives(family, "结婚证")

    assert not family.page.get_by_text(f"{MISSING}：结婚证").is_visible()
    assert family.page.title().startswith("有 4 处需要修改")


def test_the_summary_forgets_what_another_answer_does_not_ask_for(family):
    family.press("下一步")

    family.page.get_by_label("孩子及父母均在一个户口本").check()

    assert not family.page.locator(".err-sum").is_visible()
    assert family.page.title().startswith("亲子关系")


def test_a_picture_that_waits_for_its_turn_is_cancelled(family):
    held = []

    def hold(route):
        held.append(route)

    family.page.route("**/kinship", hold, times=1)
    send(family, "户口簿户主页")
    send(family, "结婚证")
    slot(family, "结婚证").get_by_role("button", name="取消上传").click()

    held[0].continue_()

    arrives(family, "户口簿户主页")
    assert slot(family, "结婚证").get_by_text("四角").is_visible()
    send(family, "结婚证")
    arrives(family, "结婚证")
