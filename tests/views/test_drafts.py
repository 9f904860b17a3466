"""Is everything that a family typed kept, and nothing overwritten that it did not see?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.security.actor import SYSTEM, acting_as
from models import Draft
from tests.family_way import id_number


def answers(session) -> dict:
    with acting_as(SYSTEM):
        session.expire_all()
        return session.scalars(select(Draft)).one().answers


@pytest.fixture
def started(family, trial):
    family.start()
    return family


def test_a_step_is_saved_on_demand_however_incomplete(started, session):
    page = started.step("students", act="draft", **{"students-1-name": "陈"})

    assert page.status == 200
    assert "草稿已保存" in page.words
    assert answers(session)["students"][0]["name"] == "陈"


def test_what_is_refused_stays_on_the_page_and_in_the_draft(started, session):
    page = started.step("students", **{"students-1-name": "陈子轩", "students-1-id_number": "12"})

    assert page.status == 422
    assert page.value("students-1-id_number") == "12"
    assert answers(session)["students"][0]["id_number"] == "12"


def test_each_error_stands_in_the_summary_and_at_its_field(started):
    page = started.step("students", **{"students-1-id_number": "12"})

    sentence = "身份证号少 16 位，应为 18 位"
    assert page.words.count(sentence) == 2
    assert 'href="#students-1-id_number"' in page.text


def test_an_older_tab_overwrites_nothing(started, session):
    started.get(f"/registration/{started.uid}/students")
    old = started.page.value("revision")
    started.step("students", act="draft", **{"students-1-name": "陈子轩"})

    page = started.step("students", act="draft", revision=old, **{"students-1-name": "林小雨"})

    assert page.status == 409
    assert "其他窗口" in page.words or "另一" in page.words
    assert page.value("students-1-name") == "林小雨"
    assert answers(session)["students"][0]["name"] == "陈子轩"


@pytest.mark.parametrize("name", ["陈·阿依古丽", "𠮷田子轩", "㐱子轩", "陈子轩\u3007"])
def test_a_name_is_kept_sign_by_sign(started, session, name):
    started.step("students", act="draft", **{"students-1-name": name})

    assert answers(session)["students"][0]["name"] == name


def test_several_students_are_added_and_one_removed(started, session):
    started.step("students", act="add", **{"students-1-name": "陈子轩", "key-1": "a"})
    started.step(
        "students", act="remove-1", count="2",
        **{"students-1-name": "陈子轩", "students-2-name": "陈子涵", "key-1": "a", "key-2": "b"},
    )  # fmt: skip

    assert [one["name"] for one in answers(session)["students"]] == ["陈子涵"]


def test_the_first_guardian_is_the_account_whatever_is_sent(started, session):
    started.guardians(**{"guardians-1-name": "别人", "guardians-1-id_number": "1"})

    first = answers(session)["guardians"][0]
    assert (first["name"], first["phone"]) == ("陈建国", "13800000001")


@pytest.mark.parametrize(
    "hostile",
    ["\x00", "\ud7ff\ufffe", "a" * 100_000, "<script>alert(1)</script>", "' OR 1=1 --", "{{7*7}}"],
)
def test_hostile_text_is_answered_with_a_sentence(started, hostile):
    page = started.step("students", **{"students-1-name": hostile})

    assert page.status in {400, 413, 422}
    assert "<script>alert" not in page.text
    assert "49" not in page.value("students-1-name")


@pytest.mark.parametrize(
    "sent",
    [
        {"count": "-1"}, {"count": "99999999999"}, {"count": "zwei"}, {"revision": "x"},
        {"act": "remove-99"}, {"act": "unknown"}, {"act": ""}, {"key-1": "../../etc"},
        {"students-1-disabled": "maybe"}, {"students-1-region_code": "110101001001"},
    ],
)  # fmt: skip
def test_bent_forms_never_break_a_page(started, sent):
    page = started.step("students", **{"students-1-name": "陈子轩", **sent})

    assert page.status < 500


def test_the_sections_of_an_unknown_name_do_not_exist(started):
    for name in ("unknown", "Students", "students%00", "1"):
        assert started.get(f"/registration/{started.uid}/{name}").status == 404


@pytest.mark.parametrize(("seconds", "free"), [(29.999, False), (30, True)])
def test_the_server_keeps_the_thirty_seconds(family, trial, clock, seconds, free):
    family.get("/enrolment")
    family.post("/enrolment", district="350212")
    family.post("/enrolment/notice")
    clock.now += timedelta(seconds=seconds)

    page = family.post("/enrolment/start", agree="yes", district="350212")

    assert (page.status == 200 and family.path.startswith("/registration/")) is free


@pytest.mark.parametrize("sent", [{"agree": ""}, {"district": "350203"}, {"district": ""}])
def test_without_consent_or_district_nothing_starts(family, trial, clock, sent):
    family.get("/enrolment")
    family.post("/enrolment", district="350212")
    family.post("/enrolment/notice")
    clock.now += timedelta(seconds=31)

    page = family.post("/enrolment/start", **{"agree": "yes", "district": "350212", **sent})

    assert page.status == 422
    assert "请确认" in page.words


def test_two_children_never_share_a_key(family, session, trial):
    family.start()
    born = trial.born_from + timedelta(days=100)
    second = {
        name.replace("1", "2", 1): value
        for name, value in (
            ("students-1-name", "陈子涵"), ("students-1-id_number", id_number(born, "004")),
            ("students-1-address", "阳翟二里 208 号"), ("students-1-disabled", "no"),
        )
    }  # fmt: skip

    family.students(born, count="2", **{"key-2": "child1", **second})

    with acting_as(SYSTEM):
        kept = session.scalars(select(Draft)).one().answers["students"]
    assert (len(kept), len({one["key"] for one in kept})) == (2, 2)
