"""Is the number of a person's paper right, and what does it tell?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from stdnum.iso7064 import mod_11_2

from app.policy import regions
from app.schema.words import N_, Refusal
from models.enums import IdType, Sex

LENGTH, OLD_LENGTH = 18, 15
OLDEST = date(1900, 1, 1)
HK_MACAO_TAIWAN = ("81", "82", "83")
"""How the numbers of residence permits for people from there begin."""
WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
HYPHENS = dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-")
INVISIBLE = dict.fromkeys(
    [0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF]
)
"""Signs without a shape that come along when a number is copied from a message."""
FOLDED = {**WIDE, **HYPHENS, **INVISIBLE}
DATED = frozenset(
    {IdType.resident_id_card, IdType.residence_permit, IdType.permanent_resident_card}
)
"""The papers whose numbers, when they have 18 digits, hold the birth date."""
RENEWED = re.compile(r"([HM][0-9]{8})[0-9]{2}")
MOBILE = re.compile(r"^1[3-9][0-9]{9}$")
ABROAD = re.compile(r"(?:\+|00)?86(1[3-9][0-9]{9})")


@dataclass(frozen=True)
class Paper:
    """How the numbers of one kind of paper look, and what somebody is told who errs."""

    form: re.Pattern[str]
    sentence: str


PAPERS: Mapping[IdType, Paper] = {
    IdType.hk_macao_travel_permit: Paper(
        re.compile(r"[HM][0-9]{8}|C[A-HJ-NP-Z0-9][0-9]{7}"),
        N_("The permit's number is the letter H or M and 8 digits. Compare it with the card."),
    ),
    IdType.taiwan_travel_permit: Paper(
        re.compile(r"[0-9]{8}|[0-9]{10}[A-Z]?"),
        N_("The permit's number has 8 digits, on older ones 10. Compare it with the permit."),
    ),
    IdType.passport: Paper(
        re.compile(r"(?=.*[0-9])[A-Z0-9]{5,17}"),
        N_("A passport's number has 5 to 17 letters and digits. Compare it with the passport."),
    ),
    IdType.permanent_resident_card: Paper(
        re.compile(r"[A-Z]{3}[0-9]{12}|9[0-9]{16}[0-9X]"),
        N_("The card's number is 3 letters and 12 digits, or 18 digits that begin with 9."),
    ),
    IdType.other: Paper(
        re.compile(r"(?=.*[0-9])[A-Z0-9-]{4,30}"),
        N_("The number has 4 to 30 letters, digits and hyphens. Compare it with the document."),
    ),
}
"""The papers whose numbers hold neither a birth date nor, but for one, a check digit."""


def paper_of(code: str) -> IdType:
    """Return by which rule a paper's number is checked; one that a circular added as other."""
    return IdType.__members__.get(code, IdType.other)


def normalise_number(text: str) -> str:
    """Return a number without spaces, full-width signs folded, letters in capitals."""
    return "".join(text.translate(FOLDED).split()).upper()


def normalise_id_number(text: str) -> str:
    """Return the number of a person's paper as it is kept: of renewals nothing, no brackets.

    Older travel permits print how often they were renewed behind the 9 signs that stay.
    """
    number = normalise_number(text).replace("(", "").replace(")", "")
    renewed = RENEWED.fullmatch(number)
    return renewed[1] if renewed else number


def normalise_mobile(text: str) -> str:
    """Return a mobile number without hyphens and country code; other text as a plain number."""
    number = normalise_number(text)
    digits = number.replace("-", "")
    abroad = ABROAD.fullmatch(digits)
    if abroad:
        return abroad[1]
    return digits if MOBILE.match(digits) else number


def birth_date(id_number: str) -> date | None:
    """Return the birth date that an 18-digit number holds, or None."""
    digits = id_number[6:14]
    if not re.fullmatch(r"[0-9]{8}", digits):
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def holders_birth_date(id_type: str, text: str) -> date | None:
    """Return the birth date that the number of this kind of paper holds, or None."""
    number = normalise_id_number(text)
    return birth_date(number) if id_type in DATED and len(number) == LENGTH else None


def sex(id_number: str) -> Sex:
    """Return the sex that a valid 18-digit number tells: an odd sequence is male."""
    return Sex.male if int(id_number[16]) % 2 else Sex.female


def id_number_error(id_type: str, text: str, today: date) -> Refusal | None:
    """Return what is wrong with a number of this kind of paper and how to mend it, or None."""
    number = normalise_id_number(text)
    if not number:
        return Refusal(N_("Enter the ID number."))
    kind = paper_of(id_type)
    paper = PAPERS.get(kind)
    if paper is None:
        return (
            _signs_error(number)
            or _head_error(kind, number)
            or _date_error(number, today)
            or _checksum_error(number)
        )
    if not paper.form.fullmatch(number):
        return Refusal(paper.sentence)
    return _checksum_error(number) if kind is IdType.permanent_resident_card else None


def id_number_warning(id_type: str, text: str) -> Refusal | None:
    """Return what a reviewer should look at in a valid number, or None; never a refusal.

    Codes of regions are those of the day on which the number was given, so that no list of
    today can tell which ones are wrong.
    """
    number = normalise_id_number(text)
    if id_type == IdType.hk_macao_travel_permit and number.startswith("C"):
        return Refusal(N_("This is a mainland resident's permit for travel to Hong Kong or Macao."))
    if id_type != IdType.resident_id_card:
        return None
    if number.startswith(HK_MACAO_TAIWAN):
        return Refusal(N_("This looks like the number of a residence permit, not of an ID card."))
    if not regions.is_province(number):
        return Refusal(N_("The first two digits of the ID number name no province."))
    if not regions.places_of(number):
        return Refusal(
            N_("The first six digits, %(code)s, name no county of today; older numbers may."),
            {"code": number[: regions.COUNTY]},
        )
    return None


def mobile_error(text: str) -> Refusal | None:
    """Return what is wrong with a mobile number, or None."""
    if MOBILE.match(normalise_mobile(text)):
        return None
    return Refusal(N_("Enter a mobile number of 11 digits, beginning with 1."))


def _signs_error(number: str) -> Refusal | None:
    """Check signs and length of an 18-digit number of GB 11643."""
    if not re.fullmatch(r"[0-9]*[0-9X]", number):
        return Refusal(N_("An ID number has digits only; the last one may be X."))
    if len(number) == OLD_LENGTH:
        return Refusal(
            N_("A number of 15 digits has expired. Enter the 18 digits of today's card.")
        )
    if len(number) < LENGTH:
        return Refusal(
            N_("The ID number has %(missing)s digits too few; it must have 18."),
            {"missing": LENGTH - len(number)},
        )
    if len(number) > LENGTH:
        return Refusal(
            N_("The ID number has %(surplus)s digits too many; it must have 18."),
            {"surplus": len(number) - LENGTH},
        )
    return None


def _head_error(id_type: IdType, number: str) -> Refusal | None:
    if id_type is IdType.residence_permit and not number.startswith(HK_MACAO_TAIWAN):
        return Refusal(N_("A residence permit's number begins with 81, 82 or 83."))
    if number[0] in "09":
        return Refusal(N_("No resident's ID number begins with %(digit)s."), {"digit": number[0]})
    return None


def _date_error(number: str, today: date) -> Refusal | None:
    born = birth_date(number)
    if born is None:
        return Refusal(N_("Digits 7 to 14 of the ID number are not a possible birth date."))
    if born > today:
        return Refusal(N_("By digits 7 to 14 of the ID number the birth date is yet to come."))
    if born < OLDEST:
        return Refusal(N_("By digits 7 to 14 of the ID number the birth was before 1900."))
    return None


def _checksum_error(number: str) -> Refusal | None:
    if len(number) < LENGTH or mod_11_2.is_valid(number):
        return None
    return Refusal(N_("The ID number's last digit does not fit; a digit is wrong."))
