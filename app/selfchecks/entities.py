"""What can be wrong in the declaration of an entity?"""

from __future__ import annotations

from app.admin.commands import BODIES
from app.admin.listing import CONTROL
from app.admin.request_checks import RESERVED
from app.schema.entity import MENUS, Role
from app.schema.kinds import Kind
from app.schema.ordering import begins_an_index
from app.selfchecks.rules import Declared, Found, each, listed

UNSEARCHABLE = frozenset({Kind.document, Kind.several, Kind.decimal, Kind.link})
"""Kinds of which a typed word says nothing; a link is searched by its relation's name."""
OUTSIDE = frozenset({Role.guardian, Role.system})
"""Roles that nobody holds in the portal."""


@each("E001", "A name in __entity__ is no column.", "Mend the names in __entity__.")
def names(one: Declared) -> Found:
    """Find columns, conditions, orders, tabs and related records that are not there."""
    entity = one.entity
    known = {*one.fields, *one.relations, "id"}
    asked = {*entity.columns, *entity.search, *entity.order, *entity.related}
    asked |= {entity.tabs} if entity.tabs else set()
    for name in sorted(asked - known):
        yield "", f"no column {name}"


@each("E002", "Rows are sorted by a protected field.", "Sort by a plain column.")
def orders(one: Declared) -> Found:
    """Find orders that would sort sealed bytes."""
    for name in one.entity.order:
        if name in one.fields and one.fields[name].sealed:
            yield "", f"rows cannot be sorted by the protected {name}"


@each("E003", "The menu does not exist.", f"Use one of {', '.join(MENUS)}.")
def menus(one: Declared) -> Found:
    """Find entries below no menu."""
    if one.entity.menu is not None and one.entity.menu not in MENUS:
        yield "", f"no menu {one.entity.menu}"


@each("E004", "Nobody has access.", "Give __entity__ its roles.")
def access(one: Declared) -> Found:
    """Find entities without readers."""
    if not one.entity.access:
        yield "", "nobody has access"


@each("E047", "A command has no right of its own, or nothing that carries it out.",
      "Name its right in acts=…, and its service in app.admin.commands.")  # fmt: skip
def commands(one: Declared) -> Found:
    """Find commands that nobody may give, or that would do nothing."""
    for name in one.entity.commands:
        if name not in one.entity.acts or (one.name, name) not in BODIES:
            yield "", f"the command {name} has no right, or no service"


@each("E011", "Lists are searched by a kind of which a word says nothing.",
      "Search by another field, or by the relation's name.")  # fmt: skip
def searched_kinds(one: Declared) -> Found:
    """Find conditions that cannot be evaluated."""
    for name in one.searched:
        if name in one.fields and one.fields[name].kind in UNSEARCHABLE:
            yield name, f"lists cannot be searched by a {one.fields[name].kind.value}"


@each("E012", "A list is sorted by a column with which no index begins.",
      "Only such columns sort lists: index it, or leave it out.")  # fmt: skip
def indexed_orders(one: Declared) -> Found:
    """Find orders for which the database would sort the whole table."""
    for name in one.entity.order:
        if (name in one.fields or name == "id") and not begins_an_index(one.table, name):
            yield "", f"no index begins with {name}"


@each("E043", "Lists are searched by a protected field without a group.",
      "Give it group=…, or leave it out of the search.")  # fmt: skip
def sealed_search(one: Declared) -> Found:
    """Find sealed fields of which equal values cannot be found."""
    for name in one.searched:
        if name in one.groups and one.groups[name] is None:
            yield name, "equal values of it cannot be found"


@each("E048", "Imported rows find their record by what is no column, or by a hidden one.",
      "Name columns in natural_key; a protected one needs group=….")  # fmt: skip
def natural_keys(one: Declared) -> Found:
    """Find keys by which no record can be found."""
    for name in one.entity.natural_key:
        if name not in one.fields or one.groups.get(name, "") is None:
            yield "", f"no record is found by {name}"


@each("E044", "A column has the name of an argument of the list's address.",
      "Call it otherwise: its condition would never be read.")  # fmt: skip
def argument_names(one: Declared) -> Found:
    """Find conditions that the list takes for its own arguments."""
    for name in sorted((CONTROL | RESERVED).intersection(one.searched)):
        yield name, "the list reads this argument itself"


@each("E045", "A column that holds the owner of a row is missing.",
      "Mend the names in scope=…; without them rows are everybody's or nobody's.")  # fmt: skip
def scopes(one: Declared) -> Found:
    """Find scopes that name no column."""
    scope = one.entity.scope
    for name in filter(None, (scope.district, scope.account, scope.user)):
        if name not in one.attributes:
            yield "", f"no column {name} for its scope"


@each("E046", "A role that nobody holds in the portal has access.",
      "Name roles of the staff.")  # fmt: skip
def roles(one: Declared) -> Found:
    """Find access and acts of families and of the system; what only the system has is no page's."""
    acts = {role for who in one.entity.acts.values() for role in who}
    access = set() if set(one.entity.access) == {Role.system} else set(one.entity.access)
    for role in sorted((acts | access) & OUTSIDE):
        yield "", f"{role.value} is no role of the staff"


@each("E023", "An entity with a workflow has no version.",
      "Give it version_id_col, or two people decide at once.")  # fmt: skip
def versions(one: Declared) -> Found:
    """Find workflows without an optimistic lock."""
    if one.entity.workflow and not one.versioned:
        yield "", "its rows have no version"


@each("E024", "The tabs are those of a field without choices.",
      "Name a field declared by choice().")  # fmt: skip
def tabs(one: Declared) -> Found:
    """Find tabs that would have no states."""
    name = one.entity.tabs
    if name in one.fields and one.fields[str(name)].choices is None:
        yield "", f"{name} has no choices to be its tabs"


@each("E025", "A related record is no relation.", "Name relations in related=….")
def related(one: Declared) -> Found:
    """Find columns among the related records."""
    for name in one.entity.related:
        if name in one.fields and name not in one.relations:
            yield "", f"{name} leads to no other record"


@each("W003", "An entity does not say what it is for.", "Give __entity__ its purpose.")
def purposes(one: Declared) -> Found:
    """Find entities that the data dictionary could not explain."""
    if not one.entity.purpose:
        yield "", "no purpose"


@each("W005", "Two fields of one entity have the same label.",
      "Readers could not tell them apart: name one of them otherwise.")  # fmt: skip
def labels(one: Declared) -> Found:
    """Find labels that stand on a page twice."""
    shown = [field.label for field in one.fields.values() if not field.internal]
    for label in sorted({one for one in shown if shown.count(one) > 1}):
        twice = [name for name, field in one.fields.items() if field.label == label]
        yield "", f"{listed(twice)} are all called {label}"
