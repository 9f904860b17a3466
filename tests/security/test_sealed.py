"""Is a protected value readable in its own row only, and found by its fingerprint?"""

from __future__ import annotations

import pytest

from app.exceptions import SealBroken
from app.security import keyring
from app.security.sealed import indexed, seal, unseal
from models.account import Account
from models.guardian import Guardian

NUMBER = "350212198805120018"


@pytest.fixture(autouse=True)
def _keys():
    keyring.install(keyring.new_keyring())


def test_a_sealed_number_reads_back_in_its_own_row():
    row = Guardian(id_number=NUMBER)

    assert row.id_number == NUMBER
    assert NUMBER.encode() not in row.id_number_sealed


def test_the_same_number_is_sealed_differently_each_time_but_found_by_one_fingerprint():
    one, other = Guardian(id_number=NUMBER), Account(id_number=" 350212 19880512 0018 ")

    assert one.id_number_sealed != other.id_number_sealed
    assert one.id_number_index == other.id_number_index == indexed("id_number", NUMBER)


def test_a_ciphertext_moved_to_another_row_is_refused():
    thief = Guardian()
    thief.id_number_sealed = Guardian(id_number=NUMBER).id_number_sealed

    with pytest.raises(SealBroken):
        _ = thief.id_number


def test_a_ciphertext_moved_to_another_column_is_refused():
    row = Guardian(id_number=NUMBER)
    row.phone_sealed = row.id_number_sealed

    with pytest.raises(SealBroken):
        _ = row.phone


@pytest.mark.parametrize("place", range(40))
def test_no_changed_byte_goes_unseen(place):
    changed = bytearray(seal("t", "c", "u", NUMBER))
    changed[place % len(changed)] ^= 1

    with pytest.raises(SealBroken):
        unseal("t", "c", "u", bytes(changed))


def test_an_older_key_still_opens_while_new_values_use_the_new_one():
    old = keyring.ring()
    sealed = seal("t", "c", "u", NUMBER)
    new = keyring.new_keyring()
    keyring.install(keyring.Keyring(2, {1: old.keys[1], 2: new.keys[1]}, old.index))

    assert unseal("t", "c", "u", sealed) == NUMBER
    assert seal("t", "c", "u", NUMBER)[1] == 2


def test_a_keyring_survives_its_file(tmp_path):
    ring = keyring.new_keyring()
    (tmp_path / "keys.json").write_text(ring.as_json())

    assert keyring.read_keyring(tmp_path / "keys.json") == ring
