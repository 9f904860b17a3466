"""Is the number of a certificate right?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import yaml

from app.policy.identity_numbers import normalise_number
from app.schema.words import N_, Refusal
from models.enums import DisabilityType, PropertyKind

CARD = re.compile(r"([0-9]{17}[0-9X])([1-7])([1-4])(B[0-9]{1,2})?")
"""A disability certificate: ID number, class, degree (1 the gravest), re-issue."""
MULTIPLE = "7"
CLASS_DIGITS: Mapping[str, str] = dict(zip(DisabilityType, "123456", strict=True))
"""The digit that stands for each kind of disability in the certificate's number."""


@dataclass(frozen=True)
class PropertyForms:
    """How the numbers of property papers look; their words are data."""

    forms: Mapping[PropertyKind, re.Pattern[str]]
    examples: Mapping[PropertyKind, str]
    shared: str
    suffix: re.Pattern[str]
    brackets: Mapping[int, str]


@lru_cache(maxsize=1)
def _property_forms() -> PropertyForms:
    told = yaml.safe_load((files("app.data") / "certificate_forms.yaml").read_text("utf-8"))
    by_kind = {PropertyKind[name]: one for name, one in told["forms"].items()}
    return PropertyForms(
        forms={kind: re.compile(one["form"]) for kind, one in by_kind.items()},
        examples={kind: one["example"] for kind, one in by_kind.items()},
        shared=told["shared"],
        suffix=re.compile(told["suffix"]),
        brackets={ord(sign): "()"[place % 2] for place, sign in enumerate(told["brackets"])},
    )


def disability_error(text: str, student_number: str) -> Refusal | None:
    """Return what is wrong with a disability certificate's number, or None.

    20 digits: the holder's ID number, class and degree; a re-issued card ends in B1, B2 ….
    """
    found = CARD.fullmatch(normalise_number(text))
    if found is None:
        return Refusal(N_("A disability certificate has 20 digits: the ID number and two more."))
    if found[1] != normalise_number(student_number):
        return Refusal(N_("The first 18 digits must be the student's own ID number."))
    return None


def class_warning(text: str, types: Sequence[str]) -> bool:
    """Return whether the class digit does not fit the chosen kinds; a hint for the reviewer.

    Several kinds are class 7, one kind is its own digit.
    """
    found = CARD.fullmatch(normalise_number(text))
    digits = [CLASS_DIGITS[name] for name in types if name in CLASS_DIGITS]
    expected = MULTIPLE if len(digits) > 1 else "".join(digits)
    return found is not None and found[2] != expected


def normalise_property_number(kind: PropertyKind, text: str) -> str:
    """Return the number in capitals, half-width brackets, without the suffix -1 or -2."""
    known = _property_forms()
    number = normalise_number(text).translate(known.brackets)
    return number if kind is PropertyKind.purchase_contract else known.suffix.sub("", number)


def property_number_error(kind: PropertyKind, text: str) -> Refusal | None:
    """Return what is wrong with a certificate or contract number, or None."""
    known = _property_forms()
    number = normalise_property_number(kind, text)
    if known.shared in number:
        return Refusal(N_("Enter the number of the main certificate, not of the co-owner's."))
    if known.forms[kind].fullmatch(number):
        return None
    if kind is PropertyKind.purchase_contract:
        return Refusal(N_("A contract's number has 4 to 30 letters, digits and hyphens."))
    return Refusal(
        N_("Enter the number exactly as it stands on the first line, like %(example)s."),
        {"example": known.examples[kind]},
    )
