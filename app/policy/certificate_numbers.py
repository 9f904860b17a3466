"""Is the number of a certificate right?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

import yaml

from app.policy.identity_numbers import normalise_number
from app.schema.words import N_, Refusal
from models.enums import DisabilityType, PropertyKind

CARD = re.compile(r"^(\d{17}[\dX])([1-7])([1-4])(B\d{1,2})?$")
MULTIPLE = "7"
CLASS_DIGITS = dict(zip(DisabilityType, "123456", strict=True))
"""The digit that stands for each kind of disability in the certificate's number."""


@lru_cache(maxsize=1)
def _forms() -> dict[str, re.Pattern[str]]:
    """Return the forms of the certificates; their words are data."""
    loaded = yaml.safe_load((files("app.data") / "certificate_forms.yaml").read_text("utf-8"))
    return {name: re.compile(form) for name, form in loaded.items()}


def disability_error(text: str, student_number: str) -> Refusal | None:
    """Return what is wrong with a disability certificate's number, or None.

    20 digits: the holder's ID number, class and degree; a re-issued card ends in B1, B2 ….
    """
    found = CARD.match(normalise_number(text))
    if found is None:
        return Refusal(N_("A disability certificate has 20 digits: the ID number and two more."))
    if found.group(1) != normalise_number(student_number):
        return Refusal(N_("The first 18 digits must be the student's own ID number."))
    return None


def class_warning(text: str, types: Sequence[str]) -> bool:
    """Return whether the class digit does not fit the chosen kinds; a hint for the reviewer."""
    found = CARD.match(normalise_number(text))
    expected = (
        MULTIPLE
        if len(types) > 1
        else "".join(CLASS_DIGITS[DisabilityType[name]] for name in types)
    )
    return found is not None and found.group(2) != expected


def normalise_property_number(kind: PropertyKind, text: str) -> str:
    """Return the number in capitals, half-width brackets, without the suffix -1 or -2."""
    number = normalise_number(text)
    return number if kind is PropertyKind.purchase_contract else _forms()["suffix"].sub("", number)


def property_number_error(kind: PropertyKind, text: str) -> Refusal | None:
    """Return what is wrong with a certificate or contract number, or None."""
    number = normalise_property_number(kind, text)
    if _forms()["shared"].search(number):
        return Refusal(N_("Enter the number of the main certificate, not of the co-owner's."))
    if not _forms()[kind.value].match(number):
        return Refusal(N_("Enter the number exactly as it stands on the first line."))
    return None
