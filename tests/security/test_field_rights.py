"""Does one place say what somebody sees of a field, and do the doors ask it?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.schema import fields
from app.schema.entity import Role
from app.security import field_rights
from app.security.actor import SYSTEM, Actor, Party
from app.security.field_rights import Sight, may_ask, may_change, may_reveal, seen, sight, visible
from models.application import Application
from models.student import Student

REVIEWER = Actor(party=Party.staff, roles=frozenset({Role.reviewer}))
CLERK = Actor(party=Party.staff, roles=frozenset({Role.clerk}))
SUPERVISOR = Actor(party=Party.staff, roles=frozenset({Role.supervisor}))
NUMBER = "350212202009011236"


@pytest.fixture
def narrowed(monkeypatch):
    """The name of a student is for supervisors, and only the system changes it."""
    declared = dict(fields.fields_of(Student))
    declared["name"] = replace(
        declared["name"], seen_by=(Role.supervisor,), changed_by=(Role.system,)
    )
    monkeypatch.setattr(field_rights, "fields_of", lambda _model: declared)


def test_a_protected_value_is_masked_until_it_is_revealed():
    assert sight(Student, "id_number", REVIEWER) is Sight.masked
    assert seen(Student, "id_number", NUMBER, REVIEWER) == "350212********1236"
    assert seen(Student, "id_number", NUMBER, REVIEWER, revealing=True) == NUMBER


def test_a_field_for_one_role_is_hidden_from_the_others(narrowed):
    assert visible(Student, ["name", "sex"], REVIEWER) == ["sex"]
    assert visible(Student, ["name", "sex"], SUPERVISOR) == ["name", "sex"]
    assert seen(Student, "name", "陈子轩", REVIEWER, revealing=True) is None


def test_nobody_filters_by_what_it_does_not_see(narrowed):
    assert not may_ask(Student, "name", REVIEWER)
    assert may_ask(Student, "name", SUPERVISOR)


def test_a_field_may_be_seen_and_yet_not_changed(narrowed):
    assert not may_change(Student, "name", SUPERVISOR)
    assert may_change(Student, "name", SYSTEM)


def test_what_is_internal_nobody_sees():
    assert sight(Application, "picture_key", SUPERVISOR, revealing=True) is Sight.hidden
    assert sight(Application, "picture_key", SYSTEM) is Sight.hidden


def test_only_who_holds_the_right_reveals():
    assert may_reveal(Application, REVIEWER)
    assert not may_reveal(Application, CLERK)
