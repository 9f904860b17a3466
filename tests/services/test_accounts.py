"""Does a guardian come to an account, and into it, and nobody else?"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from werkzeug.security import generate_password_hash

from app.gateways.identity import Identity, LocalIdentity
from app.security.actor import SYSTEM, acting_as
from app.services import accounts, verification
from app.services.accounts import HASH, AccountRefused, hash_of_nobody
from app.services.verification import CodeRefused
from models.account import Account
from models.audit_entry import AuditEntry
from models.enums import CodePurpose, IdType, RealNameLevel
from models.outbox_message import OutboxMessage
from models.student import Student
from tests.conftest import NOON
from tests.factories import create
from tests.family_way import id_number

PHONE, WORD = "13800000021", "ein-Wort-2027"
NUMBER = id_number(date(1988, 3, 7))
MINUTE = timedelta(minutes=1)
BIRTHDAY = date(2009, 4, 20)
"""Of somebody who comes of age on the tests' day."""


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """Passwords are kept as cheaply as they may be."""
    monkeypatch.setattr(accounts, "HASH", "pbkdf2:sha256:1")
    of_nobody = generate_password_hash("nobody's", "pbkdf2:sha256:1")
    monkeypatch.setattr(accounts, "hash_of_nobody", lambda: of_nobody)


@pytest.fixture
def costly(monkeypatch):
    """Passwords are kept as outside of the tests."""
    monkeypatch.setattr(accounts, "HASH", HASH)
    monkeypatch.setattr(accounts, "hash_of_nobody", hash_of_nobody)


def a_code(session: Session, phone: str = PHONE, now: datetime = NOON) -> str:
    verification.send(
        session, account_id=None, phone=phone, purpose=CodePurpose.register, content_hash="",
        now=now, network=phone,
    )  # fmt: skip
    session.commit()
    with acting_as(SYSTEM):
        newest = sa.select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(1)
        return session.scalars(newest).one().secret


def register(
    session: Session, *, word: str = WORD, code: str | None = None, now=NOON, **claimed
) -> Account:
    values = {
        "name": "陈建国", "id_type": IdType.resident_id_card, "id_number": NUMBER,
        "phone": PHONE, "level": RealNameLevel.unverified,
    }  # fmt: skip
    who = Identity(**{**values, **claimed})
    code = code or a_code(session, who.phone, now)
    return accounts.register(session, LocalIdentity(), who, word, code, now)


def count(session: Session, model) -> int:
    with acting_as(SYSTEM):
        return session.scalar(sa.select(sa.func.count(model.id)))


def acts(session: Session) -> list[str]:
    with acting_as(SYSTEM):
        return list(session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.seq)))


def test_a_guardian_opens_an_account_at_the_junior_level_and_logs_in(session):
    made = register(session)

    assert made.level is RealNameLevel.junior
    assert accounts.log_in(session, PHONE, WORD, NOON) == made.id
    assert accounts.log_in(session, NUMBER.lower(), WORD, NOON) == made.id
    assert acts(session) == ["register", "login", "login"]


def test_what_a_family_claims_of_its_level_counts_for_nothing(session):
    assert register(session, level=RealNameLevel.middle).level is RealNameLevel.junior


def test_number_phone_and_name_are_kept_as_they_are_compared(session):
    made = register(session, id_number=f" {NUMBER.lower()} ", name="陈 建国")

    assert (made.id_number, made.name) == (NUMBER, "陈建国")


def test_a_password_is_kept_as_a_hash_of_its_own_salt(session, costly):
    first = register(session)
    second = register(session, id_number=id_number(date(1990, 5, 1)), phone="13800000022")

    assert WORD not in first.password_hash + second.password_hash
    assert first.password_hash.startswith("scrypt:")
    assert first.password_hash != second.password_hash


def test_without_the_phones_code_no_account_is_opened(session):
    right = a_code(session)

    with pytest.raises(CodeRefused):
        register(session, code=f"{(int(right) + 1) % 10**6:06d}")

    assert count(session, Account) == 0


@pytest.mark.parametrize(
    "taken", [{"phone": "13800000022"}, {"id_number": id_number(date(1990, 5, 1))}]
)
def test_number_and_phone_have_one_account_each(session, taken):
    register(session)

    with pytest.raises(AccountRefused, match="There is an account"):
        register(session, now=NOON + MINUTE, **taken)

    assert count(session, Account) == 1
    assert acts(session) == ["register"]


def test_who_comes_of_age_today_may_open_an_account(session):
    assert register(session, id_number=id_number(BIRTHDAY)).id


@pytest.mark.parametrize(
    ("id_type", "area"),
    [
        (IdType.resident_id_card, "350212"),
        (IdType.residence_permit, "810000"),
        (IdType.permanent_resident_card, "911124"),
    ],
)
def test_who_is_under_18_is_refused_with_the_reason(session, id_type, area):
    number = id_number(BIRTHDAY + timedelta(days=1), area=area)

    with pytest.raises(AccountRefused, match="under 18") as refused:
        register(session, id_type=id_type, id_number=number)

    assert refused.value.field == "id_number"
    assert count(session, Account) == 0


def test_a_number_that_only_looks_like_a_childs_birth_date_is_no_reason(session):
    assert register(session, id_type=IdType.passport, id_number="E123452020010199").id


def test_a_number_entered_as_a_students_is_refused_with_the_reason(session, system):
    create(session, Student, id_number=NUMBER)

    before = count(session, Account)
    with pytest.raises(AccountRefused, match="entered as a student's") as refused:
        register(session, id_number=NUMBER.lower())

    assert refused.value.field == "id_number"
    assert count(session, Account) == before


def test_whose_a_number_is_is_told_to_nobody_without_a_code(session, system):
    create(session, Student, id_number=NUMBER)
    right = a_code(session)

    with pytest.raises(CodeRefused):
        register(session, code=f"{(int(right) + 1) % 10**6:06d}")


@pytest.mark.parametrize("known", ["as a student's", "There is an account"])
def test_a_code_tells_of_one_number_only(session, system, known):
    if known == "as a student's":
        create(session, Student, id_number=NUMBER)
    else:
        register(session, phone="13800000022")
    code = a_code(session)
    with pytest.raises(AccountRefused, match=known):
        register(session, code=code)

    with pytest.raises(CodeRefused):
        register(session, code=code, id_number=id_number(date(1990, 5, 1)))


EASY = ["kurz-27", "12345678", "PASSWORD", "password1", "2027!!admin", "xyxyxyxy", "19880307"]


@pytest.mark.parametrize("word", [*EASY, "x" * 129, f"wo{PHONE}", NUMBER])
def test_a_password_that_is_easy_to_guess_is_refused(session, word):
    with pytest.raises(AccountRefused) as refused:
        register(session, word=word)

    assert refused.value.field == "password"


@pytest.mark.parametrize("word", ["abendrot", "长夜漫漫何时旦啊" * 16, "correct horse battery"])
def test_any_other_password_is_taken_without_rules_of_signs(session, word):
    made = register(session, word=word)

    assert accounts.log_in(session, PHONE, word, NOON) == made.id


@pytest.mark.parametrize("login", [PHONE, NUMBER, "nobody", "", "0" * 4000])
def test_a_wrong_password_and_an_unknown_login_get_the_same_answer(session, login):
    register(session)

    assert accounts.log_in(session, login, "ein-Wort-2028", NOON) is None


def test_an_unknown_login_costs_as_much_as_a_known_one(session, costly, monkeypatch):
    register(session)
    checked = []
    real = accounts.check_password_hash
    monkeypatch.setattr(accounts, "check_password_hash", lambda *a: checked.append(a) or real(*a))

    accounts.log_in(session, PHONE, "ein-Wort-2028", NOON)
    accounts.log_in(session, "13800000099", "ein-Wort-2028", NOON)

    known, unknown = (hash_.rpartition("$")[0].rpartition("$")[0] for hash_, _ in checked)
    assert known == unknown


@pytest.fixture
def guessed(session):
    """An account at whose password somebody guessed ten times from noon on."""
    made = register(session)
    for minute in range(10):
        assert accounts.log_in(session, PHONE, "ein-Wort-2028", NOON + minute * MINUTE) is None
    return made


def test_after_ten_wrong_tries_even_the_right_password_is_refused(guessed, session):
    for login in (PHONE, NUMBER):
        assert accounts.log_in(session, login, WORD, NOON + 14 * MINUTE) is None
    assert acts(session).count("login_failed") == 10


def test_fifteen_minutes_after_the_first_wrong_try_the_account_opens_again(guessed, session):
    assert accounts.log_in(session, PHONE, WORD, NOON + 15 * MINUTE) == guessed.id


def test_the_next_ten_tries_lock_it_anew(guessed, session):
    later = NOON + 15 * MINUTE
    for _ in range(10):
        accounts.log_in(session, PHONE, "ein-Wort-2028", later)

    assert accounts.log_in(session, PHONE, WORD, later) is None


def test_a_right_password_forgets_the_wrong_ones(session):
    made = register(session)
    for _ in range(2):
        for _ in range(9):
            accounts.log_in(session, PHONE, "ein-Wort-2028", NOON)
        assert accounts.log_in(session, PHONE, WORD, NOON) == made.id


def test_of_thirty_tries_at_once_ten_are_checked(at_once, lasting, monkeypatch):
    with Session(lasting) as own:
        register(own)
    checked = []

    def check(kept: str, word: str) -> bool:
        checked.append(kept)
        return False

    monkeypatch.setattr(accounts, "check_password_hash", check)
    results = at_once(30, lambda own: accounts.log_in(own, PHONE, "falsch-2027", NOON))

    assert results == [None] * 30
    assert sum(kept != accounts.hash_of_nobody() for kept in checked) == accounts.CHECKS


def test_a_new_password_opens_a_locked_account_and_the_old_one_does_not(guessed, session):
    accounts.change_password(session, guessed.id, "neues-Wort-2027", NOON + 10 * MINUTE)

    assert accounts.log_in(session, PHONE, WORD, NOON + 11 * MINUTE) is None
    assert accounts.log_in(session, PHONE, "neues-Wort-2027", NOON + 11 * MINUTE) == guessed.id
    assert "change_password" in acts(session)


@pytest.mark.parametrize("word", ["kurz", PHONE, NUMBER])
def test_a_new_password_that_is_easy_to_guess_changes_nothing(session, word):
    made = register(session)

    with pytest.raises(AccountRefused):
        accounts.change_password(session, made.id, word, NOON)
    assert accounts.log_in(session, PHONE, WORD, NOON) == made.id


def test_an_account_is_found_by_its_phone_however_it_is_written(session):
    made = register(session)

    assert accounts.find_by_phone(session, f"+86 {PHONE[:3]}-{PHONE[3:]}") == made.id
    assert accounts.find_by_phone(session, "13800000099") is None
