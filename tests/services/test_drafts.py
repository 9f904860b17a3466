"""Is a draft kept for its family alone, changed by one tab at a time, and thrown away whole?"""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.exceptions import NotScoped, StaleVersion
from app.security.actor import SYSTEM, acting_as, family
from app.services import drafts, reminders, uploads
from models import (
    Account,
    AdmissionRound,
    Application,
    AuditEntry,
    District,
    Draft,
    OutboxMessage,
    Upload,
)
from models.enums import ApplicationStatus, PictureSlot, RealNameLevel, Section
from tests.factories import create
from tests.services.test_uploads import OLD, a_picture, files

DAY = timedelta(days=1)


@pytest.fixture
def start(session, store, clock):
    """Start a registration of one account, as the system, in a round of its own."""
    with acting_as(SYSTEM):
        account = create(session, Account, level=RealNameLevel.middle)
        session.commit()

        def begin(**district) -> Application:
            round_ = create(
                session, AdmissionRound, year=2027, opens_at=clock.now - DAY,
                closes_at=clock.now + DAY, step_order=[], pictures={}, reasons=[], **district,
            )  # fmt: skip
            return drafts.start(session, account, round_, clock.now)

        yield begin


def save(session, application, section=Section.students, revision=None, **record):
    return drafts.save(
        session, application, section, [record], done=True, revision=revision,
        now=application.created_at,
    )  # fmt: skip


def count(session, model) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model))


def test_a_draft_begins_with_the_account_as_first_guardian(start):
    application = start()

    (first,) = application.draft.answers["guardians"]
    assert first["name"] == application.account.name
    assert first["id_number"] == application.account.id_number


def test_a_family_has_one_draft_however_often_it_starts(session, start, clock):
    first = start()

    assert drafts.start(session, first.account, first.round, clock.now) is first


@pytest.mark.parametrize("moment", ["opens_at", "closes_at"])
def test_nothing_starts_outside_the_window(session, start, moment):
    application = start()
    late = getattr(application.round, moment) - (
        timedelta(0, 1) if moment == "opens_at" else 0 * DAY
    )

    with pytest.raises(drafts.CannotStart):
        drafts.start(session, application.account, application.round, late)


def test_an_account_of_the_junior_level_starts_nothing(session, start, clock):
    application = start()
    application.account.level = RealNameLevel.junior

    with pytest.raises(drafts.CannotStart):
        drafts.start(session, application.account, application.round, clock.now)


def test_each_step_is_kept_beside_the_others(session, start):
    application = start()
    save(session, application, name="陈子轩")

    save(session, application, Section.property, owned="no")

    answers = application.draft.answers
    assert (answers["students"][0]["name"], answers["property"]) == ("陈子轩", {"owned": "no"})
    assert application.draft.sections_done == ["property", "students"]


def test_the_slower_of_two_tabs_overwrites_nothing(session, start):
    application = start()
    seen = application.draft.revision
    save(session, application, revision=seen, name="陈子轩")

    with pytest.raises(StaleVersion):
        save(session, application, revision=seen, name="林小雨")
    assert application.draft.answers["students"][0]["name"] == "陈子轩"


def test_of_two_tabs_at_the_very_same_time_one_is_told_that_it_is_late(session, start, joined):
    application = start()
    seen = application.draft.revision
    joined.execute(sa.update(Draft.__table__).values(revision=seen + 1))

    with pytest.raises(StaleVersion) as late:
        save(session, application, revision=seen, name="林小雨")
    assert late.value.msgid == drafts.CHANGED


@pytest.mark.parametrize("status", [one for one in ApplicationStatus if one not in drafts.EDITABLE])
def test_what_was_filed_is_not_edited(session, start, status):
    application = start()
    application.status = status

    with pytest.raises(NotScoped):
        save(session, application, name="林小雨")


@pytest.mark.parametrize(
    ("section", "opened"), [(Section.students, True), (Section.property, False)]
)
def test_a_modification_edits_the_opened_sections_only(start, section, opened):
    application = start()
    application.status, application.sections = ApplicationStatus.modifying, ["students"]

    assert drafts.may_edit(application, section) is opened


def test_a_deleted_draft_leaves_one_entry_in_the_log_and_nothing_else(
    session, start, clock, store, joined
):
    application = start()
    uploads.keep(
        session, application, PictureSlot.birth_certificate, "family", a_picture(), "", clock.now
    )
    session.commit()
    before = count(session, AuditEntry)

    drafts.discard(session, application, clock.now)

    assert [count(session, one) for one in (Application, Draft, Upload)] == [0, 0, 0]
    assert count(session, AuditEntry) == before + 1
    uploads.sweep(session, OLD + 365 * DAY)
    assert files(store) == set()


def test_a_draft_of_which_its_family_was_reminded_can_be_deleted(session, start, clock):
    application = start()
    clock.now = application.round.closes_at - timedelta(hours=1)
    application.created_at = application.round.closes_at - 5 * DAY
    session.commit()
    assert reminders.remind(session, clock.now)

    drafts.discard(session, application, clock.now)

    assert (count(session, Application), count(session, OutboxMessage)) == (0, 0)


def test_a_draft_replaces_no_draft_of_another_district(session, start, clock):
    other = create(session, District, code="350203", letters="SM")
    first, second = start(), start(district_id=other.id)

    assert second.replaces_id is None
    drafts.discard(session, first, clock.now)
    assert count(session, Application) == 1


def test_a_new_registration_replaces_the_one_that_ended(session, start, clock):
    first = start()
    first.status = ApplicationStatus.withdrawn
    session.commit()

    assert drafts.start(session, first.account, first.round, clock.now).replaces_id == first.id


@pytest.mark.parametrize("status", [ApplicationStatus.submitted, ApplicationStatus.modifying])
def test_what_was_filed_is_never_thrown_away(session, start, clock, status):
    application = start()
    application.status = status
    session.commit()

    with pytest.raises(NotScoped):
        drafts.discard(session, application, clock.now)
    assert count(session, Application) == 1


def test_nobody_finds_the_draft_of_another_family(session, start):
    application = start()
    session.expunge_all()

    with acting_as(family(application.account_id + 1)), pytest.raises(NotScoped):
        drafts.by_uid(session, application.uid)
