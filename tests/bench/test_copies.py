"""Are the numbers of copied families numbers that people could have, and nobody has twice?"""

from __future__ import annotations

from stdnum.iso7064 import mod_11_2

from app.policy.serial_numbers import new_serial, serial_is_valid
from app.services.synthetic import People
from bench.copies import written
from bench.numbers import Identities, Serials
from bench.stamps import new_uid

LIKE = "361100198806060032"


def test_a_copied_person_keeps_birthday_and_sex_and_gets_a_number_of_its_own():
    identities = Identities([LIKE])

    found = [identities.next(LIKE) for _ in range(4000)]

    assert len({*found, LIKE}) == 4001
    assert {(one[6:14], int(one[16]) % 2) for one in found} == {("19880606", 1)}
    assert all(mod_11_2.is_valid(one) for one in found)


def test_copied_serial_numbers_are_valid_and_differ_from_all_others():
    taken = [new_serial("TA", 2027, lambda _, number=number: number) for number in (3, 4, 7)]
    serials = Serials(taken)

    found = [serials.replaced(one, number) for one in taken for number in range(1, 100)]

    assert len({*found, *taken}) == 300
    assert all(serial_is_valid(one) for one in found)


def test_an_application_names_the_serial_numbers_of_its_children():
    taken = [new_serial("TA", 2027, lambda _, number=number: number) for number in (3, 4)]
    serials = Serials(taken)

    told = serials.replaced("、".join(taken), 5)

    assert told == "、".join(serials.replaced(one, 5) for one in taken)


def test_identities_differ_from_copy_to_copy_and_keep_their_length():
    uid = People(1).phone().ljust(32, "a")

    assert len({new_uid(uid, number) for number in range(9)}) == 9
    assert {len(new_uid(uid, number)) for number in range(9)} == {32}


def test_every_copy_of_every_row_is_written():
    stamps = [["a", str], ["b", lambda number: str(-number)]]

    assert "".join(written(stamps, 2)) == "a\t1\nb\t-1\na\t2\nb\t-2\n"
