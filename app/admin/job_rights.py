"""May somebody still do what a job does for them? Asked anew when the job runs."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy.orm import Session

from app.admin.right_names import right_of
from app.admin.staff_actor import staff_actor
from app.schema.base import Base
from app.schema.entity import Can, Role
from app.security.actor import NOBODY, Actor


def actor_of(session: Session, user_id: int) -> tuple[Any, Actor]:
    """Return a user of the portal as they are now, and as whom they act; nobody when barred."""
    user = session.get(User, user_id)
    if user is None or not user.is_active:
        return None, NOBODY
    return user, staff_actor(user)


def holds(user: Any, can: Can, model: type[Base]) -> bool:
    """Return whether the user has the right on the entity, by a built-in or a composed role."""
    roles = {*user.roles, *(role for group in user.groups for role in group.roles)}
    return any(_grants(role, can, model) for role in roles)


def _grants(role: Any, can: Can, model: type[Base]) -> bool:
    if role.name in Role.__members__:
        return can in model.__entity__.allows(frozenset({Role[role.name]}))
    wanted = (right_of(can), model.__name__)
    return any((one.permission.name, one.view_menu.name) == wanted for one in role.permissions)
