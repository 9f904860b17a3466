"""What may each built-in role do?"""

from __future__ import annotations

import models  # noqa: F401 - maps every entity
from app.docs.table import page, table
from app.schema.base import Base
from app.schema.entity import Can, Role, with_implied
from app.schema.registry import entities
from app.workflow.transitions import TRANSITIONS

STAFF = [role for role in Role if role not in {Role.guardian, Role.system}]


def permissions_page() -> str:
    """Return roles by entities, and roles by transitions."""
    head = ("entity", *(role.value for role in STAFF))
    rows = [
        (name, *(_may(model.__entity__.allows(frozenset({role}))) for role in STAFF))
        for name, model in entities().items()
    ]
    deeds = [
        (f"{name} {act}", *("yes" if act in _acts(model, role) else "" for role in STAFF))
        for name, model in entities().items()
        for act in model.__entity__.acts
    ]
    transitions = [
        (row.name, *("yes" if with_implied(frozenset({role})) & row.who else "" for role in STAFF))
        for row in TRANSITIONS.values()
        if row.by_staff
    ]
    return page(
        "Permissions",
        "Only rows of the own district are ever reached; these tables say what may be done there.",
        table(head, rows),
        "## Acts on pages of their own",
        table(("act", *head[1:]), deeds),
        "## Transitions",
        table(("transition", *head[1:]), transitions),
    )


def _acts(model: type[Base], role: Role) -> list[str]:
    return model.__entity__.acts_of(frozenset({role}))


def _may(can: Can) -> str:
    return " ".join(str(one.name) for one in Can if one in can and one.name and one.value)
