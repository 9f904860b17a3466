"""Is a family told in plain words what is asked, of whom, and until when?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.display import deadline, spoken
from app.messages import inbox_text, sms_text
from app.policy.deadlines import local_day
from app.security.actor import SYSTEM, acting_as
from models import Draft, OutboxMessage
from models.enums import KinshipCase
from tests.family_way import id_number
from tests.views.test_filing import press, with_code

MIDNIGHT = datetime(2027, 4, 27, 16, 0, tzinfo=UTC)


@pytest.fixture
def started(family, trial):
    family.start()
    return family


@pytest.fixture
def at_the_door(doors, clock):
    """A request in which pages and messages are worded."""
    with doors["parents"].test_request_context(headers={"Accept-Language": "zh-CN"}):
        doors["parents"].config["CLOCK"] = clock
        yield


def step(family, name: str):
    return family.get(f"/registration/{family.uid}/{name}")


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (MIDNIGHT, "4 月 27 日 24:00"),
        (MIDNIGHT - timedelta(minutes=30), "4 月 27 日 23:30"),
        (MIDNIGHT.replace(year=2028), "2028 年 4 月 27 日 24:00"),
    ],
)
def test_a_deadline_ends_its_day_at_twenty_four_hours(at_the_door, moment, words):
    assert deadline(moment) == words


def test_a_moment_is_said_with_month_and_day(at_the_door):
    assert spoken(MIDNIGHT) == "4 月 28 日 00:00"


def test_a_message_says_the_deadline_as_the_pages_do(at_the_door):
    params = {"round": "2027 年同安区积分入学", "until": MIDNIGHT.isoformat()}
    message = OutboxMessage(template="deadline_reminder", params=params, secret=None)

    said = "您的 2027 年同安区积分入学报名还没有提交，请在 4 月 27 日 24:00 前提交。"
    assert (sms_text(message), inbox_text(message)) == (said, said)


def test_the_district_page_says_until_when_as_the_manual_does(started, trial):
    last = local_day(trial.closes_at - timedelta(seconds=1))

    assert f"{last.month} 月 {last.day} 日 24:00" in started.get("/enrolment").words


@pytest.mark.parametrize("name", ["guardians", "students", "kinship", "property"])
def test_each_section_has_its_notice(started, name):
    page = step(started, name)

    assert "填写须知" in page.words
    assert '<details class="panel guide" open' in page.text


def test_the_present_address_is_chosen_before_the_details(started):
    page = started.step("students", **{"students-1-name": "陈子轩"})

    assert "请选择现居住地址。" in page.words
    assert page.text.index(">现居住地址<") < page.text.index(">详细地址<")


def test_a_guardian_has_a_document_and_a_student_an_id_card(started):
    assert ">证件号码<" in step(started, "guardians").text
    assert ">身份证号<" in step(started, "students").text


def test_the_page_of_the_home_says_that_it_must_be_housing(started):
    page = step(started, "property")

    assert "产权证或合同类别" in page.words
    assert "房产类别须登记为“住房”" in page.words


def test_guardians_are_called_as_in_the_manual(started):
    page = step(started, "guardians")

    assert "监护人一" in page.words
    assert "监护人1" not in page.words


def test_only_what_follows_from_the_answers_is_shown(started):
    started.step("students", act="draft", **{"students-1-name": "陈子轩"})
    page = step(started, "students")

    assert "CHEN ZIXUAN" in page.words
    assert "<dt>出生日期" not in page.text


def test_without_answers_nothing_stands_where_they_would_lead(started):
    assert '<dl class="auto" id="derived-1" data-live></dl>' in step(started, "students").text


def test_a_new_student_is_led_to(started):
    answer = started.client.post(
        f"/registration/{started.uid}/students",
        data={"csrf_token": started.page.value("csrf_token"), "act": "add", "count": "1"},
    )

    assert answer.headers["Location"].endswith("/students#record-2")


def test_a_missing_answer_of_several_students_says_whose_it_is(started):
    page = started.step("students", count="2", **{"students-1-name": "陈子轩"})

    assert "学生2：请填写学生姓名。" in page.words


def test_a_missing_picture_names_the_child_and_counts_in_the_title(started, trial):
    started.students(trial.born_from + timedelta(days=100))
    page = started.kinship(KinshipCase.with_one_parent)

    assert "还缺照片：孩子户口页 · 陈子轩" in page.words
    assert "<title>有 5 处需要修改" in page.text


def test_pictures_of_another_case_are_not_asked_for_without_script(started, trial):
    started.students(trial.born_from + timedelta(days=100))
    page = started.kinship(KinshipCase.with_one_parent)

    slots = [one for one in page.text.split('<div class="up ')[1:] if "出生医学证明" in one]
    assert all(" hidden>" in one.split("<label")[0] for one in slots)
    assert slots


def test_saving_a_finished_section_unchanged_leaves_it_finished(ready, session, trial):
    ready.students(trial.born_from + timedelta(days=100), act="draft")
    ready.guardians(act="draft")

    with acting_as(SYSTEM):
        done = session.scalars(select(Draft)).one().sections_done
    assert {"guardians", "students"} <= set(done)


def test_saving_a_finished_section_changed_opens_it_again(ready, session, trial):
    ready.step("students", act="draft", **{"students-1-name": "陈子涵"})

    with acting_as(SYSTEM):
        assert "students" not in session.scalars(select(Draft)).one().sections_done


def test_what_is_not_given_before_filing_is_named_at_its_fields(ready):
    ready.get(f"/registration/{ready.uid}/check")

    page = press(ready, "", declared="")

    assert page.status == 422
    assert 'href="#declared"' in page.text
    assert 'href="#sms"' in page.text


def test_the_page_to_check_shows_the_birth_date_and_keeps_the_draft(ready, trial):
    page = ready.get(f"/registration/{ready.uid}/check")

    assert f"{trial.born_from + timedelta(days=100)}" in page.words
    assert "保存草稿" in page.words
    assert "以后再说" not in page.words


def test_a_message_is_spaced_between_chinese_and_digits(ready):
    press(ready, with_code(ready))

    assert "您的 2027 年" in ready.get("/inbox").words


def test_a_document_number_is_masked_for_checking(ready, trial):
    page = ready.get(f"/registration/{ready.uid}/check")

    assert id_number(trial.born_from + timedelta(days=100)) not in page.text
