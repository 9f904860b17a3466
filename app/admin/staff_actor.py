"""Which actor is the user of the portal?"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.extensions import db
from app.schema.entity import Role
from app.security.actor import NOBODY, Actor, Party
from app.security.system_view import system_view
from models.staff_member import StaffMember


def staff_actor(user: Any) -> Actor:
    """Return the actor of a portal user; without a record as member of staff, no district."""
    if user is None or not getattr(user, "is_authenticated", False):
        return NOBODY
    member = _member(db.session(), user.id)
    roles = {*user.roles, *(role for group in user.groups for role in group.roles)}
    known = frozenset(Role[role.name] for role in roles if role.name in Role.__members__)
    return Actor(
        party=Party.staff,
        user_id=user.id,
        name=f"{user.last_name}{user.first_name}",
        roles=known - {Role.guardian, Role.system},
        districts=frozenset({member[0]} if member and member[0] else ()),
        whole_city=member is not None and member[0] is None,
    )


def _member(session: Session, user_id: int) -> tuple[int | None] | None:
    with system_view(session) as own:
        found = own.execute(
            sa.select(StaffMember.district_id).where(StaffMember.user_id == user_id)
        ).one_or_none()
        return (found[0],) if found else None
