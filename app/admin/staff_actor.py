"""Which actor is the user of the portal? User, roles and place come in one statement."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import Group, User
from sqlalchemy.orm import Session, configure_mappers, joinedload

from app.admin.token_access import token_name
from app.extensions import db
from app.schema.entity import Role
from app.security.actor import NOBODY, SYSTEM, Actor, Party, acting_as
from models.district import District
from models.staff_member import StaffMember


class Place(NamedTuple):
    """For which district somebody acts, and how its office is called; the whole city has none."""

    is_staff: bool
    district_id: int | None
    office: str | None


NOWHERE = Place(is_staff=False, district_id=None, office=None)


@lru_cache(maxsize=1)
def _statement() -> Any:
    """Return what is asked of a user; made late, since backrefs are there only once mapped."""
    configure_mappers()
    return (
        sa.select(User, StaffMember.id, StaffMember.district_id, District.office)
        .outerjoin(StaffMember, StaffMember.user_id == User.id)
        .outerjoin(District, District.id == StaffMember.district_id)
        .options(joinedload(User.roles), joinedload(User.groups).joinedload(Group.roles))
        .where(User.id == sa.bindparam("key"))
    )


def load_user(session: Session, key: int) -> User | None:
    """Return the user with roles and groups; its place is kept on it."""
    # Nobody acts yet. Of the entities in scope only two numbers and a name are read.
    with acting_as(SYSTEM):
        found = session.execute(_statement(), {"key": key}).unique().one_or_none()
    if found is None:
        return None
    user: User = found[0]
    user.place = Place(found[1] is not None, found[2], found[3])
    return user


def place_of(user: Any) -> Place:
    """Return where a user of the portal works; a visitor nowhere."""
    if user is None or not getattr(user, "is_authenticated", False):
        return NOWHERE
    known = user if hasattr(user, "place") else load_user(db.session(), user.id)
    found: Place = known.place if known is not None else NOWHERE
    return found


def staff_actor(user: Any) -> Actor:
    """Return the actor of a portal user; without a record as member of staff, no district."""
    if user is None or not getattr(user, "is_authenticated", False):
        return NOBODY
    place = place_of(user)
    roles = {*user.roles, *(role for group in user.groups for role in group.roles)}
    known = frozenset(Role[role.name] for role in roles if role.name in Role.__members__)
    return Actor(
        party=Party.staff,
        user_id=user.id,
        name=f"{user.last_name}{user.first_name}",
        roles=known - {Role.guardian, Role.system},
        districts=frozenset([place.district_id] if place.district_id else ()),
        whole_city=place.is_staff and place.district_id is None,
        token=token_name(),
    )
