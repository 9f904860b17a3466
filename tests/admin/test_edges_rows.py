"""Which rows does a member of staff reach? Only the own district's, at every door."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.schema.entity import Role
from app.security.actor import SYSTEM, acting_as
from models import ApplicationEvent, ReviewNote
from tests.admin.conftest import INSIDE
from tests.admin.stock import FOREIGN, OWN, TYPED, Kid, Part

BY_KEY = ["show", "edit", "delete", "action/approve"]
KID_STATE = sa.select(Kid.state).where(Kid.id == FOREIGN)
PARENT = sa.select(Part.kid_id).order_by(Part.id.desc()).limit(1)
NOTE = "核对过户口页"


def is_changed(read, act) -> bool:
    """Return whether an act changes what is read; the one check of both applications."""
    before = read()
    act()
    return read() != before


def leaks(desk, paths, words) -> list[str]:
    """Return the pages on which one of the words of another district stands."""
    pages = {path: desk.get(path).text for path in paths}
    return [path for path, text in pages.items() if any(word in text for word in words)]


@pytest.fixture
def foreign(office):
    """A case of another district than the reviewer's."""
    return office["SM"]


def words_of(case) -> list[str]:
    student, guardian = case.students[0], case.guardians[0]
    return [student.serial_number, student.name, guardian.name, case.guardian_name]


def doors_of(case) -> list[str]:
    """Return every page and resource that could show a case or what belongs to it."""
    found = [f"/applications/{case.id}/review", f"/applications/{case.id}/approve"]
    rows = {
        "applications": [case], "students": case.students, "guardians": case.guardians,
        "review-items": case.review_items, "application-events": case.events,
    }  # fmt: skip
    for name, own in rows.items():
        found += [f"/{name}/list/", f"/api/v1/{name}/"]
        found += [f"/{name}/show/{one.id}" for one in own]
        found += [f"/api/v1/{name}/{one.id}" for one in own]
    return found


def test_no_door_shows_a_word_of_another_district(reviewer, foreign, boss):
    assert not leaks(reviewer, doors_of(foreign), words_of(foreign))
    assert leaks(boss, ["/partview/add", "/api/v1/parts/_info"], ["foreign kid"]) == [
        "/partview/add", "/api/v1/parts/_info",
    ]  # fmt: skip


def test_a_record_of_another_district_is_as_little_found_as_none(reviewer, foreign):
    paths = [path for path in doors_of(foreign) if path[-1].isdigit() or "applications/" in path]
    paths = [path for path in paths if not path.endswith(("/list/", "v1/applications/"))]

    assert {reviewer.get(path).status_code for path in paths} == {404}


@pytest.mark.parametrize("name", ["approve", "withdraw-on-behalf", "recheck"])
def test_an_act_on_one_case_does_not_reach_another_district(
    reviewer, office, foreign, session, boss, name
):
    page = f"/applications/{office['TA'].id}/withdraw-on-behalf"

    def events():
        with acting_as(SYSTEM):
            return session.scalar(sa.select(sa.func.count(ApplicationEvent.id)))

    answer = reviewer.post(f"/applications/{foreign.id}/{name}", page, reason="无")
    assert answer.status_code == 404
    assert not is_changed(events, lambda: None)
    assert is_changed(
        lambda: boss.read(KID_STATE),
        lambda: boss.open("POST", f"/kidview/action/approve/{FOREIGN}"),
    )


def test_an_act_on_many_cases_does_not_reach_another_district(reviewer, office, foreign, boss):
    keys = [office["TA"].id, foreign.id]
    page = f"/applications/{keys[0]}/approve"

    answer = reviewer.post("/bulk", page, action="approve", rowid=keys)

    assert answer.status_code == 404
    assert is_changed(
        lambda: boss.read(KID_STATE),
        lambda: boss.open(
            "POST", "/kidview/action_post", data={"action": "approve", "rowid": [OWN, FOREIGN]}
        ),
    )


def test_a_picker_offers_and_takes_only_the_own_district(reviewer, office, foreign, session, boss):
    page = "/review-notes/add"
    form = reviewer.get(page).text

    assert f'value="{office["TA"].id}"' in form
    assert f'value="{foreign.id}"' not in form
    assert not is_changed(
        lambda: notes(session),
        lambda: reviewer.post(page, page, application_id=foreign.id, body=NOTE),
    )
    assert is_changed(
        lambda: boss.read(PARENT),
        lambda: boss.post("/partview/add", "/partview/add", label="x", kid=FOREIGN),
    )


def notes(session) -> list:
    with acting_as(SYSTEM):
        session.expire_all()
        return list(session.scalars(sa.select(ReviewNote.application_id)))


def rest(desk, method: str, path: str, *, tag: str = "", **body):
    """Send JSON as a script of the portal's own pages does, on what it read under ``tag``."""
    headers = {"X-CSRFToken": token_of(desk)} | ({"If-Match": tag} if tag else {})
    return desk.client.open(path, method=method, base_url=INSIDE, json=body, headers=headers)


def token_of(desk) -> str:
    after = desk.get("/resetmypassword/form").text.partition('name="csrf_token"')[2]
    return after.partition('value="')[2].partition('"')[0]


def test_rest_takes_no_record_of_another_district_as_a_parent(reviewer, foreign, session, boss):
    answer = rest(reviewer, "POST", "/api/v1/review-notes/", application_id=foreign.id, body=NOTE)

    assert answer.status_code == 422
    assert notes(session) == []
    assert is_changed(
        lambda: boss.read(PARENT),
        lambda: boss.open("POST", "/api/v1/parts/", json={"label": "x", "kid": FOREIGN}),
    )


def test_rest_adds_to_a_case_of_the_own_district_and_says_who_wrote_it(reviewer, office, session):
    case = office["TA"]

    answer = rest(reviewer, "POST", "/api/v1/review-notes/", application_id=case.id, body=NOTE)

    assert answer.status_code == 201
    with acting_as(SYSTEM):
        note = session.scalars(sa.select(ReviewNote)).one()
        assert (note.application_id, note.district_id, note.author) == (
            case.id, case.district_id, "王审核",
        )  # fmt: skip


def test_a_note_and_a_conflict_can_be_written_by_their_forms(reviewer, office):
    case = office["TA"]
    for page, data in (
        ("/review-notes/add", {"body": NOTE}),
        ("/conflict-of-interests/add", {"reason": "亲属"}),
    ):
        assert reviewer.post(page, page, application_id=case.id, **data).status_code == 302
    assert NOTE in reviewer.get("/review-notes/list/").text
    assert "亲属" in reviewer.get("/conflict-of-interests/list/").text


def test_children_of_a_record_are_moved_by_no_form_and_no_resource(supervisor, boss, office):
    """Stock's default form and PUT list the children: what is left out is taken away."""
    answer = rest(supervisor, "PUT", f"/api/v1/districts/{office['TA'].district_id}", rounds=[])

    assert answer.status_code in {409, 422}
    assert is_changed(
        lambda: boss.read(PARENT),
        lambda: boss.post("/kidview/edit/1", "/kidview/edit/1", **TYPED),
    )


def test_what_belongs_to_a_record_is_shown_only_to_who_may_list_it(log_in, office, visitor):
    """Stock shows the tab of a related view to whoever may show the record."""
    page = f"/applications/show/{office['TA'].id}"
    items = f"{page}?tab=review_items"

    assert items in log_in(Role.reviewer).get(page).text
    reader = log_in(Role.read_only)
    assert items not in reader.get(page).text
    assert reader.get(items).status_code == 404
    narrow = visitor.log_in("Narrow")
    assert narrow.get("/partview/list/").status_code == 403
    assert "a part" in narrow.get(f"/kidview/show/{OWN}").text
