"""Are a round's extra fields, and a street's communities, edited in the form of their parent?"""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from app.admin.sheet import MOST_ROWS
from app.schema.entity import Role
from app.security.actor import SYSTEM, acting_as
from models import AdmissionRound, ExtraField, RecordChange, Region
from models.enums import RegionLevel
from tests.admin.pages import typed

QUESTION = {"section": "students", "kind": "text"}


def read(desk, page: str) -> dict:
    """Return what a browser would send of a page, its rows included."""
    text = desk.get(page).text
    rows = re.findall(r'name="(\w+)-rows" value="(\w+)"', text)
    listed: dict[str, list[str]] = {}
    for name, number in rows:
        listed.setdefault(f"{name}-rows", []).append(number)
    return {**typed(text), **listed}


def send(desk, page: str, data: dict):
    return desk.post(page, page, **{name: one for name, one in data.items() if one is not None})


def fresh(relation: str, number: str = "new1", /, **answers) -> dict:
    """Return the fields of a new row of a relation."""
    return {f"{relation}-{number}-{field}": one for field, one in answers.items()}


@pytest.fixture
def questions(session):
    """The prepared questions of a round, as the system sees them."""

    def of(key: int) -> list[ExtraField]:
        with acting_as(SYSTEM):
            session.expire_all()
            query = sa.select(ExtraField).where(ExtraField.round_id == key)
            return list(session.scalars(query.order_by(ExtraField.id)).unique())

    return of


@pytest.fixture
def round_page(office):
    return f"/admission-rounds/edit/{office['TA'].round_id}"


@pytest.fixture
def two(supervisor, round_page, office, questions):
    """A round with two questions, added in its form."""
    asked = read(supervisor, round_page) | {
        "extra_fields-rows": ["new1", "new2"],
        **fresh("extra_fields", name="nursery", label_zh_hans="幼儿园", position="1", **QUESTION),
        **fresh(
            "extra_fields", "new2", name="sibling", label_zh_hans="兄姐", position="2", **QUESTION
        ),
    }
    assert send(supervisor, round_page, asked).status_code == 302
    return questions(office["TA"].round_id)


@pytest.fixture
def street(session):
    """A street of Tong'an that has communities."""
    with acting_as(SYSTEM):
        query = sa.select(Region).where(
            Region.level == RegionLevel.street, Region.parent_code == "350212"
        )
        return session.scalars(query.order_by(Region.code)).first()


@pytest.fixture
def communities(session):
    def of(code: str) -> list[Region]:
        with acting_as(SYSTEM):
            session.expire_all()
            query = sa.select(Region).where(Region.parent_code == code)
            return list(session.scalars(query.order_by(Region.code)))

    return of


def test_questions_are_added_with_their_round(two, office):
    assert [(one.name, one.label_zh_hans) for one in two] == [
        ("nursery", "幼儿园"),
        ("sibling", "兄姐"),
    ]
    assert {one.district_id for one in two} == {office["TA"].district_id}


def test_an_empty_row_comes_on_demand_without_script(supervisor, round_page):
    data = read(supervisor, round_page)

    page = send(supervisor, round_page, {**data, "act": "row:extra_fields", "name": "新名称"})

    assert 'name="extra_fields-new1-name"' in page.text
    assert 'value="新名称"' in page.text


def test_an_error_in_one_row_saves_nothing_and_is_linked(supervisor, round_page, office, questions):
    data = read(supervisor, round_page) | {
        "extra_fields-rows": ["new1", "new2"],
        "name": "改名",
        **fresh("extra_fields", name="nursery", label_zh_hans="幼儿园", position="1", **QUESTION),
        **fresh("extra_fields", "new2", name="sibling", position="99999", **QUESTION),
    }

    answer = send(supervisor, round_page, data)

    assert answer.status_code == 422
    assert 'href="#extra_fields-new2-position"' in answer.text
    assert 'href="#extra_fields-new2-label_zh_hans"' in answer.text
    assert 'value="幼儿园"' in answer.text
    assert questions(office["TA"].round_id) == []
    assert office["TA"].round.name != "改名"


def test_the_same_name_twice_is_told_in_a_sentence(supervisor, two, round_page, office, questions):
    data = read(supervisor, round_page)
    rows = [*data["extra_fields-rows"], "new1"]
    more = fresh("extra_fields", name="nursery", label_zh_hans="又一", position="3", **QUESTION)

    answer = send(supervisor, round_page, {**data, "extra_fields-rows": rows, **more})

    assert answer.status_code == 422
    assert "summary-err" in answer.text
    assert len(questions(office["TA"].round_id)) == len(two)


def test_a_question_is_removed_in_the_form(supervisor, two, round_page, office, questions):
    data = read(supervisor, round_page) | {f"extra_fields-{two[0].id}-remove": "y"}

    assert send(supervisor, round_page, data).status_code == 302
    assert [one.name for one in questions(office["TA"].round_id)] == ["sibling"]


@pytest.mark.parametrize("keep", ["mine", "theirs"])
def test_two_people_change_one_question_and_choose(
    supervisor, log_in, two, round_page, office, questions, keep
):
    field = f"extra_fields-{two[0].id}-label_zh_hans"
    mine, theirs = read(supervisor, round_page), log_in(Role.supervisor, "TA")
    send(theirs, round_page, read(theirs, round_page) | {field: "他人所写"})

    clash = send(supervisor, round_page, mine | {field: "本人所写"})
    shown = read_of(clash.text) | {f"keep-{field}": keep}
    merged = send(supervisor, round_page, shown)

    assert (clash.status_code, merged.status_code) == (409, 302)
    assert "他人所写" in clash.text
    assert f'href="#{field}-keep"' in clash.text
    wanted = {"mine": "本人所写", "theirs": "他人所写"}[keep]
    assert questions(office["TA"].round_id)[0].label_zh_hans == wanted


def read_of(text: str) -> dict:
    rows = re.findall(r'name="extra_fields-rows" value="(\w+)"', text)
    return {**typed(text), "extra_fields-rows": rows}


def test_who_may_only_read_a_round_has_no_form_for_its_questions(log_in, two, round_page):
    assert log_in(Role.reviewer).get(round_page).status_code in {302, 403}


def test_communities_are_renamed_and_added_with_their_street(
    supervisor, street, communities, session
):
    page = f"/regions/edit/{street.id}"
    first = communities(street.code)[0]
    was, code = first.name, street.code[:9] + "998"
    data = read(supervisor, page)
    more = fresh("parts", code=code, name="新设社区", level="community")
    rows = {"parts-rows": [*data["parts-rows"], "new1"], f"parts-{first.id}-name": "更名社区"}

    assert send(supervisor, page, {**data, **rows, **more}).status_code == 302

    found = {one.code: one.name for one in communities(street.code)}
    assert found[code] == "新设社区"
    assert found[first.code] == "更名社区"
    with acting_as(SYSTEM):
        change = sa.select(RecordChange).where(
            RecordChange.entity == "Region", RecordChange.entity_id == first.id
        )
        newest = session.scalars(change.order_by(RecordChange.id.desc())).first()
        assert newest.changes["name"] == [was, "更名社区"]


def test_a_street_with_a_new_code_keeps_its_communities(supervisor, street, communities):
    page, before = f"/regions/edit/{street.id}", communities(street.code)
    code = street.code[:6] + "998000"

    assert send(supervisor, page, read(supervisor, page) | {"code": code}).status_code == 302

    assert [one.code for one in communities(code)] == [one.code for one in before]


def test_a_region_that_nobody_may_delete_has_no_box_for_it(supervisor, street, communities):
    page, first = f"/regions/edit/{street.id}", communities(street.code)[0]
    data = read(supervisor, page) | {f"parts-{first.id}-remove": "y"}

    assert f'name="parts-{first.id}-remove"' not in supervisor.get(page).text
    assert send(supervisor, page, data).status_code == 400


def test_more_than_one_form_takes_are_named_and_left_alone(
    supervisor, street, communities, session
):
    known = len(communities(street.code))
    with acting_as(SYSTEM):
        for number in range(MOST_ROWS + 1 - known):
            code = f"{street.code[:9]}{900 + number}"
            row = Region(code=code, parent_code=street.code, name="多", level=RegionLevel.community)
            session.add(row)
        session.commit()
    page = f"/regions/edit/{street.id}"

    text = supervisor.get(page).text

    assert "请在其列表中逐条修改" in text
    assert "parts-rows" not in text
    assert send(supervisor, page, read(supervisor, page) | {"name": "改名街道"}).status_code == 302
    assert len(communities(street.code)) == MOST_ROWS + 1


def test_a_new_round_takes_its_questions_at_once(supervisor, office, questions, session):
    page = "/admission-rounds/add"
    with acting_as(SYSTEM):
        kept = session.get(AdmissionRound, office["TA"].round_id)
        like = read(supervisor, f"/admission-rounds/edit/{kept.id}")
    data = like | read(supervisor, page) | {k: v for k, v in like.items() if k != "read"}
    data |= {"year": "2031", "extra_fields-rows": ["new1"], "csrf_token": None, "version": None}
    data |= fresh("extra_fields", name="nursery", label_zh_hans="幼儿园", position="1", **QUESTION)

    answer = send(supervisor, page, data)

    assert answer.status_code == 302, answer.text
    made = int(answer.headers["Location"].rpartition("/")[2])
    assert [one.name for one in questions(made)] == ["nursery"]


def test_the_buttons_of_the_form_lead_to_the_form(supervisor, round_page):
    """Under the address of the office's door, which is not that of the whole site."""
    text = supervisor.get(round_page).text

    assert f'formaction="/staff{round_page}#extra_fields"' in text


def test_the_search_of_a_picker_leads_to_the_form(reviewer, office):
    page = f"/students/correct/{office['TA'].students[0].id}/region_code?to=review"

    assert f'formaction="/staff{page}#region_code"' in reviewer.get(page).text


def test_a_new_row_begins_with_what_its_columns_say_of_themselves(supervisor, round_page):
    data = read(supervisor, round_page)

    page = send(supervisor, round_page, {**data, "act": "row:extra_fields"})

    asked = read_of(page.text)
    assert asked["extra_fields-new1-required"] == "y"
    assert asked["extra_fields-new1-position"] == "0"
    assert read(supervisor, "/admission-rounds/add")["max_students"] == "4"


def test_a_question_that_cannot_be_asked_is_named_in_its_row(supervisor, round_page):
    wrong = fresh("extra_fields", name="Bad Name", label_zh_hans="又", position="3", **QUESTION)
    data = read(supervisor, round_page) | {"extra_fields-rows": ["new1"], **wrong}

    answer = send(supervisor, round_page, data)

    assert answer.status_code == 422
    assert 'href="#extra_fields-new1-name"' in answer.text
