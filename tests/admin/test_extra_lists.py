"""Do the questions of a round stand in lists, filters, exports and REST as columns do?"""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from app.schema.entity import Role
from app.security.actor import SYSTEM, acting_as
from app.services import extra_answers
from models import Application
from models.enums import ExtraKind, Section
from models.field_set import FieldSet
from tests.admin.test_export import taken
from tests.admin.test_statements import count, statements
from tests.extra import a_question, ask, change

__all__ = ["statements"]

WHERE = "/applications/list/?where=all~"


@pytest.fixture
def boss(log_in):
    """The supervisor of Tong'an."""
    return log_in(Role.supervisor, "TA")


def file(session, case, section: Section = Section.students, *records: dict) -> None:
    """Write the answers as a filing does, under the newest version of the questions."""
    newest = session.scalars(sa.select(FieldSet).order_by(FieldSet.id.desc())).first()
    kept = {section.value: {"version": newest.number, "fields": newest.fields}}
    extra_answers.write(session, case, {section.value: list(records), "extra": kept})
    session.commit()


def answered(session, office, value="阳光幼儿园", **more) -> Application:
    """Let the family of Tong'an have answered the question of its round."""
    with acting_as(SYSTEM):
        case = session.get_one(Application, office["TA"].id)
        ask(session, case.round, case.created_at, a_question(case.round, **more))
        file(session, case, Section.students, {"key": "a", "name": "陈子轩", "x_nursery": value})
        return case


def found(desk, office, term: str) -> bool:
    page = desk.get(WHERE + term)
    assert page.status_code == 200, term
    return f"/applications/show/{office['TA'].id}" in page.text


OPTIONS = {"options": "sun | 阳光\nmoon | 月亮"}
KINDS = [
    (ExtraKind.text, {}, "阳光幼儿园", "is.阳光幼儿园 has.幼儿 starts.阳光 not.月亮 filled.",
     "is.阳光 has.月 empty."),
    (ExtraKind.integer, {}, 7, "is.7 gt.6 between.1,9 not.8", "lt.7 gt.10 is.70 empty."),
    (ExtraKind.decimal, {}, "7.5", "is.7.50 gt.7 lt.8", "lt.7 is.75"),
    (ExtraKind.day, {}, "2020-09-01",
     "is.2020-09-01 before.2020-10-01 between.2020-08-01,2020-09-01",
     "after.2020-09-01 before.2020-09-01"),
    (ExtraKind.flag, {}, "yes", "yes. filled.", "no. empty."),
    (ExtraKind.choice, OPTIONS, "sun", "is.sun in.sun,moon not.moon", "is.moon not.sun"),
    (ExtraKind.several, OPTIONS, ["sun"], "has.sun in.moon,sun", "has.moon in.moon"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "more", "value", "right", "other"), KINDS)
def test_each_kind_is_filtered_by_its_operators(
    boss, office, session, kind, more, value, right, other
):
    answered(session, office, value, kind=kind, **more)

    assert all(found(boss, office, f"x_nursery.{one}") for one in right.split())
    assert not any(found(boss, office, f"x_nursery.{one}") for one in other.split())


@pytest.mark.parametrize(
    ("term", "status"),
    [
        ("x_nursery.gt.7", 400), ("x_other.is.a", 404), ("x_nursery.is.%00", 400),
        ("x_nursery.last.9", 400),
    ],
)  # fmt: skip
def test_what_no_question_can_be_asked_is_refused(boss, office, session, term, status):
    answered(session, office)

    assert boss.get(WHERE + term).status_code == status


def test_a_number_under_the_name_of_older_words_is_compared_safely(boss, office, session):
    case = answered(session, office)
    with acting_as(SYSTEM):
        change(session, case.round, case.created_at, "nursery", kind=ExtraKind.integer)

    assert not found(boss, office, "x_nursery.gt.1")
    assert found(boss, office, "x_nursery.not.5")


def test_a_protected_answer_is_asked_for_only_whether_it_is_there(boss, office, session):
    answered(session, office, sensitive=True)

    assert found(boss, office, "x_nursery.filled.")
    assert not found(boss, office, "x_nursery.empty.")
    assert boss.get(WHERE + "x_nursery.is.阳光幼儿园").status_code == 400
    assert 'name="x_nursery"' not in boss.get("/applications/list/").text


def test_the_builder_and_the_query_row_offer_the_question(boss, office, session):
    answered(session, office, "sun", kind=ExtraKind.choice, **OPTIONS)
    page = boss.get(WHERE + "x_nursery.is.sun").text

    assert '<option value="x_nursery">就读幼儿园</option>' in page
    assert re.search(r'<option value="sun" selected[^>]*>阳光', page)
    assert 'name="x_nursery"' in page.partition('class="filters" method')[2]


def chosen(desk) -> None:
    """Let the question stand in the list, behind the name."""
    page = "/applications/columns"
    places = {"place-student_names": "1", "place-x_nursery": "2"}
    assert desk.post(page, page, **places).status_code == 302


@pytest.mark.parametrize(("more", "shown"), [({}, "阳光幼儿园"), ({"sensitive": True}, "*****")])
def test_a_list_has_the_question_as_a_column(boss, office, session, more, shown):
    answered(session, office, **more)
    chosen(boss)

    page = boss.get("/applications/list/").text

    assert ">就读幼儿园</th>" in page
    assert f">{shown}</td>" in page


def test_several_answers_of_a_case_say_whose_they_are(boss, office, session):
    case = answered(session, office)
    with acting_as(SYSTEM):
        people = [{"key": k, "name": n, "x_nursery": v} for k, n, v in
                  (("a", "陈一", "甲园"), ("b", "陈二", "乙园"))]  # fmt: skip
        file(session, case, Section.students, *people)
    chosen(boss)

    assert "陈一：甲园；陈二：乙园" in boss.get("/applications/list/").text


def test_a_changed_question_is_one_column_worded_as_the_last(boss, office, session):
    case = answered(session, office)
    with acting_as(SYSTEM):
        change(session, case.round, case.created_at, "nursery", label_zh_hans="幼儿园名称")

    head, *rows = taken(boss, "/applications/export").text.splitlines()

    assert head.count("幼儿园") == 1
    assert "幼儿园名称" in head
    assert "阳光幼儿园" in "".join(rows)


@pytest.mark.parametrize("revealing", [False, True])
def test_an_export_masks_protected_answers_unless_they_are_revealed(
    boss, office, session, revealing
):
    answered(session, office, sensitive=True)

    text = taken(boss, "/applications/export", **({"revealing": "y"} if revealing else {})).text

    assert ("阳光幼儿园" in text) is revealing
    assert "就读幼儿园" in text


def test_an_export_neutralises_what_families_answered(boss, office, session):
    answered(session, office, "=1+1")

    assert "'=1+1" in taken(boss, "/applications/export").text


def test_who_may_not_read_answers_finds_no_question(log_in, office, session):
    case = answered(session, office)
    reader = log_in(Role.read_only, "TA")

    assert "就读幼儿园" not in reader.get("/applications/list/").text
    assert reader.get(WHERE + "x_nursery.filled.").status_code == 404
    assert "extra" not in reader.get(f"/api/v1/applications/{case.id}").json["result"]


def test_another_districts_question_is_none_of_the_readers(log_in, office, session):
    answered(session, office)

    other = log_in(Role.supervisor, "SM")

    assert "就读幼儿园" not in other.get("/applications/list/").text
    assert other.get("/applications/list/?x_nursery=a").status_code == 404


def test_rest_lists_are_narrowed_by_a_question(boss, office, session):
    answered(session, office)

    for words, number in (("阳光", 1), ("月亮", 0)):
        rows = boss.get(f"/api/v1/applications/?x_nursery={words}").json["result"]
        assert len(rows) == number


def test_a_column_of_answers_adds_no_statement(boss, office, session, statements):
    answered(session, office)
    before = count(statements, boss, "/applications/list/")
    chosen(boss)

    assert count(statements, boss, "/applications/list/") == before


def test_an_export_of_answers_adds_one_statement_to_a_portion(boss, office, session, statements):
    answered(session, office)
    statements.clear()

    assert taken(boss, "/applications/export").text

    asked = [one for one in statements if "FROM extra_answer" in one]
    assert len(asked) == 1
