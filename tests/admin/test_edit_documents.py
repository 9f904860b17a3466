"""Does the office edit the documents of a round without writing JSON?"""

from __future__ import annotations

import json

import pytest

from app.schema.entity import Role
from app.security.actor import SYSTEM, acting_as
from models import AdmissionRound
from models.enums import Section
from tests.admin.pages import typed, words
from tests.admin.programs import problem

FIELDS = ("pictures", "reasons", "step_order")


@pytest.fixture
def page(office):
    return f"/admission-rounds/edit/{office['TA'].round_id}"


@pytest.fixture
def stored(office, session):
    def read() -> dict:
        with acting_as(SYSTEM):
            session.expire_all()
            row = session.get(AdmissionRound, office["TA"].round_id)
            return {name: getattr(row, name) for name in FIELDS}

    return read


def test_the_form_shows_boxes_places_and_lines_but_no_brackets(supervisor, page):
    text = supervisor.get(page).text
    box = 'name="pictures" type="checkbox" value="cases.together:birth_certificate"'

    assert "{" not in "".join(words(text))
    assert box in text
    assert text.count('name="step_order"') == len(Section)
    assert 'name="reasons" rows="4"' in text


def test_saving_what_was_shown_changes_no_document(supervisor, page, stored):
    before = stored()

    assert supervisor.post(page, page, **typed(supervisor.get(page).text)).status_code == 302
    assert stored() == before


def test_documents_are_changed_by_choosing_and_writing(supervisor, page, stored):
    order = [one.name for one in Section][::-1]
    data = typed(supervisor.get(page).text) | {
        "pictures": ["cases.together:household_head_page", "per_student.:birth_certificate"],
        "reasons": "缺页\r\n\r\n  照片模糊 \r\n",
        "step_order": order,
    }

    assert supervisor.post(page, page, **data).status_code == 302

    now = stored()
    assert now["pictures"]["cases"]["together"] == ["household_head_page"]
    assert now["pictures"]["cases"]["apart"] == []
    assert now["pictures"]["per_student"] == ["birth_certificate"]
    assert (now["reasons"], now["step_order"]) == (["缺页", "照片模糊"], order)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("step_order", ["students"] * len(Section), "每一项"),
        ("step_order", [], "每一项"),
        ("pictures", ["per_student.:office_evidence"], "请从列表中选择"),
        ("reasons", "可\n" + "长" * 301, "第 2 行"),
        ("reasons", "空\x00字", "无法保存"),
    ],
)
def test_what_does_not_fit_is_said_in_a_sentence_at_its_field(
    supervisor, page, stored, name, value, sentence
):
    before, data = stored(), typed(supervisor.get(page).text) | {name: value}

    answer = supervisor.post(page, page, **data)

    assert answer.status_code == 422
    assert f'href="#{name}"' in answer.text
    assert any(sentence in piece for piece in words(answer.text))
    assert stored() == before


def test_two_people_who_change_the_order_choose_between_words(supervisor, log_in, page, stored):
    mine, theirs = typed(supervisor.get(page).text), log_in(Role.supervisor, "TA")
    names = [one.name for one in Section]
    other = typed(theirs.get(page).text) | {"step_order": names[1:] + names[:1]}
    assert theirs.post(page, page, **other).status_code == 302

    clash = supervisor.post(page, page, **mine | {"step_order": names[::-1]})

    assert clash.status_code == 409
    assert any("学生信息、" in piece for piece in words(clash.text))
    assert stored()["step_order"] == names[1:] + names[:1]


def test_details_and_history_tell_documents_in_words(supervisor, page, office):
    data = typed(supervisor.get(page).text) | {"reasons": "<b>缺页</b>"}
    supervisor.post(page, page, **data)
    shown = f"/admission-rounds/show/{office['TA'].round_id}"

    for text in (supervisor.get(shown).text, supervisor.get(f"{shown}?tab=history").text):
        assert "&lt;b&gt;缺页&lt;/b&gt;" in text
        assert "per_student" not in text


def test_a_program_sends_documents_by_their_schema(boss_program, stored, office):
    path = f"/admission-rounds/{office['TA'].round_id}"
    before = stored()
    schema = boss_program.get("/_openapi").get_json()["components"]["schemas"]
    order = before["step_order"][::-1]

    done = boss_program.change("PATCH", path, {"step_order": order, "reasons": ["缺页"]})
    wrong = boss_program.change("PATCH", path, {"step_order": order[:2], "pictures": {"x": 1}})

    assert done.status_code == 200, done.text
    assert stored() == before | {"step_order": order, "reasons": ["缺页"]}
    assert set(problem(wrong, 422)["errors"]) == {"step_order", "pictures"}
    assert json.dumps(schema["AdmissionRoundPart"]).count("household_head_page") == 4
