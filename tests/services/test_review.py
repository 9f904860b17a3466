"""Are verdicts given together or not at all, with a reason where they speak against a family?"""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from app.exceptions import NotScoped, StaleVersion
from app.security.actor import acting_as
from app.services import review
from app.services.review import Finding, NotImpartial, NotInReview, ReasonMissing, ReasonTooLong
from app.services.seed_families import reviewer_actor
from models.audit_entry import AuditEntry
from models.conflict_of_interest import ConflictOfInterest
from models.enums import ApplicationStatus, Verdict
from models.upload import Upload
from tests.conftest import NOON
from tests.factories import create

MEETS = Finding(Verdict.meets, "")
FAILS = Finding(Verdict.fails, " 未查询到有效记录 ")


@pytest.fixture
def application(case):
    return case()


@pytest.fixture
def picture(session, application):
    """A picture of the case."""
    row = create(
        session, Upload, application_id=application.id, district_id=application.district_id
    )
    session.commit()
    session.expire_all()
    return row


@pytest.fixture
def give(session, application, reviewer):
    """Give verdicts on the case, as its reviewer."""

    def act(items, pictures=None, **more) -> int:
        return review.set_verdicts(
            session, application.id, items, pictures or {}, reviewer, NOON, **more
        )

    return act


def verdicts(session, application) -> list:
    session.expire_all()
    return [(row.verdict, row.reason) for row in application.review_items]


def test_a_verdict_is_kept_with_who_gave_it_and_when(give, session, application):
    first, second = application.review_items[:2]

    assert give({first.id: MEETS, second.id: FAILS}) == 2

    assert (first.verdict, first.reason) == (Verdict.meets, None)
    assert (second.verdict, second.reason) == (Verdict.fails, "未查询到有效记录")
    assert (second.decided_by, second.decided_at) == (1, NOON)


def test_pictures_get_verdicts_with_the_items(give, session, application, picture):
    assert give({application.review_items[0].id: MEETS}, {picture.id: FAILS}) == 2

    session.refresh(picture)
    assert (picture.verdict, picture.reason) == (Verdict.fails, "未查询到有效记录")


def test_only_what_changed_counts_and_is_recorded_in_one_entry(give, session, application):
    first, second = application.review_items[:2]
    give({first.id: MEETS})

    assert give({first.id: MEETS, second.id: MEETS}) == 1
    assert give({first.id: MEETS, second.id: MEETS}) == 0

    entries = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "verdicts")).all()
    assert [one.details for one in entries] == [{"changed": 1}, {"changed": 1}]


def test_a_verdict_can_be_taken_back(give, session, application):
    first = application.review_items[0]
    give({first.id: FAILS})

    assert give({first.id: Finding(None, "")}) == 1

    session.refresh(first)
    assert (first.verdict, first.reason) == (None, None)
    assert (first.decided_by, first.decided_at) == (None, None)


@pytest.mark.parametrize("verdict", [Verdict.fails, Verdict.incomplete])
def test_what_speaks_against_a_family_needs_a_reason_and_nothing_is_half_written(
    give, session, application, verdict
):
    first, second = application.review_items[:2]
    before = verdicts(session, application)

    with pytest.raises(ReasonMissing):
        give({first.id: MEETS, second.id: Finding(verdict, "  ")})

    assert verdicts(session, application) == before


def test_an_item_of_another_case_is_not_found_and_nothing_is_written(
    give, session, application, case
):
    other = case()

    with pytest.raises(NotScoped):
        give({application.review_items[0].id: MEETS, other.review_items[0].id: MEETS})

    assert {verdict for verdict, _ in verdicts(session, application)} == {None}
    assert {verdict for verdict, _ in verdicts(session, other)} == {None}


def test_a_picture_of_another_case_is_not_found(give, case, picture, session, reviewer):
    other = case()

    with pytest.raises(NotScoped):
        review.set_verdicts(session, other.id, {}, {picture.id: MEETS}, reviewer, NOON)


@pytest.mark.parametrize(
    "status", sorted(set(ApplicationStatus) - review.OPEN - {ApplicationStatus.draft})
)
def test_verdicts_are_given_only_while_the_office_works_on_the_case(
    session, case, reviewer, status
):
    application = case(status)

    with pytest.raises(NotInReview):
        review.set_verdicts(session, application.id, {}, {}, reviewer, NOON)


def test_whoever_looked_at_an_older_version_is_told_so(give, session, application):
    with pytest.raises(StaleVersion):
        give({application.review_items[0].id: MEETS}, version=application.version - 1)

    assert {verdict for verdict, _ in verdicts(session, application)} == {None}


def test_another_districts_case_is_not_found(session, application, rounds):
    other = reviewer_actor(2, "李审核", rounds["SM"].district_id)

    with acting_as(other):
        session.expunge_all()
        with pytest.raises(NotScoped):
            review.set_verdicts(session, application.id, {}, {}, other, NOON)


def test_who_declared_a_conflict_gives_no_verdict(session, application, reviewer, system):
    declared = create(
        session,
        ConflictOfInterest,
        application_id=application.id,
        district_id=application.district_id,
    )
    session.commit()
    who, items = replace(reviewer, user_id=declared.user_id), application.review_items

    with pytest.raises(NotImpartial, match="conflict of interest"):
        review.set_verdicts(session, application.id, {items[0].id: MEETS}, {}, who, NOON)

    assert set(verdicts(session, application)) == {(None, None)}


def test_a_reason_is_kept_whole_or_refused(give, session, application):
    item = application.review_items[0]
    assert give({item.id: Finding(Verdict.fails, "长" * 300)}) == 1

    with pytest.raises(ReasonTooLong):
        give({item.id: Finding(Verdict.fails, "长" * 301)})

    assert verdicts(session, application)[0] == (Verdict.fails, "长" * 300)
