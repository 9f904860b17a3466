"""Does a record tell its history as its reader may see it, and does an earlier value come back?"""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from app.schema.entity import Role
from app.security.actor import SYSTEM, Actor, Party, acting_as
from app.services import audit
from models import AdmissionRound, RecordChange
from tests.admin.pages import words

PHONE = "13900000009"


@pytest.fixture
def edited(supervisor, session, office):
    """Tong'an's office hours were changed on the form; returns the district and the change."""
    key = office["TA"].district_id
    path = f"/districts/edit/{key}"
    page = supervisor.get(path).text
    typed = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', page))
    typed.pop("csrf_token")
    supervisor.post(path, path, **{**typed, "hours": "8:30–11:30"})
    return key, last_change(session, "District", key)


def last_change(session, entity, key):
    query = sa.select(RecordChange).where(
        RecordChange.entity == entity, RecordChange.entity_id == key
    )
    with acting_as(SYSTEM):
        return session.scalars(query.order_by(RecordChange.id.desc()).limit(1)).first()


def bring_back(desk, key, change, field="hours", **data):
    path = f"/districts/restore/{key}/{change}/{field}"
    return desk.post(path, path, **{"reason": "误改", **data})


@pytest.fixture
def corrected(session, office):
    """A guardian's phone and name were corrected."""
    with acting_as(SYSTEM):
        guardian = session.merge(office["TA"]).guardians[0]
        old = guardian.phone
        guardian.phone, guardian.name = PHONE, "陈思远"
        session.commit()
    return guardian, old


def test_a_record_tells_who_changed_what_from_what_to_what(supervisor, edited):
    key, change = edited
    read = words(supervisor.get(f"/districts/show/{key}?tab=history").text)

    assert "8:30–11:30" in read
    assert change.changes["hours"][0] in read
    assert any("王审核" in one and "审核端" in one for one in read)


def test_history_masks_what_is_protected(reviewer, corrected):
    guardian, old = corrected
    text = reviewer.get(f"/guardians/show/{guardian.id}?tab=history").text

    assert "139****0009" in text
    assert f"{old[:3]}****{old[-4:]}" in text
    assert PHONE not in text
    assert old not in text


def test_a_case_tells_what_happened_to_its_parts(reviewer, office, corrected):
    text = reviewer.get(f"/applications/show/{office['TA'].id}?tab=history&kind=changes").text

    assert "陈思远" in text
    assert "139****0009" in text


def test_a_case_tells_its_events(reviewer, office):
    text = reviewer.get(f"/applications/show/{office['TA'].id}?tab=history&kind=events").text

    assert "提交报名" in text
    assert "变更前" not in text


def test_history_of_another_district_is_as_little_found_as_the_record(reviewer, office):
    path = f"/applications/show/{office['SM'].id}?tab=history"

    assert reviewer.get(path).status_code == 404


def test_a_role_reads_no_changes_of_what_it_may_not_list(log_in, office, corrected):
    path = f"/applications/show/{office['TA'].id}?tab=history"

    assert "陈思远" not in log_in(Role.read_only).get(path).text


@pytest.mark.parametrize("query", ["kind=secrets", "older=x", "older=2027-01-01~0~1", "older=~~"])
def test_nonsense_about_the_history_is_refused(reviewer, office, query):
    path = f"/applications/show/{office['TA'].id}?tab=history&{query}"

    assert reviewer.get(path).status_code in {400, 404}


def test_history_is_paged_without_losing_an_entry(supervisor, office, monkeypatch):
    path = f"/applications/show/{office['TA'].id}?tab=history"
    whole = len(re.findall("<li class=.tl-", supervisor.get(path).text))
    monkeypatch.setattr("app.admin.timeline.SIZE", 2)
    found = 0
    while path:
        text = supervisor.get(path).text
        found += len(re.findall("<li class=.tl-", text))
        older = re.search(r'rel="next" href="/staff([^"]*)"', text)
        path = older.group(1).replace("&amp;", "&") if older else None

    assert found >= whole > 4


def test_auditors_list_changes_without_their_values(log_in, corrected):
    text = log_in(Role.auditor, None).get("/record-changes/list/").text

    assert "监护人" in text
    assert "陈思远" not in text
    assert PHONE not in text


def test_an_earlier_value_comes_back_as_a_new_change(supervisor, session, edited):
    key, change = edited
    answer = bring_back(supervisor, key, change.id)

    assert answer.status_code == 302
    new = last_change(session, "District", key)
    assert new.id > change.id
    assert new.reason == "误改"
    assert new.changes == {"hours": change.changes["hours"][::-1]}


@pytest.mark.parametrize("reason", ["", "  ", "长" * 301])
def test_without_a_sound_reason_nothing_comes_back(supervisor, session, edited, reason):
    key, change = edited
    answer = bring_back(supervisor, key, change.id, reason=reason)

    assert answer.status_code == 422
    assert last_change(session, "District", key).id == change.id


def test_a_stale_page_brings_nothing_back(supervisor, session, edited):
    key, change = edited
    answer = bring_back(supervisor, key, change.id, version="old")

    assert answer.status_code == 422
    assert last_change(session, "District", key).id == change.id


@pytest.mark.parametrize(
    ("change", "field"), [(1, "hours"), (999_999, "hours"), (None, "code"), (None, "nothing")]
)
def test_only_a_change_of_this_field_of_this_record_comes_back(supervisor, edited, change, field):
    key, mine = edited
    path = f"/districts/restore/{key}/{change or mine.id}/{field}"

    assert supervisor.get(path).status_code == 404


def test_who_may_not_edit_brings_nothing_back(reviewer, edited):
    key, change = edited

    assert "恢复" not in reviewer.get(f"/districts/show/{key}?tab=history").text
    assert reviewer.get(f"/districts/restore/{key}/{change.id}/hours").status_code in {302, 403}


def test_a_value_that_does_not_fit_any_more_stays_away(supervisor, session, office):
    with acting_as(SYSTEM):
        round_ = session.get(AdmissionRound, office["TA"].round_id)
        opens, closes = round_.opens_at, round_.closes_at
        round_.opens_at = opens.replace(year=2020)
        session.flush()
        change = last_change(session, "AdmissionRound", round_.id)
        round_.closes_at = opens.replace(year=2021)
        session.commit()
    path = f"/admission-rounds/restore/{round_.id}/{change.id}/opens_at"
    answer = supervisor.post(path, path, reason="误改")

    assert answer.status_code == 422
    assert "不能早于" in answer.text
    assert closes > opens


@pytest.fixture
def seen(session, office, clock):
    """The case was seen alone, on a page of a list and in full, and another one was seen."""
    mine, other = office["TA"].id, office["SM"].id
    readings = [
        ("read", mine, {}, ""),
        ("read", "", {"ids": [other, mine]}, ""),
        ("reveal", mine, {}, "核对原件"),
        ("read", "", {"ids": [other, mine + 100]}, "别人"),
    ]
    with acting_as(Actor(party=Party.staff, user_id=1, name="李审核")):
        for action, key, details, reason in readings:
            audit.record(
                session, action, "Application", key, now=clock.now, details=details, reason=reason
            )
        session.commit()


@pytest.mark.parametrize("role", [Role.supervisor, Role.auditor])
def test_who_saw_a_record_is_told_to_those_who_answer_for_it(log_in, role, seen, office):
    path = f"/applications/show/{office['TA'].id}?tab=readers"
    read = words(log_in(role, None).get(path).text)

    assert read.count("李审核") == 3
    assert {"列表", "核对原件"} <= set(read)
    assert "别人" not in read


def test_reviewers_are_not_told_who_saw_a_record(reviewer, office):
    path = f"/applications/show/{office['TA'].id}"

    assert "tab=readers" not in reviewer.get(path).text
    assert reviewer.get(f"{path}?tab=readers").status_code == 404
