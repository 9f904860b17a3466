"""What is a self-check? An id that never changes, what it finds, and how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa

from app.admin.codes import ROLES
from app.schema.base import Base
from app.schema.entity import Entity
from app.schema.fields import Field, conditions_of, fields_of, optional
from app.schema.registry import entities
from app.security.sealed import Sealed
from app.workflow.transition import Transition
from app.workflow.transitions import TRANSITIONS

Found = Iterator[tuple[str, str]]
"""Where something is declared wrongly, and what."""


@dataclass(frozen=True)
class Declared:
    """What is declared of one entity, read once; tests put wrong declarations in its place."""

    name: str
    entity: Entity
    fields: Mapping[str, Field]
    optional: frozenset[str]
    groups: Mapping[str, str | None]
    """The sealed fields, with the group in which equal values are found."""
    searched: tuple[str, ...]
    attributes: frozenset[str]
    relations: Mapping[str, str]
    """The relations, with the class they lead to."""
    several: frozenset[str]
    """Those relations that lead to several records."""
    table: sa.Table
    versioned: bool


def declared(model: type[Base]) -> Declared:
    """Return what is declared of ``model``."""
    mapper, fields = sa.inspect(model), fields_of(model)
    sealed = {one: vars(model).get(one) for one in fields}
    return Declared(
        name=model.__name__,
        entity=model.__entity__,
        fields=fields,
        optional=frozenset(one for one in fields if optional(model, one)),
        groups={name: value.group for name, value in sealed.items() if isinstance(value, Sealed)},
        searched=conditions_of(model),
        attributes=frozenset(mapper.column_attrs.keys()),
        relations={one.key: one.mapper.class_.__name__ for one in mapper.relationships},
        several=frozenset(one.key for one in mapper.relationships if one.uselist),
        table=cast("sa.Table", mapper.local_table),
        versioned=mapper.version_id_col is not None,
    )


@dataclass(frozen=True)
class Column:
    """One field of an entity."""

    of: Declared
    name: str
    field: Field


@dataclass(frozen=True)
class Portal:
    """All that is declared: every entity, the table of transitions, the words of the roles."""

    entities: Mapping[str, Declared]
    transitions: Mapping[str, Transition]
    roles: Mapping[str, str]


def portal() -> Portal:
    """Return what the code declares."""
    found = {name: declared(one) for name, one in entities().items()}
    return Portal(found, TRANSITIONS, ROLES)


@dataclass(frozen=True)
class Rule:
    """One check; an id beginning with E forbids the start, one with W fails the checks only."""

    id: str
    meaning: str
    hint: str
    look: Callable[[Portal], Found]


RULES: dict[str, Rule] = {}


def rule(number: str, meaning: str, hint: str) -> Callable[[Callable[[Portal], Found]], Rule]:
    """Register a check of all declarations."""

    def keep(look: Callable[[Portal], Found]) -> Rule:
        if number in RULES:
            raise KeyError(number)
        RULES[number] = Rule(number, meaning, hint, look)
        return RULES[number]

    return keep


def each(number: str, meaning: str, hint: str) -> Callable[[Callable[[Declared], Found]], Rule]:
    """Register a check of one entity after the other."""

    def keep(look: Callable[[Declared], Found]) -> Rule:
        def all_of(everything: Portal) -> Found:
            for name, one in everything.entities.items():
                for place, what in look(one):
                    yield f"{name}.{place}" if place else name, what

        return rule(number, meaning, hint)(all_of)

    return keep


def every(
    number: str, meaning: str, hint: str
) -> Callable[[Callable[[Column], Iterator[str]]], Rule]:
    """Register a check of one field after the other."""

    def keep(look: Callable[[Column], Iterator[str]]) -> Rule:
        def fields_of_one(one: Declared) -> Found:
            for name, field in one.fields.items():
                for what in look(Column(one, name, field)):
                    yield name, what

        return each(number, meaning, hint)(fields_of_one)

    return keep


def listed(names: Any) -> str:
    """Return names in a row, in a fixed order."""
    return ", ".join(sorted(map(str, names)))
