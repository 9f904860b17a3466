"""Does a code count once, for a short while, and only for what it was sent for?"""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.security.actor import SYSTEM, acting_as
from app.services import verification
from app.services.verification import CodeRefused
from models.enums import CodePurpose
from models.verification_code import VerificationCode
from tests.conftest import NOON
from tests.services.codes import OTHER, PHONE, SECOND, counts, newest, send, use, wrong


def test_a_code_counts_once(session):
    code = send(session)

    assert counts(session, code)
    assert not counts(session, code)


def test_a_code_counts_once_when_used_a_hundred_times_at_once(at_once, lasting):
    with Session(lasting) as own:
        code = send(own)

    results = at_once(100, lambda own: use(own, code), CodeRefused)

    assert results.count(None) == 1


def test_a_hundred_guesses_at_once_are_five_tries(at_once, lasting):
    with Session(lasting) as own:
        code = send(own)

    results = at_once(100, lambda own: use(own, wrong(code)), CodeRefused)

    assert None not in results
    assert sum("tries are left" in one.msgid for one in results) == verification.TRIES
    with acting_as(SYSTEM), Session(lasting) as own:
        assert newest(own, VerificationCode).tries == verification.TRIES


def test_a_code_is_six_digits_from_the_whole_range_and_hard_to_foresee(session):
    codes = {send(session, phone=f"139{number:08d}") for number in range(40)}

    assert all(len(code) == 6 and code.isdecimal() for code in codes)
    assert len(codes) >= 39
    assert max(codes) > "500000" > min(codes)


def test_a_code_is_drawn_by_the_systems_secret_source(session, monkeypatch):
    asked = []
    monkeypatch.setattr(verification.secrets, "randbelow", lambda most: asked.append(most) or 42)

    assert send(session) == "000042"
    assert asked == [10**6]


def test_of_a_code_only_a_keyed_hash_is_kept(session, system):
    code = send(session)

    kept = newest(session, VerificationCode)
    values = [str(getattr(kept, one.key)) for one in sa.inspect(VerificationCode).column_attrs]
    assert not [value for value in values if code in value or PHONE in value]


def test_the_same_digits_have_another_hash_for_another_phone(session, system, monkeypatch):
    monkeypatch.setattr(verification.secrets, "randbelow", lambda _: 42)
    send(session)
    first = newest(session, VerificationCode).code_hash
    send(session, phone=OTHER)

    assert newest(session, VerificationCode).code_hash != first


@pytest.mark.parametrize(
    "other",
    [
        {"phone": OTHER},
        {"purpose": CodePurpose.reset_password},
        {"content_hash": "b" * 64},
    ],
)
def test_a_code_is_worth_nothing_for_anything_else(session, other):
    code = send(session, content_hash="a" * 64)

    assert not counts(session, code, **{"content_hash": "a" * 64, **other})
    with acting_as(SYSTEM):
        assert newest(session, VerificationCode).tries == 0
    assert counts(session, code, content_hash="a" * 64)


def test_a_newer_code_ends_the_older_one_also_for_another_purpose(session):
    old = send(session)
    new = send(session, NOON + 60 * SECOND, purpose=CodePurpose.reset_password)

    assert not counts(session, old, NOON + 61 * SECOND)
    assert counts(session, new, NOON + 61 * SECOND, purpose=CodePurpose.reset_password)
    assert not counts(session, old, NOON + 62 * SECOND)


@pytest.mark.parametrize(("seconds", "alive"), [(299, True), (300, False)])
def test_a_code_lives_less_than_five_minutes(session, seconds, alive):
    code = send(session)

    assert counts(session, code, NOON + seconds * SECOND) is alive


def test_the_fifth_wrong_try_ends_a_code(session):
    code = send(session)
    for _ in range(5):
        assert not counts(session, wrong(code))

    with pytest.raises(CodeRefused, match="Five wrong tries"):
        use(session, code)


def test_a_wrong_try_is_kept_when_the_command_is_taken_back(session, system):
    code = send(session)

    with pytest.raises(CodeRefused):
        verification.consume(
            session, phone=PHONE, purpose=CodePurpose.register, content_hash="",
            code=wrong(code), now=NOON,
        )  # fmt: skip
    session.rollback()

    assert newest(session, VerificationCode).tries == 1


def test_a_refusal_tells_how_many_tries_are_left(session):
    code = send(session)

    with pytest.raises(CodeRefused) as refused:
        use(session, wrong(code))

    assert refused.value.params == {"left": 4}


def test_a_code_is_read_as_people_type_it(session):
    code = send(session)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)

    assert counts(session, f" {wide[:3]} {wide[3:]}\n")
