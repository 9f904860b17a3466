"""What can be wrong in the groups of a form and in what the search box looks into?"""

from __future__ import annotations

from collections.abc import Iterator

from app.schema.kinds import Kind
from app.selfchecks.rules import Column, Declared, Found, each, every

IN_KEYS = frozenset({Kind.person_name, Kind.text})
"""Plain kinds that the search box looks into; of protected ones those with a blind index."""


@every("E013", "The search box cannot look into a field.",
       "Only names, texts and protected fields with a group are quick=True.")  # fmt: skip
def quick(it: Column) -> Iterator[str]:
    """Find fields for which there is no search key."""
    findable = bool(it.of.groups.get(it.name)) if it.field.sealed else it.field.kind in IN_KEYS
    if it.field.quick and not findable:
        yield "the search box cannot look into it"


@each("E014", "The search box looks through a relation that is none.",
      "Name relations in quick=….")  # fmt: skip
def relations(one: Declared) -> Found:
    """Find names that lead the search box nowhere."""
    for name in one.entity.quick:
        if name not in one.relations:
            yield "", f"the search box knows no relation {name}"


@each("E021", "The fieldsets name no field, or a field twice.",
      "Name each of its fields once.")  # fmt: skip
def fieldsets(one: Declared) -> Found:
    """Find groups of a form that a page could not show."""
    known = {*one.fields, *one.relations}
    grouped = [name for group in one.entity.fieldsets.values() for name in group]
    for name in sorted({name for name in grouped if name not in known or grouped.count(name) > 1}):
        yield "", f"in the fieldsets {name} stands twice, or is no field"


@each("E022", "The children are no relation to several records.",
      "Name relations to lists in children=….")  # fmt: skip
def children(one: Declared) -> Found:
    """Find child records that no form could repeat."""
    for name in one.entity.children:
        if name not in one.several:
            yield "", f"no relation {name} to several records"
