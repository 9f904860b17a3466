"""Can a record of every entity be made from its declaration alone?"""

from __future__ import annotations

import pytest

from app.schema.fields import fields_of, optional
from app.schema.kinds import Kind
from app.schema.registry import entities
from app.security.actor import SYSTEM, acting_as
from tests.factories import create


@pytest.mark.parametrize("name", sorted(entities()))
def test_the_factory_makes_a_record_that_the_database_accepts(session, name):
    model = entities()[name]

    with acting_as(SYSTEM):
        row = create(session, model)
        session.refresh(row)

    assert row.id is not None
    for field, told in fields_of(model).items():
        if told.kind is not Kind.link and not optional(model, field):
            assert getattr(row, field) is not None
