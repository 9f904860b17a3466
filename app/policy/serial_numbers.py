"""Which number does a family hold? It identifies, it never authorises."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

from stdnum.iso7064 import mod_11_10

from app.policy.identity_numbers import normalise_number

FORM = re.compile(r"([A-Z]{2})([0-9]{4})([0-9]{6})([0-9])")
NUMBERS = 10**6


def new_serial(letters: str, year: int, randbelow: Callable[[int], int] = secrets.randbelow) -> str:
    """Return district letters, year, six random digits and their check digit (ISO 7064)."""
    digits = f"{year}{randbelow(NUMBERS):06d}"
    return letters + digits + mod_11_10.calc_check_digit(digits)


def serial_is_valid(text: str) -> bool:
    """Return whether form and check digit are right; spaces and small letters are forgiven.

    The check digit finds every single wrong digit and nearly every swap of neighbours.
    """
    found = FORM.fullmatch(normalise_number(text))
    return found is not None and bool(mod_11_10.is_valid("".join(found.groups()[1:])))


def spaced(serial: str) -> str:
    """Return the number in groups, as people read it: TA2026 481903 7."""
    found = FORM.fullmatch(serial)
    if found is None:
        return serial
    letters, year, digits, check = found.groups()
    return f"{letters}{year} {digits} {check}"
