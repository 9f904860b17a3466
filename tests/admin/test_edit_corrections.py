"""Does the office correct filed data by one way: checked, reasoned, told, judged anew?"""

from __future__ import annotations

import re
from datetime import date

import pytest
import sqlalchemy as sa

from app.schema.entity import Role
from app.security.actor import SYSTEM, acting_as
from app.services import drafts
from app.services.filed_answers import answers_of_rows
from models import Application, ApplicationEvent, AuditEntry, OutboxMessage, StaffMember
from models.enums import ApplicationStatus, Verdict
from tests.admin.pages import typed
from tests.family_way import id_number

WHY = "与户口簿不一致"


def path(row, name: str) -> str:
    kinds = {"Student": "students", "Guardian": "guardians", "Property": "properties"}
    return f"/{kinds.get(type(row).__name__, 'kinships')}/correct/{row.id}/{name}"


def send(desk, page: str, **changes):
    data = {**typed(desk.get(page).text), "reason_of_correction": WHY, **changes}
    return desk.post(page, page, **{name: one for name, one in data.items() if one is not None})


@pytest.fixture
def family_of(public):
    """A browser of the family of a case."""

    def browser(case):
        with public.session_transaction() as kept:
            kept["account_id"] = case.account_id
        return public

    return browser


@pytest.fixture
def case(office, session):
    """The submitted case of Tong'an, as the system sees it now."""

    def fresh():
        with acting_as(SYSTEM):
            session.expire_all()
            found = session.get(Application, office["TA"].id)
            _ = [found.students, found.guardians, found.review_items, found.kinships,
                 found.properties, found.events]  # fmt: skip
            return found

    return fresh


def judge_all(session, case) -> None:
    with acting_as(SYSTEM):
        for item in case().review_items:
            item.verdict = Verdict.meets
        session.commit()


def test_a_name_is_corrected_with_all_that_follows_from_it(reviewer, case, session):
    judge_all(session, case)
    child = case().students[0]

    answer = send(reviewer, path(child, "name"), name="陈晓雨")

    now = case()
    assert answer.status_code == 302
    assert (now.students[0].name, now.students[0].pinyin) == ("陈晓雨", "CHEN XIAOYU")
    assert now.student_names.startswith("陈晓雨")
    verdicts = {(item.kind.name, item.subject): item.verdict for item in now.review_items}
    assert verdicts["student_identity", f"student:{child.key}"] is None
    assert verdicts["continuous_residence", "family"] is Verdict.meets


def test_the_page_of_the_verdicts_tells_of_a_correction_in_words(reviewer, case):
    send(reviewer, path(case().students[0], "name"), name="陈晓雨")
    page = reviewer.get(f"/applications/{case().id}/review").text

    assert re.search(r"<b>\s*教育局更正\s*</b>", page)


def test_a_protected_number_is_typed_in_full_and_stays_masked(reviewer, case, session):
    guardian, version = case().guardians[0], case().version
    page = path(guardian, "phone")
    text = reviewer.get(page).text

    answer = send(reviewer, page, phone="138 0000 1234")

    assert guardian.phone not in text
    assert answer.status_code == 302
    assert case().guardians[0].phone == "13800001234"
    assert case().version > version
    with acting_as(SYSTEM):
        entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "correct")).one()
        event = session.scalars(
            sa.select(ApplicationEvent).where(ApplicationEvent.name == "corrected")
        ).one()
    for kept in (entry.details["phone"], [v for k, v in event.details["changes"][0].items()]):
        assert "138****1234" in kept
        assert guardian.phone not in kept
    assert entry.reason == event.reason == WHY


def test_a_new_number_brings_its_birth_date(reviewer, case):
    child = case().students[0]
    number = id_number(date(2020, 10, 2))

    assert send(reviewer, path(child, "id_number"), id_number=number).status_code == 302

    assert case().students[0].birth_date == date(2020, 10, 2)


def test_the_family_reads_what_was_corrected_and_why(reviewer, case, session, family_of):
    send(reviewer, path(case().guardians[0], "phone"), phone="13800001234")

    page = family_of(case()).get(f"/registration/{case().uid}/status").text

    assert "教育局更正的内容" in page
    assert "138****1234" in page
    assert "13800001234" not in page
    assert WHY in page
    with acting_as(SYSTEM):
        told = sa.select(OutboxMessage).where(OutboxMessage.template == "application_corrected")
        assert session.scalars(told).one().account_id == case().account_id


@pytest.mark.parametrize(("name", "value", "sentence"), [
    ("id_number", "350212198801010000", "err"),
    ("id_number", "", "err"),
    ("name", "x" * 80, "err"),
    ("address", "空\x00字", "err"),
    ("region_code", "999999999999", "err"),
])  # fmt: skip
def test_what_is_wrong_is_refused_with_a_sentence(reviewer, case, name, value, sentence):
    child = case().students[0]

    answer = send(reviewer, path(child, name), **{name: value})

    assert answer.status_code == 422
    assert f'class="{sentence}"' in answer.text
    assert case().version == child.application.version


def test_a_reason_is_obligatory(reviewer, case):
    page = path(case().students[0], "name")

    assert send(reviewer, page, name="陈晓雨", reason_of_correction=" ").status_code == 422
    assert send(reviewer, page, name="陈晓雨", reason_of_correction="长" * 301).status_code == 422
    assert case().students[0].name != "陈晓雨"


def test_a_flag_is_corrected_with_what_hangs_on_it(reviewer, case):
    child = case().students[0]
    page = path(child, "disabled")

    missing = send(reviewer, page, disabled="y")
    number = child.id_number + "11"
    done = send(reviewer, page, disabled="y", disability_types="visual", disability_card=number)

    assert missing.status_code == 422
    assert done.status_code == 302
    now = case()
    assert now.students[0].disability_types == ["visual"]
    assert "disability_certificate" in {item.kind.name for item in now.review_items}
    send(reviewer, page, disabled=None)
    assert case().students[0].disability_card is None


def test_a_pinyin_that_the_rule_gets_wrong_is_corrected(reviewer, case):
    assert send(reviewer, path(case().students[0], "pinyin"), pinyin="shan xiao").status_code == 302
    assert case().students[0].pinyin == "shan xiao"


@pytest.mark.parametrize("name", ["birth_date", "serial_number", "outcome", "key", "nothing"])
def test_what_is_derived_or_decided_is_not_corrected(reviewer, case, name):
    assert reviewer.get(path(case().students[0], name)).status_code == 404


def test_nobody_corrects_the_own_family(reviewer, case, session):
    page = path(case().students[0], "name")
    data = {**typed(reviewer.get(page).text), "name": "陈晓雨", "reason_of_correction": WHY}
    with acting_as(SYSTEM):
        own = session.scalars(sa.select(StaffMember)).one()
        own.id_number = case().guardians[0].id_number
        session.commit()

    assert "summary-err" in reviewer.get(page).text
    answer = reviewer.post(page, **data)

    assert answer.status_code == 422
    assert case().students[0].name != "陈晓雨"


@pytest.mark.parametrize(("role", "letters", "status"), [
    (Role.clerk, "TA", 403), (Role.help_desk, "TA", 403), (Role.auditor, "TA", 403),
    (Role.reviewer, "SM", 404), (Role.supervisor, None, 200), (Role.senior_reviewer, "TA", 200),
])  # fmt: skip
def test_who_may_correct(log_in, case, role, letters, status):
    assert log_in(role, letters).get(path(case().students[0], "name")).status_code == status


@pytest.mark.parametrize(("status", "name", "answer"), [
    (ApplicationStatus.approved, "name", 422), (ApplicationStatus.approved, "address", 302),
    (ApplicationStatus.modifying, "address", 422), (ApplicationStatus.withdrawn, "address", 422),
    (ApplicationStatus.recheck_requested, "name", 302),
])  # fmt: skip
def test_a_decision_keeps_its_ground(reviewer, case, session, status, name, answer):
    page = path(case().students[0], name)
    data = {**typed(reviewer.get(page).text), "reason_of_correction": WHY, name: "阳翟三里"}
    with acting_as(SYSTEM):
        case().status = status
        session.commit()

    data["version"] = str(case().version)
    assert reviewer.post(page, page, **data).status_code == answer


def test_two_correct_at_once_and_the_second_is_told(reviewer, case):
    page = path(case().students[0], "name")
    old = typed(reviewer.get(page).text)
    send(reviewer, page, name="陈晓雨")

    answer = reviewer.client.post(
        page, base_url="http://localhost/staff",
        data={**old, "name": "陈小雨", "reason_of_correction": WHY},
    )  # fmt: skip

    assert answer.status_code == 409
    assert "陈小雨" in answer.text
    assert case().students[0].name == "陈晓雨"


def test_the_details_offer_a_correction_beside_each_field(reviewer, case, supervisor, office):
    child = case().students[0]

    text = reviewer.get(f"/students/show/{child.id}").text
    theirs = f"/districts/show/{office['TA'].district_id}"

    assert f"/students/correct/{child.id}/address" in text
    assert f"/students/correct/{child.id}/serial_number" not in text
    assert f"{theirs.replace('show', 'correct')}/hours" in supervisor.get(theirs).text


def test_a_record_of_no_case_is_corrected_with_a_reason_too(supervisor, office, session):
    page = f"/districts/correct/{office['TA'].district_id}/hours"

    assert send(supervisor, page, hours="8:00-17:00").status_code == 302
    twice = f"/districts/correct/{office['TA'].district_id}/code"
    assert send(supervisor, twice, code="350203").status_code == 422

    with acting_as(SYSTEM):
        entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "correct")).one()
    assert entry.details["hours"][1] == "8:00-17:00"
    assert entry.reason == WHY


def test_a_modification_starts_from_what_was_corrected(reviewer, case, session, clock):
    """The filing stays as it was filed; the copy that the family edits has the correction."""
    send(reviewer, path(case().students[0], "name"), name="陈晓雨")
    send(reviewer, path(case().guardians[0], "phone"), phone="13800001234")

    with acting_as(SYSTEM):
        before = case().filings[-1].snapshot["answers"]
        copied = drafts.copy_of_filing(session, case(), clock.now).answers

    assert copied["students"][0] == {**before["students"][0], "name": "陈晓雨"}
    assert copied["guardians"][0] == {**before["guardians"][0], "phone": "13800001234"}
    assert before["students"][0]["name"] != "陈晓雨"


def test_rows_answer_as_the_family_answered(case):
    """Otherwise a correction would be checked, and copied, in another form than the rest."""
    with acting_as(SYSTEM):
        filed = case().filings[-1].snapshot["answers"]
        found = answers_of_rows(case())

    for section, answers in filed.items():
        rows = answers if isinstance(answers, list) else [answers]
        again = found[section] if isinstance(found[section], list) else [found[section]]
        for old, new in zip(rows, again, strict=True):
            assert {k: v for k, v in new.items() if k in old and v} == {
                k: v for k, v in old.items() if v
            }
