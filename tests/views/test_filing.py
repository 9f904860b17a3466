"""Is a registration filed once, whole and in time, or not at all, with a sentence that says why?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.policy import serial_numbers
from app.security.actor import SYSTEM, acting_as
from app.services.filed_rows import free_serial
from models import Application, Filing, OutboxMessage, Student
from models.enums import ApplicationStatus, KinshipCase
from tests.factories import create
from tests.family_way import a_picture, id_number

MILLISECOND = timedelta(milliseconds=1)
FAMILY_SLOTS = (
    "household_head_page", "household_father_page", "household_mother_page",
    "marriage_certificate",
)  # fmt: skip
CHILD_SLOT = "household_child_page|student:child1"


def count(session, model) -> int:
    with acting_as(SYSTEM):
        session.expire_all()
        return session.scalar(select(func.count()).select_from(model)) or 0


def status(session) -> str:
    with acting_as(SYSTEM):
        session.expire_all()
        return session.scalars(select(Application.status)).first()


def with_code(family) -> str:
    family.get(f"/registration/{family.uid}/check")
    family.post(f"/registration/{family.uid}/code")
    return family.newest_code()


def code_of_the_last_minute(family, trial, clock) -> str:
    clock.now = trial.closes_at - timedelta(minutes=1)
    family.log_in()
    return with_code(family)


def press(family, code: str, **more):
    answers = {"code": code, "declared": "yes", "key": family.page.value("key"), **more}
    return family.post(f"/registration/{family.uid}/submit", **answers)


def nothing_was_filed(session) -> bool:
    return (count(session, Filing), count(session, Student)) == (0, 0) and (
        status(session) is ApplicationStatus.draft
    )


def test_the_last_millisecond_counts(ready, session, trial, clock):
    code = code_of_the_last_minute(ready, trial, clock)
    clock.now = trial.closes_at - MILLISECOND

    press(ready, code)

    assert status(session) is ApplicationStatus.submitted


def test_at_the_deadline_it_is_too_late_and_the_draft_stays(ready, session, trial, clock):
    code = code_of_the_last_minute(ready, trial, clock)
    clock.now = trial.closes_at

    page = press(ready, code)

    assert page.status == 422
    assert "现在不在报名时间内" in page.words
    assert nothing_was_filed(session)
    assert ready.get(f"/registration/{ready.uid}/students").value("students-1-name") == "陈子轩"


def test_what_arrived_in_time_is_filed_though_it_waited(ready, session, trial, clock, doors):
    doors["parents"].config["ARRIVAL_HEADER"] = "X-Arrival"
    code = code_of_the_last_minute(ready, trial, clock)
    clock.now = trial.closes_at + timedelta(seconds=30)
    arrived = (trial.closes_at - timedelta(seconds=1)).timestamp()
    ready.client.environ_base["HTTP_X_ARRIVAL"] = str(arrived)

    press(ready, code)

    doors["parents"].config["ARRIVAL_HEADER"] = ""
    assert status(session) is ApplicationStatus.submitted


def test_a_wrong_code_is_refused_and_the_tick_stays(ready, session):
    code = with_code(ready)

    page = press(ready, f"{(int(code) + 1) % 10**6:06d}")

    assert page.status == 422
    assert nothing_was_filed(session)


def test_a_code_confirms_only_what_was_on_the_page_when_it_was_sent(ready, session):
    code = with_code(ready)
    ready.property(**{"property-1-owned": "no", "act": "next"})
    ready.step("students", **{"students-1-address": "另一处 1 号", "act": "draft"})

    page = press(ready, code)

    assert page.status == 422
    assert nothing_was_filed(session)


def test_a_second_press_gets_the_same_receipt(ready, session):
    code, key = with_code(ready), ready.page.value("key")
    press(ready, code, key=key)

    page = press(ready, code, key=key)

    assert page.status == 200
    assert count(session, Filing) == 1
    assert "报名已提交" in page.words


def test_without_the_declaration_nothing_is_filed(ready, session):
    page = press(ready, with_code(ready), declared="")

    assert page.status == 422
    assert "声明" in page.words
    assert nothing_was_filed(session)


def test_an_unfinished_section_is_named_and_no_code_is_sent(family, session, trial):
    family.start()
    family.guardians()
    family.get(f"/registration/{family.uid}/check")
    before = count(session, OutboxMessage)

    page = family.post(f"/registration/{family.uid}/code")

    assert page.status == 422
    assert "学生姓名" in page.words
    assert count(session, OutboxMessage) == before


def test_a_missing_picture_is_named(family, trial):
    family.start()
    family.fill(trial.born_from + timedelta(days=100), KinshipCase.with_one_parent)

    page = family.get(f"/registration/{family.uid}/check")

    assert "还缺照片：孩子户口页" in page.words


def test_a_child_that_another_family_filed_is_refused(ready, second_family, session, trial):
    press(ready, with_code(ready))
    second_family.start()
    second_family.fill(trial.born_from + timedelta(days=100))

    page = press(second_family, with_code(second_family))

    assert page.status == 422
    assert "已有" in page.words
    assert count(session, Filing) == 1


def test_a_guardian_cannot_be_a_student(family, trial):
    family.start()
    family.guardians()

    number = id_number(date(1991, 3, 4), "003", "350425")
    page = family.students(trial.born_from, **{"students-1-id_number": number})

    assert page.status == 422
    assert "监护人" in page.words


FAMILY_PAGES = [
    "", "/guardians", "/students", "/kinship", "/property", "/check", "/status", "/delete",
    "/ask/withdraw", "/ask/request-modification", "/ask/recheck",
]  # fmt: skip


@pytest.mark.parametrize("page", FAMILY_PAGES)
def test_nobody_sees_the_registration_of_another_family(ready, second_family, page):
    assert second_family.get(f"/registration/{ready.uid}{page}").status == 404


@pytest.mark.parametrize(
    "page",
    ["guardians", "students", "kinship", "property", "code", "submit", "modify", "delete",
     "ask/withdraw", "ask/request-modification", "pictures/x/remove"],
)  # fmt: skip
def test_nobody_changes_the_registration_of_another_family(ready, second_family, session, page):
    second_family.get("/account")

    answer = second_family.post(f"/registration/{ready.uid}/{page}", act="next")

    assert answer.status == 404
    assert nothing_was_filed(session)


def test_a_picture_of_another_family_is_not_found(ready, second_family, session):
    ready.kinship(KinshipCase.with_one_parent, **{"household_child_page|family": a_picture()})
    with acting_as(SYSTEM):
        pictures = session.scalars(select(Application)).first().uploads

    for one in pictures:
        path = f"/registration/{ready.uid}/pictures/{one.uid}/large"
        assert second_family.get(path).status == 404


def test_a_discarded_draft_leaves_nothing_behind(ready, session):
    ready.get(f"/registration/{ready.uid}/delete")

    ready.post(f"/registration/{ready.uid}/delete")

    assert count(session, Application) == 0


def test_a_picture_that_no_answer_asks_for_any_more_is_neither_shown_nor_filed(ready, session):
    pictures = {f"{slot}|family": a_picture() for slot in FAMILY_SLOTS}
    ready.kinship(KinshipCase.with_one_parent, **pictures, **{CHILD_SLOT: a_picture()})
    ready.kinship(KinshipCase.together)

    shown = ready.get(f"/registration/{ready.uid}/check").text.count("/small")
    press(ready, with_code(ready))

    with acting_as(SYSTEM):
        filing = session.scalars(select(Filing)).one()
    assert (shown, filing.snapshot["pictures"]) == (0, [])


def test_going_back_to_an_answer_finds_its_pictures_again(ready, session):
    pictures = {f"{slot}|family": a_picture() for slot in FAMILY_SLOTS}
    ready.kinship(KinshipCase.with_one_parent, **pictures, **{CHILD_SLOT: a_picture()})
    ready.kinship(KinshipCase.together)
    ready.kinship(KinshipCase.with_one_parent)

    press(ready, with_code(ready))

    with acting_as(SYSTEM):
        filing = session.scalars(select(Filing)).one()
    assert len(filing.snapshot["pictures"]) == 5


def test_a_serial_number_that_a_student_has_is_not_drawn_again(session, monkeypatch):
    monkeypatch.setattr(serial_numbers, "NUMBERS", 2)
    with acting_as(SYSTEM):
        taken = create(session, Student, serial_number=free_serial(session, "TA", 2027))

        drawn = {free_serial(session, "TA", 2027) for _ in range(20)}

    assert len(drawn) == 1
    assert taken.serial_number not in drawn
