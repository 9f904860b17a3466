"""Is a person of the age that a rule asks for?"""

from __future__ import annotations

from datetime import date, timedelta

from app.schema.words import N_, Refusal

ADULT = 18
ENTRY_AGE = 6
GRADE_ONE = (9, 1)
"""Grade one begins on the first of September (Compulsory Education Law, art. 11)."""


def age_on(birth: date, day: date) -> int:
    """Return the completed years on ``day``."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def grade_one_window(year: int) -> tuple[date, date]:
    """Return the first and the last birth date of those who are six at entry in ``year``."""
    first = date(year - ENTRY_AGE - 1, *GRADE_ONE)
    return first, date(year - ENTRY_AGE, *GRADE_ONE) - timedelta(days=1)


def is_adult(birth: date, today: date) -> bool:
    """Return whether the person is of age (Civil Code, art. 17)."""
    return age_on(birth, today) >= ADULT


def age_refusal(birth: date, born_from: date, born_to: date) -> Refusal | None:
    """Return why a child of this birth date may not be registered, or None."""
    window = {"born_from": born_from.isoformat(), "born_to": born_to.isoformat()}
    if birth > born_to:
        return Refusal(
            N_("The child is too young: born between %(born_from)s and %(born_to)s is required."),
            window,
        )
    if birth < born_from:
        return Refusal(
            N_("The child is too old: born between %(born_from)s and %(born_to)s is required."),
            window,
        )
    return None
