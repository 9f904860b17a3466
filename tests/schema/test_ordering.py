"""Is every order of a list read from an index, and does the self-check find one that is not?"""

from __future__ import annotations

import dataclasses

import pytest

from app.schema.fields import fields_of
from app.schema.ordering import begins_an_index
from app.schema.registry import entities
from app.selfchecks import findings
from app.selfchecks.rules import portal
from models import Property, Student

SORTED = [(name, one) for name, model in entities().items() for one in model.__entity__.order]


@pytest.mark.parametrize(("name", "column"), SORTED)
def test_every_declared_order_has_an_index(name, column):
    assert begins_an_index(entities()[name].__table__, column)


@pytest.mark.parametrize(("model", "column"), [(Student, "sex"), (Property, "kind")])
def test_an_order_without_an_index_is_found(monkeypatch, model, column):
    more = dataclasses.replace(model.__entity__, order=("id", column))
    monkeypatch.setattr(model, "__entity__", more)

    found = [one for one in findings() if column in one]

    assert not begins_an_index(model.__table__, column)
    assert found[0].startswith("jifen.E012")


@pytest.mark.parametrize(("model", "key"), [(Student, "address"), (Student, "birth_date")])
def test_a_quick_field_that_the_box_cannot_find_is_reported(model, key):
    field = dataclasses.replace(fields_of(model)[key], quick=True)
    fields = {**fields_of(model), key: field}
    right = portal()
    one = dataclasses.replace(right.entities[model.__name__], fields=fields)
    wrong = dataclasses.replace(right, entities={**right.entities, model.__name__: one})

    found = [one for one in findings(wrong) if one.startswith("jifen.E013")]

    assert bool(found) == (key == "birth_date")
