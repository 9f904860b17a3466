"""Are added fields checked exactly as those of the schema, and shown as they were typed?"""

from __future__ import annotations

from datetime import date

import pytest
from flask_babel import force_locale
from markupsafe import escape

from app.forms.asking import Asking, questions
from app.forms.builder import bound, read
from app.forms.differences import differences
from models.enums import Section
from tests.family_way import id_number

CHILD = id_number(date(2020, 10, 1))
CHOOSING = [("choice", "a", "b"), ("several", ["a"], ["b"])]


@pytest.fixture(autouse=True)
def _page(doors, session):
    with doors["parents"].test_request_context(), force_locale("zh_Hans_CN"):
        yield


def told(name: str = "x_one", kind: str = "text", **more):
    return {
        "name": name, "section": "kinship", "kind": kind, "labels": {"zh_Hans": "问题"},
        "help": {}, "required": True, "sensitive": False, "options": [], "dictionary": None,
        "show_if": None, "required_if": None, **more,
    }  # fmt: skip


def form(*asked, **answers):
    asking = Asking(extra={Section.kinship: questions(asked)})
    record = {"case": "together", **answers}
    made = bound(Section.kinship, "kinship-1", record, typed=True, asking=asking)
    made.validate()
    return made


def wrong(*asked, **answers) -> set[str]:
    return {one.short_name for one in form(*asked, **answers) if one.errors}


@pytest.mark.parametrize(
    ("kind", "right", "bad"),
    [
        ("text", "阳光", ""), ("text", "a" * 200, "a" * 201), ("long_text", "甲\n乙", "\x00"),
        ("integer", "0", "一"), ("integer", "12", "9" * 30), ("decimal", "1.5", "NaN"),
        ("day", "2026-02-28", "2026-02-30"), ("flag", "yes", "maybe"),
        ("phone", "13800000001", "12"), ("id_number", CHILD, "12"),
        ("person_name", "陈子轩", "陈1"), ("certificate", "A1", "A" * 61), ("address", "路", ""),
    ],
)  # fmt: skip
def test_each_kind_takes_what_is_right_and_refuses_what_is_not(kind, right, bad):
    assert wrong(told(kind=kind), x_one=right) == set()
    assert wrong(told(kind=kind), x_one=bad) == {"x_one"}


@pytest.mark.parametrize(("kind", "right", "bad"), CHOOSING)
def test_a_choice_takes_its_answers_only(kind, right, bad):
    options = [{"code": "a", "labels": {"zh_Hans": "甲"}}]

    assert wrong(told(kind=kind, options=options), x_one=right) == set()
    assert wrong(told(kind=kind, options=options), x_one=bad) == {"x_one"}
    assert wrong(told(kind=kind, options=options), x_one=[] if kind == "several" else "") != set()
    assert wrong(told(kind=kind, dictionary="relation"), x_one=["mother"]) == set()


def test_a_condition_decides_whether_it_is_asked_and_whether_it_must_be_answered():
    rule = {"field": "case", "in": ["apart"]}

    assert wrong(told(show_if=rule), x_one="") == set()
    assert wrong(told(show_if=rule), case="apart", x_one="") == {"x_one"}
    assert wrong(told(required=False, required_if=rule), x_one="") == set()
    assert wrong(told(required=False, required_if=rule), case="apart") == {"x_one"}


def test_a_condition_may_speak_of_another_added_field():
    other = told("x_two", "flag")
    asked = told(show_if={"field": "x_two", "in": ["yes"]})

    assert wrong(other, asked, x_two="no") == set()
    assert wrong(other, asked, x_two="yes") == {"x_one"}


@pytest.mark.parametrize("kind", ["integer", "decimal", "day", "text"])
def test_a_draft_shows_again_what_was_typed_wrongly(kind):
    asking = Asking(extra={Section.kinship: questions([told(kind=kind)])})
    shown = bound(Section.kinship, "kinship-1", {"x_one": "12a"}, typed=False, asking=asking)

    assert 'value="12a"' in shown["x_one"]()


@pytest.mark.parametrize(
    ("locale", "words"), [("zh_Hans_CN", "问题"), ("zh_Hant_TW", "問題"), ("en", "Question")]
)
def test_labels_are_in_the_readers_language(locale, words):
    labels = {"zh_Hans": "问题", "zh_Hant": "問題", "en": "Question"}
    with force_locale(locale):
        assert str(form(told(labels=labels))["x_one"].label.text) == words


def test_hostile_words_are_escaped():
    label = "<script>alert(1)</script> %(x)s {district}"
    made = form(told(labels={"zh_Hans": label}, kind="choice", options=[
        {"code": "a", "labels": {"zh_Hans": "<img src=x>"}}]))  # fmt: skip

    assert "<script>" not in made["x_one"].label()
    assert "<img" not in made["x_one"]()
    assert "<script>" not in escape(made["x_one"].errors[0])


def test_what_is_not_asked_is_not_read():
    asking = Asking(extra={Section.kinship: questions([told()])})
    sent = {"kinship-1-x_one": "甲", "kinship-1-x_two": "乙", "kinship-1-case": "together"}

    assert read(Section.kinship, "kinship-1", sent, asking)["x_one"] == "甲"
    assert "x_two" not in read(Section.kinship, "kinship-1", sent, asking)


def test_a_difference_is_told_in_the_words_of_the_later_filing():
    def filed(label: str, answer: str):
        kept = {"version": 1, "fields": [told(labels={"zh_Hans": label})]}
        return {"kinship": {"case": "together", "x_one": answer}, "extra": {"kinship": kept}}

    found = differences(filed("旧问题", "甲"), filed("新问题", "乙"))

    assert [(one.field.label, one.before, one.after) for one in found] == [("新问题", "甲", "乙")]
