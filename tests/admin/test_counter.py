"""Does an account rise only after its holder's paper was compared, and is it on record?"""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import select

from app.schema.entity import Role
from app.security.actor import SYSTEM, acting_as
from models import Application, AuditEntry, Draft
from models.account import Account
from models.enums import RealNameLevel
from tests.factories import create
from tests.family_way import id_number

NUMBER = id_number(date(1988, 2, 3), "001")


@pytest.fixture
def holder(session, office):
    with acting_as(SYSTEM):
        account = create(
            session, Account, name="陈建国", id_number=NUMBER, phone="13700000001",
            level=RealNameLevel.junior,
        )  # fmt: skip
        session.commit()
    return account


def confirm(desk, account, **more):
    paper = {
        "name": "陈建国", "id_type": "resident_id_card", "id_number": NUMBER,
        "evidence": "身份证原件，人证一致",
    }  # fmt: skip
    path = f"/counter/{account.uid}"
    return desk.post(path, page=path, **{**paper, **more})


def fresh(session, account) -> Account:
    with acting_as(SYSTEM):
        session.refresh(account)
    return account


@pytest.mark.parametrize("typed", ["13700000001", NUMBER, f" {NUMBER[:6]} {NUMBER[6:]} "])
def test_the_counter_finds_an_account_by_its_whole_number(reviewer, holder, typed):
    answer = reviewer.post("/counter", page="/counter", typed=typed)

    assert answer.headers["Location"].endswith(f"/counter/{holder.uid}")


@pytest.mark.parametrize("typed", ["1370000000", NUMBER[:-1], "陈建国", "%", "' OR 1=1"])
def test_a_part_of_a_number_finds_nobody(reviewer, holder, typed):
    answer = reviewer.post("/counter", page="/counter", typed=typed)

    assert answer.status_code == 422
    assert "没有账号使用此号码" in answer.text


def test_the_paper_raises_the_account_and_is_on_record(reviewer, holder, session):
    answer = confirm(reviewer, holder)

    assert answer.status_code == 302
    assert fresh(session, holder).level is RealNameLevel.middle
    with acting_as(SYSTEM):
        entry = session.scalars(select(AuditEntry).filter_by(action="raise_level")).one()
    assert (entry.entity_id, entry.reason) == (str(holder.id), "身份证原件，人证一致")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": "陈建军"}, "与账号登记的不一致"),
        ({"id_number": id_number(date(1988, 2, 3), "003")}, "与账号登记的不一致"),
        ({"id_number": NUMBER[:-1]}, "身份证号少 1 位"),
        ({"evidence": " "}, "请写明"),
        ({"id_type": "nothing"}, "请从给出的选项中选择"),
    ],
)
def test_what_differs_or_lacks_is_refused_and_kept_on_the_page(
    reviewer, holder, session, wrong, sentence
):
    answer = confirm(reviewer, holder, **wrong)

    assert answer.status_code == 422
    assert fresh(session, holder).level is RealNameLevel.junior
    assert sentence in answer.text
    assert "身份证原件，人证一致" in answer.text or "evidence" in wrong


def test_a_correction_reaches_the_open_draft(reviewer, holder, session, office):
    with acting_as(SYSTEM):
        draft = a_draft_of(session, holder, office)

    confirm(reviewer, holder, name="陈建军", correct="y")

    with acting_as(SYSTEM):
        session.refresh(draft)
    assert fresh(session, holder).name == "陈建军"
    assert draft.answers["guardians"][0]["name"] == "陈建军"
    assert draft.answers["guardians"][1]["name"] == "林秀英"


def a_draft_of(session, holder, office) -> Draft:
    filed = office["TA"]
    application = create(
        session, Application, account_id=holder.id, district_id=filed.district_id,
        round_id=filed.round_id, year=filed.year,
    )  # fmt: skip
    answers = {"guardians": [{"name": holder.name}, {"name": "林秀英"}]}
    draft = create(session, Draft, application_id=application.id, answers=answers)
    session.commit()
    return draft


def test_nobody_takes_the_number_of_another_account(reviewer, holder, session):
    other = id_number(date(1990, 5, 6), "005")
    with acting_as(SYSTEM):
        create(session, Account, id_number=other, phone="13700000002")
        session.commit()

    answer = confirm(reviewer, holder, id_number=other, correct="y")

    assert answer.status_code == 422
    assert "该证件号码已有另一个账号" in answer.text
    assert fresh(session, holder).id_number == NUMBER


def test_the_number_of_a_child_is_refused(reviewer, holder, session):
    answer = confirm(reviewer, holder, id_number=id_number(date(2020, 9, 3)), correct="y")

    assert answer.status_code == 422
    assert fresh(session, holder).level is RealNameLevel.junior


@pytest.mark.parametrize("role", [Role.auditor, Role.help_desk, Role.security_officer])
def test_who_has_no_right_to_raise_gets_no_counter(log_in, holder, role):
    desk = log_in(role)

    desk.get("/applications/list/")

    assert desk.get("/counter").status_code == 403
    assert desk.get(f"/counter/{holder.uid}").status_code == 403


def test_no_number_stands_in_full_on_the_page(reviewer, holder):
    page = reviewer.get(f"/counter/{holder.uid}").text

    assert not re.findall(rf"{NUMBER}|13700000001", page)
