"""Do the scripts of the forms find a record while one types, and fill the lists of a cascade?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "app/static/jr/staff/pickers.js"
HERE = "http://localhost/form"
FORM = """<!doctype html><meta charset="utf-8"><form>
<div data-picker="/options" data-none="没有找到">
<div class="picker-find"><input name="bus-words"><button>搜索</button></div>
<select name="bus"><option value="">请选择</option>
<option value="7" selected>七路</option></select>
</div><div data-cascade="/options"><select name="c-county"><option value="">区</option>
<option value="350212">同安区</option></select>
<select name="c-street"><option value="">街道</option>
</select><select name="c"><option value="">社区</option></select><button>下一级</button></div>
</form>"""
ANSWERS = {
    "q=%E5%8D%97": [{"id": "8", "words": "南站<b>"}, {"id": "9", "words": "南门"}],
    "above=350212": [{"id": "350212001", "words": "大同街道"}],
    "above=350212001": [{"id": "350212001001", "words": "同新社区"}],
}


@pytest.fixture
def page(new_page):
    """A form with a picker and a cascade, whose address answers as the portal does."""
    page = new_page()

    def answer(route):
        asked = route.request.post_data or ""
        body = json.dumps({"result": ANSWERS.get(asked, [])}) if asked else FORM
        kind = "application/json" if asked else "text/html"
        route.fulfill(body=body, content_type=kind)

    page.route("http://localhost/**", answer)
    page.goto(HERE)
    page.add_script_tag(content=SCRIPT.read_text())
    return page


def sent(page) -> str:
    return page.evaluate("new URLSearchParams(new FormData(document.forms[0])).toString()")


def test_a_record_is_found_while_one_types_and_chosen_by_keys(page):
    box = page.get_by_role("combobox").first
    found = page.locator(".picker-list [role=option]")
    assert box.input_value() == "七路"

    box.fill("南")
    found.first.wait_for()
    assert found.all_inner_texts() == ["南站<b>", "南门"]
    box.press("ArrowDown")
    box.press("ArrowDown")
    box.press("Enter")

    assert box.input_value() == "南门"
    assert sent(page).startswith("bus=9&")


def test_words_that_chose_nothing_do_not_stay(page):
    box = page.get_by_role("combobox").first

    box.fill("没有的")
    page.get_by_text("没有找到").wait_for()
    box.blur()

    assert box.input_value() == "七路"
    assert sent(page).startswith("bus=7&")


def test_a_choice_fills_the_next_list_and_empties_those_below(page):
    page.select_option("[name=c-county]", "350212")
    page.locator("option[value='350212001']").wait_for(state="attached")
    page.select_option("[name=c-street]", "350212001")
    page.locator("option[value='350212001001']").wait_for(state="attached")
    page.select_option("[name=c]", "350212001001")
    assert sent(page).endswith("c=350212001001")

    page.select_option("[name=c-county]", "")

    assert sent(page).endswith("c=")
