"""Does evidence stay with its act, and reach the one who decides?"""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.schema.entity import Role
from app.security.actor import SYSTEM, acting_as
from app.services import uploads
from app.services.pictures import normalise
from models import AuditEntry, Upload
from models.enums import PictureSlot, UploadState
from tests.admin.test_bulk import file
from tests.admin.test_decisions import decide, judge
from tests.family_way import a_picture


@pytest.fixture
def case(office):
    return office["TA"]


def evidence(session) -> list[Upload]:
    with acting_as(SYSTEM):
        session.expire_all()
        rows = select(Upload).filter_by(slot=PictureSlot.office_evidence).order_by(Upload.id)
        return list(session.scalars(rows))


def test_the_evidence_of_a_later_act_does_not_replace_that_of_an_earlier_one(
    reviewer, log_in, case, session
):
    decide(reviewer, case, "withdraw-on-behalf", reason="家长书面申请", evidence=file(a_picture()))
    supervisor = log_in(Role.supervisor, None)
    decide(supervisor, case, "reinstate", reason="误撤销", evidence=file(a_picture()))

    kept = evidence(session)

    assert [one.state for one in kept] == [UploadState.attached] * 2
    assert len({one.subject for one in kept}) == 2


def test_the_review_page_shows_the_evidence_with_its_act(reviewer, case, session):
    decide(reviewer, case, "withdraw-on-behalf", reason="家长书面申请", evidence=file(a_picture()))

    page = reviewer.get(f"/applications/{case.id}/review").text

    assert f"/pictures/{evidence(session)[0].uid}/small" in page
    assert "picture_verdict" not in page


def test_evidence_needs_no_verdict_and_takes_no_room_of_the_family(
    reviewer, case, session, monkeypatch, clock
):
    monkeypatch.setattr(uploads, "MOST_FILES", 0)
    with acting_as(SYSTEM):
        uploads.attach(
            session, case, PictureSlot.office_evidence, normalise(a_picture()), "函.jpg", clock.now
        )
        session.commit()
    judge(reviewer, case)

    assert decide(reviewer, case, "approve").status_code == 302


def test_full_numbers_are_shown_once_to_who_says_why_and_it_is_recorded(reviewer, case, session):
    page, number = f"/applications/{case.id}/review", case.guardians[0].id_number
    assert number not in reviewer.get(page).text

    shown = reviewer.post(f"/applications/{case.id}/reveal", page, reveal_reason="核对身份证照片")

    assert number in shown.text
    assert case.students[0].address in shown.text
    assert number not in reviewer.get(page).text
    with acting_as(SYSTEM):
        entry = session.scalars(select(AuditEntry).filter_by(action="reveal")).one()
        assert (entry.entity_id, entry.reason) == (str(case.id), "核对身份证照片")


def test_without_a_reason_nothing_is_revealed_and_typed_verdicts_are_kept(reviewer, case):
    item, page = case.review_items[0], f"/applications/{case.id}/review"
    typed = {f"item_verdict-{item.id}": "fails", f"item_reason-{item.id}": "号码不清"}

    refused = reviewer.post(f"/applications/{case.id}/reveal", page, reveal_reason=" ", **typed)

    assert refused.status_code == 422
    assert case.guardians[0].id_number not in refused.text
    assert 'value="号码不清"' in refused.text


@pytest.mark.parametrize(("role", "letters"), [(Role.help_desk, "TA"), (Role.reviewer, "SM")])
def test_nobody_else_reveals_a_number(log_in, office, case, role, letters):
    own = f"/applications/{office[letters].id}/review"

    answer = log_in(role, letters).post(f"/applications/{case.id}/reveal", own, reveal_reason="看")

    assert answer.status_code in {403, 404}
    assert case.guardians[0].id_number not in answer.text
