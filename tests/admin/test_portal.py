"""Does every generated page show what the declaration says, and nothing else?"""

from __future__ import annotations

import pytest

from app.admin.generator import route
from app.schema.entity import Can, Role
from app.schema.registry import entities

ENTITIES = entities()
STAFF = [role for role in Role if role not in {Role.guardian, Role.system}]
NONSENSE = {
    "page=2": 404, "after=nonsense": 400, "before=e30": 400, "size=1000000": 400, "size=7": 400,
    "order=picture_key": 404, "order=account.password_hash": 404, "status=nonsense": 404,
    "picture_key=x": 404, "_flt_0_account=1": 404, "filed_at=x": 400, "district=x": 400,
    "student_names=%00": 400,
}  # fmt: skip


@pytest.mark.parametrize("role", STAFF)
def test_a_role_sees_the_lists_that_its_entities_grant_and_no_others(log_in, role):
    desk = log_in(role)

    for name, model in ENTITIES.items():
        may = model.__entity__.allows(frozenset({role}))
        pages = desk.get(f"/{route(model)}/list/"), desk.get(f"/api/v1/{route(model)}/")
        expected = 200 if Can.list in may else 403
        assert [page.status_code for page in pages] == [expected, expected], name


@pytest.mark.parametrize("name", ENTITIES)
def test_a_form_opens_wherever_a_role_may_add(log_in, name):
    model = ENTITIES[name]
    roles = [r for r in STAFF if Can.add in model.__entity__.allows(frozenset({r}))]

    for role in roles[:1]:
        assert log_in(role).get(f"/{route(model)}/add").status_code == 200


@pytest.mark.parametrize("arguments", NONSENSE)
def test_nonsense_in_an_address_is_refused_and_never_an_error(reviewer, arguments):
    answer = reviewer.get(f"/applications/list/?{arguments}")

    assert answer.status_code == NONSENSE[arguments]
    assert "select" not in answer.text.lower()


def test_no_page_shows_a_protected_number(reviewer, office):
    student, guardian = office["TA"].students[0], office["TA"].guardians[0]
    pages = [
        "/students/list/", f"/students/show/{student.id}", f"/api/v1/students/{student.id}",
        "/guardians/list/", f"/applications/{office['TA'].id}/review", "/api/v1/guardians/",
    ]  # fmt: skip

    for path in pages:
        text = reviewer.get(path).text
        assert student.id_number not in text, path
        assert guardian.id_number not in text, path
        assert guardian.phone not in text, path


def test_a_child_is_found_by_its_whole_number_and_by_a_part_of_its_name(reviewer, office):
    student = office["TA"].students[0]

    for condition in (f"id_number={student.id_number.lower()}", f"name={student.name[-1]}"):
        page = reviewer.get(f"/students/list/?{condition}", follow_redirects=True)
        assert student.serial_number in page.text
    part = f"/students/list/?id_number={student.id_number[:6]}"
    assert student.serial_number not in reviewer.get(part, follow_redirects=True).text
