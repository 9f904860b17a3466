"""Does the office add, preview and publish questions, and find what families answered?"""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import render_template_string

from app.admin import columns
from app.schema.entity import Role
from app.schema.fields import fields_of
from app.security.actor import SYSTEM, acting_as
from app.services import extra_answers
from app.services.extra_fields import definitions
from models import Application, Student
from models.enums import ExtraKind, Section
from models.extra_answer import ExtraAnswer
from models.extra_field import ExtraField
from models.field_set import FieldSet
from tests.admin.test_edges_rows import rest
from tests.admin.test_export import taken
from tests.extra import a_question, ask

FIELDS = {
    "section": "students", "name": "nursery", "kind": "text", "label_zh_hans": "就读幼儿园",
    "label_en": "Nursery", "required": "y", "position": "10",
}  # fmt: skip


@pytest.fixture
def boss(log_in):
    """The supervisor of Tong'an."""
    return log_in(Role.supervisor, "TA")


def add(desk, office, letters: str = "TA", **more):
    data = {**FIELDS, "round_id": str(office[letters].round_id), **more}
    return desk.post("/extra-fields/add", "/extra-fields/add", **data)


def page_of(office, letters: str = "TA") -> str:
    return f"/extra-fields/publish/{office[letters].round_id}"


def publish(desk, office, letters: str = "TA"):
    return desk.post(page_of(office, letters), page_of(office))


def versions(session) -> list[int]:
    with acting_as(SYSTEM):
        return list(session.scalars(sa.select(FieldSet.number).order_by(FieldSet.number)))


def answered(session, office, **more) -> Application:
    """Let the family of Tong'an have answered the round's question, as its filing writes it."""
    with acting_as(SYSTEM):
        case = session.get_one(Application, office["TA"].id)
        ask(session, case.round, case.created_at, a_question(case.round, **more))
        asked = session.scalars(sa.select(FieldSet.fields)).one()
        record = {"key": "a", "name": "陈子轩", "x_nursery": "阳光幼儿园"}
        kept = {"students": {"version": 1, "fields": asked}}
        extra_answers.write(session, case, {"students": [record], "extra": kept})
        session.commit()
        return case


def test_a_supervisor_adds_previews_and_publishes(boss, office, session):
    assert add(boss, office).status_code == 302
    preview = boss.get(page_of(office)).text
    assert "就读幼儿园" in preview
    assert "Nursery" in preview
    assert versions(session) == []

    assert publish(boss, office).status_code == 302

    assert versions(session) == [1]
    assert "没有变化" in publish(boss, office).text


WRONG = [
    {"name": "Nursery"}, {"name": "id_number"}, {"name": "关系"}, {"kind": "choice"},
    {"kind": "choice", "options": "a | 甲\na | 乙"}, {"kind": "choice", "options": "甲"},
    {"options": "a | 甲"}, {"show_field": "nothing"}, {"show_field": "nursery"},
    {"show_values": "yes"}, {"required_values": "yes"}, {"required_field": "nothing"},
    {"kind": "choice", "options": "a | 甲", "dictionary": "relation"},
]  # fmt: skip


@pytest.mark.parametrize("more", WRONG)
def test_what_cannot_be_asked_is_named_when_it_is_saved(boss, office, session, more):
    answer = add(boss, office, **more)

    assert answer.status_code == 422
    assert "summary-err" in answer.text
    with acting_as(SYSTEM):
        assert session.scalars(sa.select(ExtraField)).all() == []


def test_a_condition_may_name_another_prepared_question(boss, office):
    add(boss, office)

    asked = {"name": "place", "show_field": "nursery", "show_values": "阳光"}
    assert add(boss, office, **asked).status_code == 302


@pytest.mark.parametrize("more", [{"name": "Nursery"}, {"show_field": "nothing"}])
def test_a_program_is_told_the_same(boss, office, more):
    sent = {**FIELDS, "round_id": office["TA"].round_id, "position": 10, "required": True, **more}
    answer = rest(boss, "POST", "/api/v1/extra-fields/", **sent)

    assert answer.status_code == 422
    assert list(answer.json["errors"]) == list(more)


def test_what_cannot_be_asked_is_named_and_not_published(boss, office, session):
    with acting_as(SYSTEM):
        session.add(a_question(office["TA"].round, "Bad Name"))
        session.commit()

    answer = publish(boss, office)

    assert answer.status_code == 422
    assert "summary-err" in answer.text
    assert versions(session) == []


@pytest.mark.parametrize(("required", "stars"), [("y", 1), ("", 0)])
def test_only_a_question_that_must_be_answered_has_a_star(boss, office, required, stars):
    add(boss, office, kind="flag", required=required or [])

    assert boss.get(page_of(office)).text.count('class="req"') == stars


def test_a_round_has_at_most_fifty(boss, office, session):
    with acting_as(SYSTEM):
        rows = [a_question(office["TA"].round, f"field_{number}") for number in range(51)]
        session.add_all(rows)
        session.commit()

    assert "50" in publish(boss, office).text
    assert versions(session) == []


def test_a_name_is_taken_once_in_a_round(boss, office):
    add(boss, office)

    assert "已有另一条记录" in add(boss, office).text


def test_hostile_words_stand_on_the_page_as_text(boss, office):
    add(boss, office, label_zh_hans="<script>alert(1)</script>", help_zh_hans="<img src=x>")

    page = boss.get(page_of(office)).text

    assert "<script>alert" not in page
    assert "<img src=x>" not in page
    assert "&lt;script&gt;" in page


def test_only_supervisors_of_the_district_change_anything(boss, office, reviewer, session):
    assert "超出了您的区划范围" in add(boss, office, "SM").text
    assert boss.get(page_of(office, "SM")).status_code == 404
    assert publish(boss, office, "SM").status_code == 404
    assert reviewer.get("/extra-fields/list/").status_code == 200
    assert reviewer.get(page_of(office)).status_code in {302, 403}
    with acting_as(SYSTEM):
        assert session.scalars(sa.select(ExtraField)).all() == []


def test_the_office_finds_an_answer_in_detail_list_export_and_rest(boss, office, session):
    case = answered(session, office)

    assert "阳光幼儿园" in boss.get(f"/applications/show/{case.id}?tab=extra_answers").text
    assert "阳光幼儿园" in boss.get(f"/applications/{case.id}/review").text
    assert "陈子轩" in boss.get("/extra-answers/list/?name=nursery&answer=阳光").text
    assert "陈子轩" not in boss.get("/extra-answers/list/?name=nursery&answer=月亮").text
    assert "阳光幼儿园" in taken(boss, "/extra-answers/export?name=nursery").get_data(as_text=True)
    rest = boss.get("/api/v1/extra-answers/?name=nursery").json["result"]
    assert [(one["question"], one["answer"]) for one in rest] == [("就读幼儿园", "阳光幼儿园")]


@pytest.mark.parametrize("more", [{"sensitive": True}, {"kind": ExtraKind.address}])
def test_a_protected_answer_is_sealed_and_masked_everywhere(boss, office, session, more):
    case = answered(session, office, **more)

    with acting_as(SYSTEM):
        number = session.scalar(sa.select(ExtraAnswer.id))
    for path in (
        f"/extra-answers/show/{number}", f"/applications/{case.id}/review",
        f"/api/v1/extra-answers/{number}",
    ):  # fmt: skip
        page = boss.get(path).text
        assert "***" in page
        assert "阳光" not in page
    for path in (f"/applications/show/{case.id}?tab=extra_answers", "/extra-answers/list/"):
        assert "阳光" not in boss.get(path).text
    assert "阳光" not in taken(boss, "/extra-answers/export").get_data(as_text=True)
    with acting_as(SYSTEM):
        row = session.scalars(sa.select(ExtraAnswer)).one()
        assert (row.answer, row.code, row.protected_answer) == (None, None, "阳光幼儿园")


def test_answers_are_rows_of_the_family_and_its_district(boss, log_in, office, session):
    case = answered(session, office)
    other = log_in(Role.reviewer, "SM")

    assert "阳光幼儿园" not in other.get("/extra-answers/list/").text
    with acting_as(SYSTEM):
        row = session.scalars(sa.select(ExtraAnswer)).one()
        assert (row.section, row.account_id) == (Section.students, case.account_id)


def found(desk, office, **conditions) -> bool:
    """Return whether the list of registrations shows the family of Tong'an."""
    query = "&".join(f"{name}={value}" for name, value in conditions.items())
    page = desk.get(f"/applications/list/?round={office['TA'].round_id}&{query}")
    assert page.status_code == 200
    return f"/applications/show/{office['TA'].id}" in page.text


def test_registrations_are_searched_by_the_questions_of_their_round(boss, office, session):
    answered(session, office)

    assert 'name="x_nursery"' in boss.get(f"/applications/list/?round={office['TA'].round_id}").text
    assert found(boss, office, x_nursery="阳光")
    assert not found(boss, office, x_nursery="月亮")
    assert not found(boss, office, x_nursery="%25")


@pytest.mark.parametrize(
    ("more", "right", "other"),
    [
        ({"kind": ExtraKind.choice, "options": "阳光幼儿园 | 甲\nb | 乙"}, "阳光幼儿园", "b"),
        ({"kind": ExtraKind.several, "options": "阳光幼儿园 | 甲"}, "阳光幼儿园", "阳光"),
        ({"kind": ExtraKind.long_text}, "幼儿", "小学"),
    ],
)
def test_each_kind_is_searched_in_its_own_way(boss, office, session, more, right, other):
    with acting_as(SYSTEM):
        rule = {"fields": definitions([a_question(office["TA"].round, **more)])[0]}
    answered(session, office)
    with acting_as(SYSTEM):
        session.add(
            FieldSet(
                round_id=office["TA"].round_id, district_id=office["TA"].district_id, number=2,
                fields=[rule["fields"]], published_at=office["TA"].created_at, published_by="",
            )
        )  # fmt: skip
        session.commit()

    assert found(boss, office, x_nursery=right)
    assert not found(boss, office, x_nursery=other)


@pytest.mark.parametrize("more", [{"sensitive": True}, {"name": "other"}])
def test_a_hidden_or_unknown_question_is_no_condition(boss, office, session, more):
    with acting_as(SYSTEM):
        round_ = office["TA"].round
        ask(session, round_, office["TA"].created_at, a_question(round_, **more))

    path = f"/applications/list/?round={office['TA'].round_id}&x_nursery=阳光"
    assert boss.get(path).status_code == 404
    assert boss.get("/applications/list/?x_nursery=阳光").status_code == 404


def test_rest_tells_the_answers_of_a_registration(boss, office, session):
    case = answered(session, office)

    rows = boss.get(f"/api/v1/applications/{case.id}").json["result"]["extra"]

    assert [(one["name"], one["answer"], one["version"]) for one in rows] == [
        ("nursery", "阳光幼儿园", 1)
    ]


def test_hostile_labels_of_answers_stand_on_lists_and_details_as_text(reviewer, office, session):
    hostile = "<script>alert(1)</script>"
    case = answered(session, office, label_zh_hans=hostile)
    for path in (f"/applications/list/?round={case.round_id}", f"/applications/show/{case.id}"):
        page = reviewer.get(path).text
        assert "<script>alert" not in page, path


def test_a_label_is_escaped_wherever_it_is_shown(doors, monkeypatch):
    field = replace(fields_of(Student)["name"], label="<b>x</b>")
    monkeypatch.setattr(columns, "fields_of", lambda _model: {"name": field})
    with doors["staff"].test_request_context():
        words = columns.label(Student, "name")
        for template in ("{{ words }}", "{{ '%s'|format(words) }}", "<p title='{{ words }}'>"):
            assert "<b>" not in render_template_string(template, words=words)


def test_another_answer_that_is_looked_for_replaces_the_one_before(reviewer, office, session):
    round_ = answered(session, office).round_id
    page = reviewer.get(f"/applications/list/?round={round_}&x_nursery=甲").text

    row = page.partition('class="filters" method')[2].partition("</form>")[0]
    assert row.count('name="x_nursery"') == 1
