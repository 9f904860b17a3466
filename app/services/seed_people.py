"""Which demo accounts does a trial run have?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import Role as PortalRole
from flask_appbuilder.security.sqla.models import User
from sqlalchemy.orm import Session
from stdnum.iso7064 import mod_11_2
from werkzeug.security import generate_password_hash

from app.schema.entity import Role
from app.services.synthetic import people
from models.account import Account
from models.district import District
from models.enums import IdType, RealNameLevel
from models.staff_member import StaffMember

PASSWORD = "jifen-demo-2027"  # noqa: S105 - printed at every start of a trial run, refused in production
HASH = "scrypt"


@dataclass(frozen=True)
class Parent:
    """One demo family."""

    name: str
    phone: str
    digits: str


@dataclass(frozen=True)
class Clerk:
    """One demo member of staff; no letters mean the whole city."""

    login: str
    surname: str
    given: str
    role: Role
    letters: str


def parents() -> list[Parent]:
    """Return the demo families."""
    return [Parent(**row) for row in people()["parents"]]


def staff() -> list[Clerk]:
    """Return the demo members of staff."""
    return [Clerk(**{**row, "role": Role(row["role"])}) for row in people()["staff"]]


def listing() -> list[tuple[str, str, str]]:
    """Return role, login and password of every demo account, for the start of a trial run."""
    families = [(f"family ({row.name})", row.phone, PASSWORD) for row in parents()]
    office = [
        (f"{row.role.value} {row.letters or '(city)'}", row.login, PASSWORD) for row in staff()
    ]
    return families + office


def load_parents(session: Session, now: datetime) -> list[Account]:
    """Load the demo families' accounts, seeded at the middle real-name level."""
    found = []
    for row in parents():
        number = row.digits + mod_11_2.calc_check_digit(row.digits)
        account = an_account(row.name, number, row.phone, now)
        account.password_hash = generate_password_hash(PASSWORD, HASH)
        session.add(account)
        found.append(account)
    session.flush()
    return found


def an_account(name: str, number: str, phone: str, now: datetime) -> Account:
    """Return an account at the middle level; without a password nobody can log in to it."""
    return Account(
        name=name,
        id_type=IdType.resident_id_card,
        id_number=number,
        phone=phone,
        level=RealNameLevel.middle,
        created_at=now,
        password_hash="!",  # noqa: S106 - no password opens it
    )


def load_staff(session: Session, districts: Mapping[str, District]) -> list[User]:
    """Load the demo members of staff with their roles and districts."""
    roles = {row.name: row for row in session.scalars(sa.select(PortalRole))}
    users = []
    for row in staff():
        user = User(
            username=row.login,
            first_name=row.given,
            last_name=row.surname,
            email=f"{row.login}@example.org",
            active=True,
            password=generate_password_hash(PASSWORD, HASH),
            roles=[roles[row.role.value]],
        )
        session.add(user)
        session.flush()
        district = districts.get(row.letters)
        session.add(StaffMember(user_id=user.id, district_id=district.id if district else None))
        users.append(user)
    session.flush()
    return users
