"""Are chosen columns of many records changed as previewed, each under its own lock?"""

from __future__ import annotations

import re
from datetime import date

import pytest
import sqlalchemy as sa

from app.schema.entity import Role
from app.security.actor import SYSTEM, acting_as
from models import AdmissionRound, AuditEntry, Region
from tests.admin.pages import typed


@pytest.fixture
def rounds(office):
    """The rounds of both districts, and their page of changes."""
    ids = [one.round_id for one in office.values()]
    return ids, "/admission-rounds/change-many?" + "&".join(f"rowid={pk}" for pk in ids)


def send(desk, page: str, ids, act: str, answer=None, **changes):
    data = typed(answer.text if answer is not None else desk.get(page).text)
    return desk.post(page, page, **{**data, "rowid": ids, "act": act, **changes})


def stored(session, ids) -> list[AdmissionRound]:
    with acting_as(SYSTEM):
        session.expire_all()
        return [session.get(AdmissionRound, pk) for pk in ids]


def test_a_preview_shows_old_and_new_and_writes_nothing(supervisor, rounds, session):
    ids, page = rounds

    answer = send(supervisor, page, ids, "preview", columns="second_reader", second_reader="y")

    assert answer.status_code == 200
    assert answer.text.count("否 → <b>是</b>") == 2
    assert [one.second_reader for one in stored(session, ids)] == [False, False]


def test_what_was_previewed_is_written_with_an_entry_each(supervisor, rounds, session):
    ids, page = rounds
    change = {"columns": "second_reader", "second_reader": "y"}
    preview = send(supervisor, page, ids, "preview", **change)

    answer = send(supervisor, page, ids, "apply", preview, **change)

    assert answer.status_code == 200
    assert [one.second_reader for one in stored(session, ids)] == [True, True]
    with acting_as(SYSTEM):
        entries = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "edit")).all()
    assert {one.details["second_reader"][1] for one in entries} == {"True"}


def test_who_was_changed_meanwhile_is_skipped_and_told(supervisor, rounds, session):
    ids, page = rounds
    change = {"columns": "second_reader", "second_reader": "y"}
    preview = send(supervisor, page, ids, "preview", **change)
    edit = f"/admission-rounds/edit/{ids[0]}"
    supervisor.post(edit, edit, **{**typed(supervisor.get(edit).text), "name": "新"})

    answer = send(supervisor, page, ids, "apply", preview, **change)

    assert answer.text.count('data-shape="triangle"') == 1
    assert [one.second_reader for one in stored(session, ids)] == [False, True]


def test_values_that_were_not_previewed_are_previewed_first(supervisor, rounds, session):
    ids, page = rounds
    preview = send(supervisor, page, ids, "preview", columns="second_reader", second_reader="y")

    send(supervisor, page, ids, "apply", preview, columns="born_to", born_to="2021-08-31")

    assert [one.second_reader for one in stored(session, ids)] == [False, False]


def test_a_value_that_does_not_fit_a_record_skips_it(supervisor, rounds):
    ids, page = rounds

    answer = send(supervisor, page, ids, "preview", columns="born_to", born_to="2001-01-01")

    assert answer.text.count('data-shape="triangle"') == 2
    assert 'value="apply"' not in answer.text


def test_a_value_in_use_undoes_its_own_record_only(supervisor, rounds, session, office):
    ids, page = rounds
    change = {"columns": "district_id", "district_id": str(office["TA"].district_id)}
    preview = send(supervisor, page, ids, "preview", **change)

    answer = send(supervisor, page, ids, "apply", preview, **change)

    assert answer.status_code == 200
    assert len({one.district_id for one in stored(session, ids)}) == 2


@pytest.mark.parametrize("change", [
    {}, {"columns": "name", "name": "x"}, {"columns": "born_to", "born_to": "morgen"},
    {"columns": "unfiled_policy", "unfiled_policy": "zzz"},
    {"columns": "district_id", "district_id": "999999"},
])  # fmt: skip
def test_what_makes_no_sense_is_refused(supervisor, rounds, change):
    ids, page = rounds

    assert send(supervisor, page, ids, "preview", **change).status_code == 422


@pytest.mark.parametrize("ids", ["", "rowid=x", "rowid=1&rowid=-1"])
def test_a_page_of_no_records_is_refused(supervisor, ids):
    assert supervisor.get(f"/admission-rounds/change-many?{ids}").status_code == 400


def test_another_entity_is_changed_by_the_same_way(supervisor, office, session):
    with acting_as(SYSTEM):
        ids = list(session.scalars(sa.select(Region.id).limit(3)))
    page = "/regions/change-many?" + "&".join(f"rowid={pk}" for pk in [*ids, 999999])
    change = {"columns": "valid_to", "valid_to": "2030-01-01"}
    preview = send(supervisor, page, [*ids, 999999], "preview", **change)

    send(supervisor, page, ids, "apply", preview, **change)

    assert preview.text.count('data-shape="triangle"') == 1
    with acting_as(SYSTEM):
        session.expire_all()
        assert {session.get(Region, pk).valid_to for pk in ids} == {date(2030, 1, 1)}


def test_only_who_may_edit_is_offered_the_change(log_in, supervisor, rounds):
    reviewer, page = log_in(Role.reviewer), rounds[1]

    assert reviewer.get(page).status_code == 403
    assert 'value="edit|"' in supervisor.get("/admission-rounds/list/").text
    assert not re.search("edit[|]", reviewer.get("/admission-rounds/list/").text)
