"""Which section comes next, and which are still missing?"""

from __future__ import annotations

from collections.abc import Iterable

from models.admission_round import AdmissionRound
from models.enums import Section


def order(round_: AdmissionRound) -> tuple[Section, ...]:
    """Return the sections in the order of the round; what it does not name comes last."""
    named = [Section(name) for name in round_.step_order]  # type: ignore[call-arg]
    return (*named, *(section for section in Section if section not in named))


def complete(round_: AdmissionRound, done: Iterable[str]) -> bool:
    """Return whether every section is done."""
    return set(order(round_)) <= set(done)
