"""Is nothing written but what was shown, what can be read, and on the state that was read?"""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.exceptions import StaleVersion
from app.security.actor import SYSTEM, acting_as
from app.services import corrections
from app.services.seed_families import reviewer_actor
from models import AdmissionRound, RecordChange, Student
from tests.admin.pages import typed


@pytest.fixture
def rounds(office):
    ids = [one.round_id for one in office.values()]
    return ids, "/admission-rounds/change-many?" + "&".join(f"rowid={pk}" for pk in ids)


@pytest.mark.parametrize(
    "changed",
    [
        {"second_reader": None, "columns": "second_reader"},
        {"unfiled_policy": "keep_filed", "columns": ["second_reader", "unfiled_policy"]},
        {"unfiled_policy": "keep_filed", "columns": "unfiled_policy"},
    ],
)
def test_other_values_than_the_preview_showed_are_shown_first(supervisor, rounds, session, changed):
    ids, page = rounds
    asked = {"rowid": ids, "columns": "second_reader", "second_reader": "y"}
    preview = supervisor.post(page, page, **{**typed(supervisor.get(page).text), **asked,
                                             "act": "preview"})  # fmt: skip
    sent = {**typed(preview.text), **asked, "act": "apply", **changed}

    answer = supervisor.post(page, page, **{k: v for k, v in sent.items() if v is not None})

    assert answer.status_code == 200
    assert 'name="columns"' in answer.text
    with acting_as(SYSTEM):
        session.expire_all()
        now = [session.get(AdmissionRound, pk) for pk in ids]
    assert [(one.second_reader, one.unfiled_policy.name) for one in now] == [(False, "lapse")] * 2


def test_a_value_that_no_page_could_read_does_not_come_back(supervisor, office, session):
    key = office["TA"].round_id
    with acting_as(SYSTEM):
        row = session.get(AdmissionRound, key)
        right = row.step_order
        for value in (right[:1], right):
            row.step_order = value
            session.flush()
        session.commit()
        query = sa.select(RecordChange).where(RecordChange.entity == "AdmissionRound")
        change = session.scalars(query.order_by(RecordChange.id.desc())).first()
    page = f"/admission-rounds/restore/{key}/{change.id}/step_order"

    answer = supervisor.post(page, page, reason="误改")

    assert change.changes["step_order"][0] == right[:1]
    assert answer.status_code == 422
    with acting_as(SYSTEM):
        session.expire_all()
        assert session.get(AdmissionRound, key).step_order == right


def test_a_correction_of_an_older_state_is_refused_under_the_lock(office, session, clock):
    """Also when nothing told of it before: two corrections may be sent at the same moment."""
    case = office["TA"]
    who = reviewer_actor(7, "王审核", case.district_id)
    with acting_as(SYSTEM):
        child = session.merge(case).students[0]
        version, was = child.application.version, child.name
    with acting_as(who), pytest.raises(StaleVersion):
        corrections.correct(
            session, session.get(Student, child.id), {"name": "陈晓雨"}, reason="笔误", who=who,
            now=clock.now, version=version - 1,
        )  # fmt: skip

    with acting_as(SYSTEM):
        session.expire_all()
        assert session.get(Student, child.id).name == was
