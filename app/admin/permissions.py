"""Which permissions and roles stand in the database? Those that the code declares.

Ran at deployment, in one transaction under a lock: Flask-AppBuilder's own way takes thousands
of statements, and two workers starting together crash each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask_appbuilder import AppBuilder
from flask_appbuilder.security.sqla.models import (
    Permission,
    PermissionView,
    Role,
    ViewMenu,
    assoc_permissionview_role,
)
from sqlalchemy.orm import Session

from app.admin.roles import STAFF_ROLES

SYNC_LOCK = 7_315_002


def synchronise(builder: AppBuilder, session: Session) -> tuple[int, int]:
    """Bring roles and permissions up to date; return how many were added and removed."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(SYNC_LOCK)))
    _add_roles(session, [builder.sm.auth_role_admin, builder.sm.auth_role_public])
    wanted = set(_wanted(builder))
    permissions = _add_names(session, Permission, {permission for permission, _ in wanted})
    views = _add_names(session, ViewMenu, {view for _, view in wanted})
    pairs = {(permissions[permission], views[view]) for permission, view in wanted}
    there = {
        (row.permission_id, row.view_menu_id): row.id
        for row in session.execute(
            sa.select(PermissionView.id, PermissionView.permission_id, PermissionView.view_menu_id)
        )
    }
    missing = sorted(pairs - set(there))
    session.add_all(PermissionView(permission_id=one, view_menu_id=two) for one, two in missing)
    stale = [key for pair, key in there.items() if pair not in pairs]
    _remove(session, stale)
    session.commit()
    return len(missing), len(stale)


def _wanted(builder: AppBuilder) -> Iterator[tuple[str, str]]:
    for view in builder.baseviews:
        closed = set(getattr(view, "actions", ())) if "action" in view.exclude_route_methods else ()
        for permission in view.base_permissions:
            if permission not in closed:
                yield permission, view.class_permission_name
    for name in _menu_names(builder.menu.get_list()):
        yield "menu_access", name


def _menu_names(items: Any) -> Iterator[str]:
    for item in items:
        if item.name != "-":
            yield item.name
            yield from _menu_names(item.childs)


def _add_roles(session: Session, others: list[str]) -> None:
    there = set(session.scalars(sa.select(Role.name)))
    names = [*others, *(role.value for role in STAFF_ROLES)]
    session.add_all(Role(name=name) for name in names if name not in there)
    session.flush()


def _add_names(session: Session, table: Any, names: set[str]) -> dict[str, int]:
    there = set(session.scalars(sa.select(table.name)))
    session.add_all(table(name=name) for name in sorted(names - there))
    session.flush()
    return {row.name: row.id for row in session.execute(sa.select(table.name, table.id))}


def _remove(session: Session, stale: list[int]) -> None:
    if not stale:
        return
    grants = assoc_permissionview_role
    session.execute(sa.delete(grants).where(grants.c.permission_view_id.in_(stale)))
    session.execute(sa.delete(PermissionView).where(PermissionView.id.in_(stale)))
