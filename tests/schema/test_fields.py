"""Does a one-line declaration say all that its readers need?"""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.schema.conditions import When, when
from app.schema.fields import fields_of, optional
from app.schema.kinds import Kind
from app.schema.registry import entities
from models.property import Property
from models.student import Student

ENTITIES = entities()


def test_fields_come_in_the_order_of_the_file_under_their_public_names():
    names = [*fields_of(Student)]

    assert names.index("name") < names.index("id_number") < names.index("pinyin")
    assert "id_number_sealed" not in names


def test_optionality_is_said_once_by_the_type():
    assert optional(Property, "certificate_number")
    assert not optional(Student, "id_number")


@pytest.mark.parametrize(("answers", "holds"), [
    ({"owned": True}, True),
    ({"owned": "yes"}, True),
    ({"owned": ["no", "yes"]}, True),
    ({"owned": False}, False),
    ({"owned": None}, False),
    ({}, False),
])  # fmt: skip
def test_a_condition_holds_for_its_values_only(answers, holds):
    assert when("owned").holds(answers) is holds
    assert When("owned", ("yes",)).as_json() == {"field": "owned", "in": ["yes"]}


@pytest.mark.parametrize("name", ENTITIES)
def test_an_entity_names_only_columns_that_it_has(name):
    model = ENTITIES[name]
    known = {*fields_of(model), *sa.inspect(model).relationships.keys(), "id"}
    entity = model.__entity__

    assert {*entity.columns, *entity.search, *entity.order, *entity.related} <= known


@pytest.mark.parametrize("name", ENTITIES)
def test_conditions_name_fields_of_the_same_entity(name):
    fields = fields_of(ENTITIES[name])

    for field in fields.values():
        for rule in filter(None, (field.show_if, field.required_if)):
            assert set(rule.fields()) <= set(fields)


@pytest.mark.parametrize("name", ENTITIES)
def test_numbers_of_persons_are_sealed_everywhere(name):
    for field in fields_of(ENTITIES[name]).values():
        if field.kind in {Kind.id_number, Kind.phone, Kind.address, Kind.certificate}:
            assert field.sealed
            assert field.sensitive
