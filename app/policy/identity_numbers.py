"""Is an identity number right, and what does it tell?"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from stdnum.iso7064 import mod_11_2

from app.schema.words import N_, Refusal
from models.enums import IdType, Sex

LENGTH = 18
OLDEST = date(1900, 1, 1)
PATTERNS: dict[IdType, re.Pattern[str]] = {
    IdType.hk_macao_travel_permit: re.compile(r"^(?:[HM]\d{8}(?:\d{2})?|C[A-HJ-NP-Z0-9]\d{7})$"),
    IdType.taiwan_travel_permit: re.compile(r"^(?:\d{8}|\d{10}(?:\(?[A-Z]\)?)?)$"),
    IdType.passport: re.compile(r"^[A-Z0-9]{5,17}$"),
    IdType.permanent_resident_card: re.compile(r"^(?:[A-Z]{3}\d{12}|9\d{16}[\dX])$"),
    IdType.other: re.compile(r"^[A-Z0-9\-]{4,30}$"),
}
"""Forms of the papers that are no resident ID card (the collected rules, 3.2)."""
HK_MACAO_CODES = ("81", "82", "83")
MOBILE = re.compile(r"^1[3-9]\d{9}$")


def normalise_number(text: str) -> str:
    """Return a number without spaces, full-width signs folded, letters in capitals."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def birth_date(id_number: str) -> date | None:
    """Return the birth date that an 18-digit number holds, or None."""
    digits = id_number[6:14]
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def sex(id_number: str) -> Sex:
    """Return the sex that the number tells: an odd sequence is male."""
    return Sex.male if int(id_number[16]) % 2 else Sex.female


def id_number_error(id_type: IdType, text: str, today: date) -> Refusal | None:
    """Return what is wrong with a number of this kind of paper and how to mend it, or None."""
    number = normalise_number(text)
    if not number:
        return Refusal(N_("Enter the ID number."))
    if id_type in {IdType.resident_id_card, IdType.residence_permit}:
        return _eighteen_error(id_type, number, today)
    if id_type is IdType.permanent_resident_card and number[0] == "9":
        return None if mod_11_2.is_valid(number) else _checksum()
    if not PATTERNS[id_type].match(number):
        return Refusal(N_("This is not a number of this kind of document. Compare it again."))
    return None


def _eighteen_error(id_type: IdType, number: str, today: date) -> Refusal | None:
    """Check an 18-digit number of GB 11643; the region is never a reason to refuse."""
    difference = len(number) - LENGTH
    if difference < 0:
        return Refusal(
            N_("The ID number has %(missing)s digits too few; it must have 18."),
            {"missing": -difference},
        )
    if difference > 0:
        return Refusal(
            N_("The ID number has %(surplus)s digits too many; it must have 18."),
            {"surplus": difference},
        )
    if not re.fullmatch(r"[1-8]\d{16}[\dX]", number):
        return Refusal(N_("An ID number has digits only; the last one may be X."))
    born = birth_date(number)
    if born is None or not OLDEST <= born <= today:
        return Refusal(N_("Digits 7 to 14 of the ID number are not a possible birth date."))
    if id_type is IdType.residence_permit and not number.startswith(HK_MACAO_CODES):
        return Refusal(N_("A residence permit's number begins with 81, 82 or 83."))
    return None if mod_11_2.is_valid(number) else _checksum()


def _checksum() -> Refusal:
    return Refusal(N_("The ID number's last digit does not fit; a digit is wrong."))


def mobile_error(text: str) -> Refusal | None:
    """Return what is wrong with a mobile number, or None."""
    if MOBILE.match(normalise_number(text)):
        return None
    return Refusal(N_("Enter a mobile number of 11 digits, beginning with 1."))
