"""How does a family come to its account, and into it?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash, generate_password_hash

from app.exceptions import JifenError
from app.gateways.identity import Identity, IdentityGateway
from app.policy.age import is_adult
from app.policy.deadlines import local_day
from app.policy.identity_numbers import (
    MOBILE,
    holders_birth_date,
    normalise_id_number,
    normalise_mobile,
)
from app.policy.names import normalise_name
from app.schema.words import N_
from app.security.actor import SYSTEM, acting_as
from app.security.sealed import indexed
from app.security.system_view import system_view
from app.services import audit, verification
from models.account import Account
from models.enums import CodePurpose
from models.student import Student

CHECKS = 10
WINDOW = timedelta(minutes=15)
HASH = "scrypt"
SHORTEST, LONGEST = 8, 128
COMMON = frozenset(
    {"password", "passwd", "qwerty", "qwertyui", "asdfghjk", "abcdefgh", "admin", "administrator",
     "iloveyou", "woaini", "wodemima", "mima", "xiamen", "jifen", "abc", "abcd", "test", "welcome"}
)  # fmt: skip
"""Words with which people begin or end a password; digits and signs around them do not help."""
FEWEST_SIGNS = 4
"""How many different characters a password has at least."""


class AccountRefused(JifenError):
    """The account is not opened, or not entered; ``field`` names what is wrong."""

    def __init__(self, field: str, msgid: str) -> None:
        """Name the field and the sentence that stands at it."""
        super().__init__(msgid)
        self.field = field


def password_error(password: str, *known: str) -> str | None:
    """Return the msgid of what is wrong with a password, or None."""
    if not SHORTEST <= len(password) <= LONGEST:
        return N_("A password has 8 to 128 characters.")
    if _is_easy(password.lower(), known):
        return N_(
            "This password is too easy to guess. Use more than digits, no common word, and nothing "
            "of your own data."
        )
    return None


def _is_easy(password: str, known: Sequence[str]) -> bool:
    """Return whether a guesser would come to it soon: numbers, common words, one's own data."""
    core = re.sub(r"[\W\d_]+", "", password)
    return (
        not core
        or core in COMMON
        or len(set(password)) < FEWEST_SIGNS
        or any(one.lower() in password for one in known if one)
    )


def check_guardian(session: Session, id_type: str, number: str, now: datetime) -> str | None:
    """Return the msgid of why this number may not hold an account, or None.

    An account is a guardian's: of age, and not a child's number (the manual, section one).
    """
    return _age_error(id_type, number, now) or _student_error(session, number)


def _age_error(id_type: str, number: str, now: datetime) -> str | None:
    born = holders_birth_date(id_type, number)
    if born is not None and not is_adult(born, local_day(now)):
        return N_(
            "The account must be a guardian's; this person is under 18. "
            "Do not use the child's number."
        )
    return None


def _student_error(session: Session, number: str) -> str | None:
    with system_view(session) as own:
        student = sa.select(Student.id).where(
            Student.id_number.fingerprint() == indexed("id_number", number)
        )
        if own.scalar(student.limit(1)) is not None:
            return N_("This number was entered as a student's. The account must be a guardian's.")
    return None


def register(  # noqa: PLR0913 - it has that many facts
    session: Session,
    gateway: IdentityGateway,
    claimed: Identity,
    password: str,
    code: str,
    now: datetime,
) -> Account:
    """Open an account after the phone's code; AccountRefused or CodeRefused say why not.

    Who is a student, or has an account, is told only to somebody with a code, which is then
    used up: nobody shall try number after number.
    """
    number = normalise_id_number(claimed.id_number)
    _refuse_number(_age_error(claimed.id_type, number, now))
    phone = normalise_mobile(claimed.phone)
    weak = password_error(password, phone, number)
    if weak is not None:
        raise AccountRefused("password", weak)
    verification.consume(
        session, phone=phone, purpose=CodePurpose.register, content_hash="", code=code, now=now
    )
    session.commit()
    _refuse_number(_student_error(session, number))
    verified = gateway.verify(claimed)
    account = Account(
        name=normalise_name(verified.name),
        id_type=verified.id_type,
        id_number=number,
        phone=phone,
        level=verified.level,
        created_at=now,
        password_hash=generate_password_hash(password, HASH),
    )
    return _keep(session, account, now)


def _refuse_number(why: str | None) -> None:
    if why is not None:
        raise AccountRefused("id_number", why)


def _keep(session: Session, account: Account, now: datetime) -> Account:
    try:
        with acting_as(SYSTEM):
            session.add(account)
            session.flush()
            audit.record(session, "register", "Account", account.id, now=now)
            session.commit()
            session.refresh(account)
    except IntegrityError as taken:
        session.rollback()
        msgid = N_(
            "There is an account with this number or phone already. "
            "Log in, or find the password back."
        )
        raise AccountRefused("phone", msgid) from taken
    return account


def log_in(session: Session, login: str, password: str, now: datetime) -> int | None:
    """Return the id of the account whose phone or ID number and password these are, or None.

    Ten checks in a quarter of an hour, counted in the database; an unknown login costs as much.
    """
    with acting_as(SYSTEM):
        account = session.scalar(by_login(login).with_for_update())
        if account is None or _locked(account, now):
            check_password_hash(hash_of_nobody(), password)
            session.rollback()
            return None
        right = check_password_hash(account.password_hash, password)
        _count(account, now, right=right)
        audit.record(session, "login" if right else "login_failed", "Account", account.id, now=now)
        session.commit()
        return account.id if right else None


def by_login(login: str) -> sa.Select[Account]:
    """Return the statement that finds the account with this phone or ID number."""
    typed = normalise_mobile(login)
    if MOBILE.match(typed):
        return sa.select(Account).where(Account.phone.fingerprint() == indexed("phone", typed))
    return sa.select(Account).where(
        Account.id_number.fingerprint() == indexed("id_number", normalise_id_number(typed))
    )


def _locked(account: Account, now: datetime) -> bool:
    if account.locked_until is not None and now >= account.locked_until:
        account.failed_logins, account.locked_until = 0, None
    return account.failed_logins >= CHECKS


def _count(account: Account, now: datetime, *, right: bool) -> None:
    account.failed_logins = 0 if right else account.failed_logins + 1
    account.locked_until = None if right else (account.locked_until or now + WINDOW)


def change_password(session: Session, account_id: int, password: str, now: datetime) -> None:
    """Set a new password; AccountRefused when it is too weak."""
    with acting_as(SYSTEM):
        account = session.get_one(Account, account_id)
        weak = password_error(password, account.phone, account.id_number or "")
        if weak is not None:
            raise AccountRefused("password", weak)
        account.password_hash = generate_password_hash(password, HASH)
        account.failed_logins, account.locked_until = 0, None
        audit.record(session, "change_password", "Account", account_id, now=now)
        session.commit()


def find_by_phone(session: Session, phone: str) -> int | None:
    """Return the id of the account with this phone, or None."""
    with system_view(session) as own:
        found = sa.select(Account.id).where(
            Account.phone.fingerprint() == indexed("phone", normalise_mobile(phone))
        )
        return own.scalar(found)


@lru_cache(maxsize=1)
def hash_of_nobody() -> str:
    """Return a hash to check against where there is no account: made once, and not at start."""
    return generate_password_hash("no account has this password", HASH)
