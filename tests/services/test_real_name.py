"""Does an account rise only by an audited act at the counter, or by a list that is signed?"""

from __future__ import annotations

import base64
from datetime import date

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.schema.entity import Role
from app.security.actor import Actor, Party
from app.services import real_name
from app.services.real_name import LevelRefused
from models.account import Account
from models.audit_entry import AuditEntry
from models.enums import IdType, RealNameLevel
from tests.conftest import NOON
from tests.factories import create
from tests.family_way import id_number

KEY = Ed25519PrivateKey.generate()
PUBLIC = base64.b64encode(KEY.public_key().public_bytes_raw()).decode()
NUMBERS = [id_number(date(1988, 3, day)) for day in (7, 8, 9)]
PHONES = ["13800000021", "13800000022", "13800000023"]
HEAD = "id_number,phone"
JUNIOR, MIDDLE = RealNameLevel.junior, RealNameLevel.middle


def signed(*lines: str | bytes, key: Ed25519PrivateKey = KEY) -> bytes:
    """Return a list with its signature in the first line."""
    body = b"\n".join(one if isinstance(one, bytes) else one.encode() for one in lines)
    return base64.b64encode(key.sign(body)) + b"\n" + body


def line(number: str) -> str:
    """Return a line of a list: the number, and the phone of the account that has it."""
    at = NUMBERS.index(number.upper()) if number.upper() in NUMBERS else 0
    return f"{number},{PHONES[at]}"


def a_list(*numbers: str) -> bytes:
    return signed(HEAD, *map(line, numbers))


@pytest.fixture
def accounts(session, system) -> list[Account]:
    """Three accounts at the junior level, as of the numbers in order."""
    made = [
        create(
            session,
            Account,
            id_number=number,
            phone=phone,
            level=JUNIOR,
            id_type=IdType.resident_id_card,
        )
        for number, phone in zip(NUMBERS, PHONES, strict=True)
    ]
    session.commit()
    return made


@pytest.fixture
def raise_all(session, accounts):
    """Raise by a list; afterwards the levels of the three."""

    def act(data: bytes, key: str = PUBLIC) -> list[RealNameLevel]:
        real_name.raise_by_list(session, data, key, NOON)
        return levels(session, accounts)

    return act


def levels(session, accounts) -> list[RealNameLevel]:
    session.expire_all()
    return [one.level for one in accounts]


def acts(session) -> list[AuditEntry]:
    return list(session.scalars(sa.select(AuditEntry).order_by(AuditEntry.seq)))


def clerk(role: Role = Role.clerk) -> Actor:
    return Actor(party=Party.staff, user_id=3, roles=frozenset({role}), whole_city=True)


def test_the_counter_raises_an_account_and_keeps_what_it_saw(session, accounts):
    real_name.raise_at_counter(session, accounts[0].id, " 身份证原件 ", clerk(), NOON)

    assert levels(session, accounts) == [MIDDLE, JUNIOR, JUNIOR]
    [entry] = acts(session)
    assert (entry.action, entry.entity_id) == ("raise_level", str(accounts[0].id))
    assert entry.reason == "身份证原件"


@pytest.mark.parametrize("role", [Role.help_desk, Role.auditor, Role.guardian])
def test_who_is_not_of_the_counter_raises_nobody(session, accounts, role):
    with pytest.raises(LevelRefused, match="right"):
        real_name.raise_at_counter(session, accounts[0].id, "身份证", clerk(role), NOON)

    assert levels(session, accounts) == [JUNIOR] * 3


def test_nobody_rises_at_the_counter_without_evidence(session, accounts):
    with pytest.raises(LevelRefused, match="what document"):
        real_name.raise_at_counter(session, accounts[0].id, "  ", clerk(), NOON)

    assert (levels(session, accounts), acts(session)) == ([JUNIOR] * 3, [])


@pytest.mark.parametrize("level", [RealNameLevel.unverified, MIDDLE])
def test_only_a_junior_account_rises(session, accounts, level):
    accounts[0].level = level
    session.commit()

    with pytest.raises(LevelRefused, match="junior level"):
        real_name.raise_at_counter(session, accounts[0].id, "身份证", clerk(), NOON)
    with pytest.raises(LevelRefused, match="junior level"):
        real_name.raise_by_itself(session, accounts[0].id, NOON)

    assert levels(session, accounts)[0] is level


def test_a_signed_list_raises_the_accounts_that_it_names_and_no_other(raise_all, session):
    assert raise_all(a_list(NUMBERS[0], NUMBERS[2])) == [MIDDLE, JUNIOR, MIDDLE]
    assert [one.action for one in acts(session)] == ["raise_level_by_list"] * 2
    assert all(one.reason.startswith("sha256 ") for one in acts(session))


def test_a_list_tells_how_many_rose_and_raises_nobody_twice(session, accounts):
    stranger = id_number(date(1991, 1, 1))
    data = a_list(NUMBERS[0], NUMBERS[0].lower(), stranger)

    assert real_name.raise_by_list(session, data, PUBLIC, NOON) == 1
    assert real_name.raise_by_list(session, data, PUBLIC, NOON) == 0


def test_numbers_count_however_the_list_writes_them(raise_all):
    data = signed(
        b"\xef\xbb\xbfname,id_number,phone\r",
        f'"陈,建国", {NUMBERS[0].lower()} ,+86 138-0000-0021\r',
        "\r",
    )

    assert raise_all(data) == [MIDDLE, JUNIOR, JUNIOR]


def test_a_list_may_name_another_paper_than_the_id_card(raise_all, session, accounts):
    accounts[1].id_type, accounts[1].id_number = IdType.passport, "E12345678"
    session.commit()
    data = signed(
        "id_number,id_type,phone",
        f"E12345678,passport,{PHONES[1]}",
        f"{NUMBERS[0]},,{PHONES[0]}",
    )

    assert raise_all(data) == [MIDDLE, MIDDLE, JUNIOR]


def test_a_number_that_somebody_else_registered_does_not_rise(raise_all):
    assert raise_all(signed(HEAD, f"{NUMBERS[0]},{PHONES[1]}")) == [JUNIOR] * 3


def test_a_list_longer_than_one_statement_asks_for_raises_all(session, accounts, monkeypatch):
    monkeypatch.setattr(real_name, "BATCH", 2)

    assert real_name.raise_by_list(session, a_list(*NUMBERS), PUBLIC, NOON) == 3


OTHERS = Ed25519PrivateKey.generate()
FORGED = {
    "by another key": signed("id_number", NUMBERS[0], key=OTHERS),
    "of another list": a_list(NUMBERS[0]) + b"\n" + line(NUMBERS[1]).encode(),
    "no base64": b"***\nid_number\n" + NUMBERS[0].encode(),
    "base64 of something else": b"AAAA\nid_number\n" + NUMBERS[0].encode(),
    "not ASCII": "签名\nid_number\n".encode() + NUMBERS[0].encode(),
    "missing": b"id_number\n" + NUMBERS[0].encode(),
    "an empty file": b"",
}


@pytest.mark.parametrize("data", FORGED.values(), ids=FORGED)
def test_a_list_whose_signature_is_not_right_raises_nobody(session, accounts, data):
    with pytest.raises(LevelRefused, match="signature"):
        real_name.raise_by_list(session, data, PUBLIC, NOON)

    assert (levels(session, accounts), acts(session)) == ([JUNIOR] * 3, [])


@pytest.mark.parametrize(
    ("key", "sentence"),
    [("", "is not set"), (" ", "is not set"), ("***", "no Ed25519"), ("AAAA", "no Ed25519")],
)
def test_without_a_good_key_no_list_is_trusted(session, accounts, key, sentence):
    with pytest.raises(LevelRefused, match=f"JIFEN_LEVEL_LIST_KEY .*{sentence}"):
        real_name.raise_by_list(session, a_list(NUMBERS[0]), key, NOON)

    assert levels(session, accounts) == [JUNIOR] * 3


BAD = {
    "empty": (signed(""), None, "columns id_number and phone"),
    "no number": (signed("number,phone", line(NUMBERS[0])), None, "columns id_number and phone"),
    "no phone": (signed("id_number", NUMBERS[0]), None, "columns id_number and phone"),
    "another code": (signed(HEAD, line(NUMBERS[0]), "陈".encode("gbk")), 4, "not UTF-8"),
    "a bad number": (signed(HEAD, line(NUMBERS[0]), NUMBERS[1][:-1]), 4, "ID number is not right"),
    "a wrong digit": (signed(HEAD, NUMBERS[0][:-1] + "?"), 3, "ID number is not right"),
    "a bad phone": (signed(HEAD, f"{NUMBERS[0]},1380"), 3, "mobile number is not right"),
    "a short row": (signed(HEAD, line(NUMBERS[0]), NUMBERS[1]), 4, "mobile number is not right"),
    "another paper": (signed(f"{HEAD},id_type", f"{line(NUMBERS[0])},x"), 3, "kind of paper"),
    "an open quote": (signed(HEAD, line(NUMBERS[0]), '"' + NUMBERS[1]), 4, "not CSV"),
    "a huge cell": (signed(HEAD, line(NUMBERS[0]), "9" * 200_000), 4, "not CSV"),
    "a null": (signed(HEAD, line(NUMBERS[0]), b"\0"), 4, "number is not right"),
}


@pytest.mark.parametrize(("data", "line", "sentence"), BAD.values(), ids=BAD)
def test_a_signed_list_with_a_bad_line_names_it_and_raises_nobody(
    session, accounts, data, line, sentence
):
    with pytest.raises(LevelRefused, match=sentence) as refused:
        real_name.raise_by_list(session, data, PUBLIC, NOON)

    assert refused.value.params.get("line") == line
    assert (levels(session, accounts), acts(session)) == ([JUNIOR] * 3, [])
    assert NUMBERS[1] not in refused.value.msgid % refused.value.params
