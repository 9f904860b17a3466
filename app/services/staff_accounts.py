"""How does a member of staff come to the portal? By a command of whoever operates it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import Role as PortalRole
from flask_appbuilder.security.sqla.models import User
from sqlalchemy.orm import Session
from werkzeug.security import generate_password_hash

from app.exceptions import JifenError
from app.schema.entity import Role
from app.schema.words import N_
from app.services import audit
from models.district import District
from models.staff_member import StaffMember

SHORTEST = 10
HASH = "scrypt"


class StaffRefused(JifenError):
    """No account was made; the sentence says why."""

    msgid = N_("The account was not made.")


@dataclass(frozen=True, kw_only=True)
class NewStaff:
    """Who is to work in the portal; no letters mean the whole city."""

    login: str
    surname: str
    given: str
    role: Role
    letters: str
    password: str


def add_staff(session: Session, new: NewStaff, now: datetime) -> int:
    """Make the account of a member of staff, audited, and return its number.

    StaffRefused when the role, the district or the password will not do, or the log-in is taken.
    """
    role = session.scalar(sa.select(PortalRole).where(PortalRole.name == new.role.value))
    if role is None:
        raise StaffRefused(N_("The roles are not there yet: run `jifen bootstrap` first."))
    district = session.scalar(sa.select(District).where(District.letters == new.letters))
    if new.letters and district is None:
        raise StaffRefused(N_("There is no district with these letters."))
    if len(new.password) < SHORTEST:
        raise StaffRefused(N_("The password must have at least 10 characters."))
    if session.scalar(sa.select(User.id).where(sa.func.lower(User.username) == new.login.lower())):
        raise StaffRefused(N_("This log-in is taken."))
    user = User(
        username=new.login,
        first_name=new.given,
        last_name=new.surname,
        email=f"{new.login}@staff.invalid",
        active=True,
        password=generate_password_hash(new.password, HASH),
        roles=[role],
    )
    session.add(user)
    session.flush()
    session.add(StaffMember(user_id=user.id, district_id=district.id if district else None))
    audit.record(
        session, "add_staff", "User", user.id, now=now,
        details={"role": new.role.value, "district": new.letters},
    )  # fmt: skip
    session.commit()
    return int(user.id)
