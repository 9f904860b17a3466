"""Is a copied row found by the search box as if our own code had saved it?"""

from __future__ import annotations

from app.policy.serial_numbers import new_serial
from app.services.search_keys import in_keys, keys_for
from bench.stamps import Known, Stamps
from models import Guardian, Student


def stamps_of(model, serials=()):
    made = Stamps(model.__table__, Known({}, list(serials)), [])
    made.made()
    return made


def test_a_copied_student_is_found_by_its_own_serial_number():
    serials = [new_serial("TA", 2027, lambda _, one=one: one) for one in (3, 4)]
    made = stamps_of(Student, serials)
    row = {"name": "李铭泽", "pinyin": "limingze", "serial_number": serials[0]}

    keys = made._found_by(row)(2)

    serial = made.serials.replaced(serials[0], 2)
    own = Student(name="李铭泽", pinyin="limingze", serial_number=serial)
    assert set(keys.split()) == set(keys_for(own, in_keys(Student)).split())
    assert serials[0].casefold() not in keys.split()


def test_a_copied_guardian_is_found_by_the_same_keys():
    keys = stamps_of(Guardian)._found_by({"name": "吕小䶮"})

    assert keys == keys_for(Guardian(name="吕小䶮"), in_keys(Guardian))
