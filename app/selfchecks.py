"""What can one declare wrongly? Each finding has a stable id and a hint."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import sqlalchemy as sa

import models  # noqa: F401 - maps every entity
from app.schema.base import Base
from app.schema.entity import MENUS
from app.schema.fields import Field, Kind, fields_of, optional
from app.schema.ordering import begins_an_index
from app.schema.registry import entities
from app.security.sealed import Sealed
from app.services.message_texts import INBOX, SMS
from app.workflow.guards import SENTENCES
from app.workflow.transitions import TRANSITIONS
from models.enums import Section

UNSEARCHABLE = frozenset({Kind.document, Kind.several, Kind.decimal, Kind.link})
"""Kinds of which a typed word says nothing; a link is searched by its relation's name."""

IN_KEYS = frozenset({Kind.person_name, Kind.text})
"""Plain kinds that the search box looks into; of protected ones those with a blind index."""


def findings() -> list[str]:
    """Return every wrong declaration; none when all is well."""
    found = [line for name, model in entities().items() for line in _entity(name, model)]
    return found + list(_transitions())


def _entity(name: str, model: type[Base]) -> Iterator[str]:
    entity, fields = model.__entity__, fields_of(model)
    relations = sa.inspect(model).relationships
    known = {*fields, *relations.keys(), "id"}
    for one in {*entity.columns, *entity.search, *entity.order, *entity.related} - known:
        yield f"jifen.E001 {name}: no column {one}. Mend the names in __entity__."
    for one in entity.order:
        if one in fields and fields[one].sealed:
            yield f"jifen.E002 {name}: rows cannot be sorted by the protected {one}."
    if entity.menu is not None and entity.menu not in MENUS:
        yield f"jifen.E003 {name}: no menu {entity.menu}. Use one of {', '.join(MENUS)}."
    if not entity.access:
        yield f"jifen.E004 {name}: nobody has access. Give __entity__ its roles."
    yield from _forms(name, model)
    yield from _conditions(name, model)
    yield from _lists(name, model)
    yield from _orders(name, model)
    yield from _quick(name, model)


def _forms(name: str, model: type[Base]) -> Iterator[str]:
    entity, relations = model.__entity__, sa.inspect(model).relationships
    known = {*fields_of(model), *relations.keys()}
    grouped = [one for group in entity.fieldsets.values() for one in group]
    for one in {one for one in grouped if one not in known or grouped.count(one) > 1}:
        yield f"jifen.E021 {name}: fieldsets must name each of its fields once, not so {one}."
    for one in entity.children:
        if one not in relations or not relations[one].uselist:
            yield f"jifen.E022 {name}: no relation {one} to several records can be its children."


def _lists(name: str, model: type[Base]) -> Iterator[str]:
    for key, field in fields_of(model).items():
        if (field.listed or field.searched) and field.internal:
            yield f"jifen.E010 {name}.{key}: internal, so no list may show it or search by it."
        if field.searched and field.kind in UNSEARCHABLE:
            yield f"jifen.E011 {name}.{key}: lists cannot be searched by a {field.kind.value}."


def _quick(name: str, model: type[Base]) -> Iterator[str]:
    relations = sa.inspect(model).relationships
    for key, field in fields_of(model).items():
        attribute = vars(model).get(key)
        findable = isinstance(attribute, Sealed) and bool(attribute.group)
        if field.quick and not (findable if field.sealed else field.kind in IN_KEYS):
            yield f"jifen.E013 {name}.{key}: the search box cannot look into it."
    for one in model.__entity__.quick:
        if one not in relations:
            yield f"jifen.E014 {name}: the search box knows no relation {one}."


def _orders(name: str, model: type[Base]) -> Iterator[str]:
    fields, table = fields_of(model), cast("sa.Table", sa.inspect(model).local_table)
    for one in model.__entity__.order:
        if (one in fields or one == "id") and not begins_an_index(table, one):
            yield f"jifen.E012 {name}: no index begins with {one}. Only such columns sort lists."


def _conditions(name: str, model: type[Base]) -> Iterator[str]:
    fields = fields_of(model)
    for key, field in fields.items():
        if field.step is not None and field.step not in Section.__members__:
            yield f"jifen.E005 {name}.{key}: no section {field.step}."
        for rule in filter(None, (field.show_if, field.required_if)):
            for asked in set(rule.fields()) - set(fields):
                yield f"jifen.E006 {name}.{key}: its condition names no field {asked}."
        if field.show_if and not (field.keep_hidden or _may_be_empty(model, key, field)):
            yield f"jifen.E020 {name}.{key}: hidden, it cannot be emptied. Let it be optional."


def _may_be_empty(model: type[Base], key: str, field: Field) -> bool:
    return field.kind is Kind.flag or optional(model, key)


def _transitions() -> Iterator[str]:
    for row in TRANSITIONS.values():
        if row.tells is not None and (row.tells not in INBOX or row.tells not in SMS):
            yield f"jifen.E007 {row.name}: no text for the message {row.tells}."
        for guard in row.guards:
            if guard.__name__ not in SENTENCES:
                yield f"jifen.E008 {row.name}: the guard {guard.__name__} says no sentence."
        if not row.who:
            yield f"jifen.E009 {row.name}: nobody may do it. Name a role."
