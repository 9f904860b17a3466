"""Does every write leave who, when, what stood there before, and through which door?"""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm.attributes import flag_modified

from app.exceptions import NotRecorded
from app.schema.registry import entities
from app.security.actor import SYSTEM, acting_as, family
from app.security.doors import through
from app.security.recording import because
from app.services import drafts
from models import District, Guardian, RecordChange, Student
from models.account import Account
from models.enums import ApplicationStatus, Verdict
from models.office_enums import ChangeAction, Door
from tests.conftest import NOON
from tests.factories import create

LOGS = {
    "ApplicationEvent",
    "AuditEntry",
    "ExportJob",
    "IdempotencyKey",
    "ImportChange",
    "ImportRun",
    "OutboxMessage",
    "RecordChange",
    "VerificationCode",
}


def changes_of(session, row, action=ChangeAction.edit):
    query = sa.select(RecordChange).where(
        RecordChange.entity == type(row).__name__,
        RecordChange.entity_id == row.id,
        RecordChange.action == action,
    )
    return session.scalars(query.order_by(RecordChange.id)).all()


@pytest.fixture
def district(session, system):
    return create(session, District, name="同安区")


@pytest.fixture
def application(case):
    return case()


def test_only_logs_leave_no_history():
    assert {name for name, one in entities().items() if not one.__entity__.recorded} == LOGS


def test_a_change_keeps_old_and_new_who_when_and_by_which_door(session, district, doors):
    with doors["staff"].app_context():
        district.name, district.position = "同安", 7
        session.flush()

    (kept,) = changes_of(session, district)
    assert kept.changes["name"] == ["同安区", "同安"]
    assert kept.changes["position"][1] == 7
    assert (kept.actor_name, kept.party, kept.door) == ("system", "system", Door.job)
    assert kept.at == NOON


def test_a_change_that_changes_nothing_leaves_nothing(session, district):
    district.name = str(district.name)
    session.flush()

    assert not changes_of(session, district)


def test_a_version_that_is_only_counted_up_is_no_change(session, application):
    before = application.version
    flag_modified(application, "year")
    session.flush()

    assert application.version == before + 1
    assert not [one for one in changes_of(session, application) if "year" in one.changes]


def test_what_was_not_loaded_is_kept_all_the_same(session, district):
    session.commit()
    session.expire_all()
    district.name = "翔安区"
    session.flush()

    assert changes_of(session, district)[0].changes["name"] == ["同安区", "翔安区"]


def test_an_addition_keeps_no_values(session, district):
    (kept,) = changes_of(session, district, ChangeAction.add)

    assert kept.changes == {}


def test_a_deletion_keeps_every_value(session, application):
    guardian = application.guardians[-1]
    number, name = guardian.id_number, guardian.name
    application.guardians.remove(guardian)
    session.flush()

    (kept,) = changes_of(session, guardian, ChangeAction.delete)
    assert kept.changes["id_number"] == [number, None]
    assert kept.changes["name"] == [name, None]
    assert kept.application_id == application.id


@pytest.mark.parametrize(
    ("model", "field", "value"),
    [(Guardian, "phone", "13900000009"), (Student, "address", "阳翟二里 9 号")],
)
def test_a_protected_value_is_kept_sealed(session, application, model, field, value):
    row = session.scalars(sa.select(model).order_by(model.id.desc()).limit(1)).one()
    before = getattr(row, field)
    setattr(row, field, value)
    session.flush()

    kept = changes_of(session, row)[-1]
    stored = session.execute(
        sa.text("select changes from record_change where id = :id"), {"id": kept.id}
    ).scalar()
    assert kept.changes == {field: [before, value]}
    assert before.encode() not in bytes(stored)
    assert value.encode() not in bytes(stored)


def test_a_protected_value_sealed_anew_is_no_change(session, application):
    guardian = application.guardians[0]
    guardian.phone = str(guardian.phone)
    session.flush()

    assert not changes_of(session, guardian)


def test_secrets_never_enter_the_history(session, application):
    account = session.get(Account, application.account_id)
    account.password_hash, account.failed_logins = "scrypt:new", 3
    application.picture_key = "new key"
    session.flush()

    (kept,) = changes_of(session, account)
    assert kept.changes == {"failed_logins": [0, 3]}
    assert not any("picture_key" in one.changes for one in changes_of(session, application))


def test_a_family_writes_through_its_own_door(session, case):
    application = case(ApplicationStatus.draft)
    account = application.account
    with acting_as(family(account.id, account.name)):
        account.name = "陈思"
        session.flush()
        kept = changes_of(session, account)[0]

    assert (kept.door, kept.party, kept.account_id) == (Door.parents, "family", account.id)


def test_a_file_and_a_reason_are_named(session, district):
    with through("file"), because(session, "按通知更正"):
        district.hours = "8:00–12:00"
        session.flush()
    district.hours = "9:00–12:00"
    session.flush()

    first, second = changes_of(session, district)
    assert (first.door, first.reason) == (Door.file, "按通知更正")
    assert (second.door, second.reason) == (Door.job, "")


def test_a_flush_adds_one_statement_however_much_it_changes(session, application, joined):
    sent = []
    event.listen(joined, "before_cursor_execute", lambda *args: sent.append(args[2]))
    for row in [*application.review_items, *application.students, *application.guardians]:
        if hasattr(row, "verdict"):
            row.verdict = Verdict.meets
        else:
            row.name = "陈思"
    session.flush()

    assert len([one for one in sent if "record_change" in one]) == 1


def test_what_is_rolled_back_leaves_no_history(session, district):
    with session.begin_nested() as nested:
        district.name = "翔安区"
        session.flush()
        nested.rollback()

    assert not changes_of(session, district)


@pytest.mark.parametrize(
    "statement",
    [
        sa.update(District).values(name="区"),
        sa.delete(Student),
        sa.insert(District).values(code="350299"),
    ],
)
def test_a_statement_on_a_whole_table_must_say_why_it_leaves_no_trace(session, district, statement):
    with pytest.raises(NotRecorded):
        session.execute(statement)


def test_a_draft_that_goes_takes_its_history_with_it(session, case, clock):
    application = case(ApplicationStatus.draft)
    key = application.id
    assert changes_of(session, application, ChangeAction.add)
    drafts.discard(session, application, clock.now)

    left = sa.select(RecordChange).where(RecordChange.application_id == key)
    assert not session.scalars(left).all()


def test_a_draft_saved_again_and_again_fills_no_history(session, case):
    draft = case(ApplicationStatus.draft).draft
    before = len(changes_of(session, draft))
    draft.answers, draft.saved_at = {"students": [{"name": "陈"}]}, NOON
    session.flush()

    assert [one.changes for one in changes_of(session, draft)[before:]] == []


def test_a_row_of_a_case_is_found_by_its_case(session, application):
    with acting_as(SYSTEM):
        rows = session.scalars(
            sa.select(RecordChange.entity).where(RecordChange.application_id == application.id)
        ).all()

    assert {"Application", "Guardian", "Student", "Kinship"} <= set(rows)
