"""What may each built-in role do? Generated from access and from the transition table.

Patterns are matched whole (see security.py): Flask-AppBuilder matches prefixes, by which a
right on Application would open ApplicationEvent as well.
"""

from __future__ import annotations

import re

from app.admin.generator import permissions
from app.admin.right_names import right_of
from app.schema.entity import Can, Role, with_implied
from app.schema.registry import entities
from app.workflow.transitions import TRANSITIONS

Grant = list[str]
EVERYBODY: tuple[Grant, ...] = (
    ["UserDBModelView", "can_userinfo"],
    ["ResetMyPasswordView", "can_this_form_.*"],
    ["LocaleView", "can_index"],
)
USER_ADMINISTRATION: tuple[Grant, ...] = (
    ["UserDBModelView", "can_list|can_show"],
    ["RoleModelView", "can_list|can_show"],
    ["Security|List Users|List Roles", "menu_access"],
)
STAFF_ROLES = tuple(role for role in Role if role not in {Role.guardian, Role.system})
DASHBOARD = "Dashboard"
"""The entry of the menu; the page shows whoever lists an entity the charts of that entity."""
OVERSEERS = frozenset({Role.supervisor, Role.security_officer, Role.auditor})


def builtin_roles() -> dict[str, list[Grant]]:
    """Return the grants of every built-in role, as Flask-AppBuilder's setting has them."""
    return {role.value: _grants(role) for role in STAFF_ROLES}


def _grants(role: Role) -> list[Grant]:
    held = with_implied(frozenset({role}))
    grants = [list(grant) for grant in EVERYBODY]
    for name, model in entities().items():
        entity = model.__entity__
        may = entity.allows(frozenset({role}))
        names = [right_of(can) for can in Can if can in may]
        names += entity.acts_of(frozenset({role}))
        names += [row.name for row in TRANSITIONS.values() if entity.workflow and held & row.who]
        wanted = [one for one in permissions(model) if one in names]
        if wanted:
            grants.append([re.escape(name), "|".join(wanted)])
        entries = [f"{name}.{act}" for act in entity.acts if act in wanted]
        entries += [f"{name}.menu"] if "can_list" in wanted else []
        if entity.menu and entries:
            grants.append(["|".join(map(re.escape, [*entries, entity.menu])), "menu_access"])
    if any(
        model.__entity__.charts and Can.list in model.__entity__.allows(frozenset({role}))
        for model in entities().values()
    ):
        grants.append([DASHBOARD, "menu_access"])
    if role in OVERSEERS:
        grants += [list(grant) for grant in USER_ADMINISTRATION]
    return grants
