"""Is a family asked what the office added, told when it is missing, and left what it filed?"""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.security.actor import SYSTEM, acting_as
from models import Application
from models.enums import ExtraKind, Section
from models.extra_answer import ExtraAnswer
from models.extra_field import ExtraField
from tests.extra import a_question, ask, change

NURSERY = "students-1-x_nursery"


@pytest.fixture
def asked(session, trial, clock):
    """A round that asks one question about each student and a choice of the family."""
    choice = a_question(
        trial, "shift", section=Section.kinship, kind=ExtraKind.choice, required=False,
        label_zh_hans="接送方式", options="bus | 校车 | 校車 | School bus\nself | 自行接送",
    )  # fmt: skip
    ask(session, trial, clock.now, a_question(trial), choice)
    return trial


def fill(family, round_, **more):
    family.guardians()
    family.students(round_.born_from + timedelta(days=100), **more)
    family.kinship()
    return family.property()


def newest(session) -> Application:
    session.expire_all()
    return session.scalars(sa.select(Application).order_by(Application.id.desc())).first()


def test_a_family_is_asked_and_told_what_is_missing(family, asked):
    family.start()
    page = family.students(asked.born_from + timedelta(days=100))

    assert page.status == 422
    assert "就读幼儿园" in page.words
    assert f'href="#{NURSERY}"' in page.text


def test_what_was_answered_is_checked_filed_and_kept(family, asked, session):
    family.start()
    fill(family, asked, **{NURSERY: "阳光<b>幼儿园"})
    family.get(f"/registration/{family.uid}/check")
    assert "阳光&lt;b&gt;幼儿园" in family.page.text

    family.file()

    with acting_as(SYSTEM):
        filed = newest(session)
        rows = [(one.question, one.answer, one.person) for one in filed.extra_answers]
        assert rows == [("就读幼儿园", "阳光<b>幼儿园", "陈子轩")]
        kept = filed.filings[-1].snapshot["answers"]
        assert kept["students"][0]["x_nursery"] == "阳光<b>幼儿园"
        assert kept["extra"]["students"]["version"] == 1


def test_a_question_published_meanwhile_is_told_and_must_be_answered(family, trial, session, clock):
    family.start()
    fill(family, trial)
    ask(session, trial, clock.now, a_question(trial))

    page = family.get(f"/registration/{family.uid}")
    assert "“学生信息”" in page.words.replace("「", "“").replace("」", "”")
    assert "就读幼儿园" in family.get(f"/registration/{family.uid}/check").words
    assert family.post(f"/registration/{family.uid}/code").status == 422
    family.students(trial.born_from + timedelta(days=100), **{NURSERY: "阳光幼儿园"})
    assert family.file().status == 200
    with acting_as(SYSTEM):
        assert [one.answer for one in newest(session).extra_answers] == ["阳光幼儿园"]


def test_a_code_for_the_answers_before_files_nothing_new(family, trial, session, clock):
    family.start()
    fill(family, trial)
    family.get(f"/registration/{family.uid}/check")
    family.post(f"/registration/{family.uid}/code")
    code, key = family.newest_code(), family.page.value("key")
    ask(session, trial, clock.now, a_question(trial))

    page = family.post(f"/registration/{family.uid}/submit", code=code, declared="yes", key=key)

    assert page.status == 422
    with acting_as(SYSTEM):
        assert newest(session).filings == []


def test_a_filing_keeps_what_it_had_when_the_field_is_changed(family, asked, session, clock):
    family.start()
    fill(family, asked, **{NURSERY: "阳光幼儿园"})
    family.file()
    change(session, asked, clock.now, "nursery", label_zh_hans="毕业幼儿园", required=False)

    page = family.get(f"/registration/{family.uid}/status")

    assert "毕业幼儿园" not in page.words
    with acting_as(SYSTEM):
        assert [one.question for one in newest(session).extra_answers] == ["就读幼儿园"]


def test_a_removed_field_stays_in_what_was_filed(family, asked, session, clock):
    family.start()
    fill(family, asked, **{NURSERY: "阳光幼儿园"})
    family.file()
    with acting_as(SYSTEM):
        session.delete(session.scalars(sa.select(ExtraField).order_by(ExtraField.id)).first())
        session.flush()
    ask(session, asked, clock.now)

    with acting_as(SYSTEM):
        assert session.scalars(sa.select(ExtraAnswer.answer)).all() == ["阳光幼儿园"]


def test_a_forged_choice_is_refused(family, asked):
    family.start()
    fill(family, asked, **{NURSERY: "阳光幼儿园"})

    assert (
        family.step(
            "kinship", **{"kinship-1-case": "together", "kinship-1-x_shift": "rocket"}
        ).status
        == 422
    )
    assert "请从给出的选项中选择" in family.page.words


def test_a_page_from_before_an_optional_question_does_not_close_its_section(
    family, trial, session, clock
):
    family.start()
    fill(family, trial)
    family.get(f"/registration/{family.uid}/kinship")
    old = {name: family.page.value(name) for name in ("revision", "questions")}
    question = a_question(trial, "shift", section=Section.kinship, required=False)
    ask(session, trial, clock.now, question)
    path, sent = f"/registration/{family.uid}/kinship", {"kinship-1-case": "together", "count": "1"}

    page = family.post(path, **sent, **old, act="next")

    assert page.status == 422
    assert "就读幼儿园" in page.words
    with acting_as(SYSTEM):
        assert "kinship" not in newest(session).draft.sections_done
    family.step("kinship", **sent)
    with acting_as(SYSTEM):
        assert "kinship" in newest(session).draft.sections_done
