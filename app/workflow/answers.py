"""What does a transition ask of the one who carries it out, and was it answered?"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

LONGEST_REASON = 500
LONGEST_ITEM_REASON = 300
SHORTEST_GRANT = timedelta(hours=24)
LONGEST_GRANT = timedelta(days=30)
"""A family is not left waiting longer: what was filed may not be decided on meanwhile."""
MOST_RECHECK_PICTURES = 3


def is_grantable(deadline: datetime, now: datetime) -> bool:
    """Return whether a modification may be granted until then."""
    return now + SHORTEST_GRANT <= deadline <= now + LONGEST_GRANT


def is_item_reason(text: str) -> bool:
    """Return whether the text tells of one item, and is no longer than its reader takes."""
    return 0 < len(text.strip()) <= LONGEST_ITEM_REASON


class Asks(enum.Flag):
    """What a transition asks for; the confirmation form is built from it."""

    nothing = 0
    reason = enum.auto()
    code = enum.auto()
    declaration = enum.auto()
    sections = enum.auto()
    deadline = enum.auto()
    item_reasons = enum.auto()
    evidence = enum.auto()
    disputes = enum.auto()
    outcomes = enum.auto()


KEPT: dict[Asks, tuple[str, ...]] = {
    Asks.declaration: ("declared",),
    Asks.sections: ("sections",),
    Asks.deadline: ("deadline",),
    Asks.item_reasons: ("item_reasons",),
    Asks.evidence: ("evidence_id",),
    Asks.disputes: ("disputes", "pictures"),
    Asks.outcomes: ("outcomes",),
}
"""Which answers an event keeps of what was asked; codes and versions are nobody's to keep."""


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What was answered. Keys of ``item_reasons`` and ``disputes`` are ids of review items.

    ``outcomes`` maps a student's id to ``accepted`` or ``refused``. ``code_checked`` is set by
    the service that consumed the code; a form never sets it.
    """

    reason: str = ""
    code_checked: bool = False
    declared: bool = False
    sections: tuple[str, ...] = ()
    deadline: datetime | None = None
    item_reasons: Mapping[str, str] = field(default_factory=dict)
    evidence_id: int | None = None
    disputes: tuple[str, ...] = ()
    pictures: tuple[int, ...] = ()
    outcomes: Mapping[str, str] = field(default_factory=dict)
    version: int | None = None

    def missing(self, asks: Asks, now: datetime) -> str | None:
        """Return the name of the first thing asked for that is not answered, or None."""
        given = {
            Asks.reason: 0 < len(self.reason.strip()) <= LONGEST_REASON,
            Asks.code: self.code_checked,
            Asks.declaration: self.declared,
            Asks.sections: bool(self.sections),
            Asks.deadline: self.deadline is not None and is_grantable(self.deadline, now),
            Asks.item_reasons: bool(self.item_reasons)
            and all(is_item_reason(text) for text in self.item_reasons.values()),
            Asks.evidence: self.evidence_id is not None,
            Asks.disputes: bool(self.disputes) and len(self.pictures) <= MOST_RECHECK_PICTURES,
            Asks.outcomes: bool(self.outcomes),
        }
        return next((str(ask.name) for ask, ok in given.items() if ask in asks and not ok), None)

    def repeated(self) -> dict[str, Any]:
        """Return what a repeated request repeats: all but the numbers of pictures stored anew."""
        stored = {"evidence_id", "pictures"}
        kept = {name: value for name, value in self.details().items() if name not in stored}
        return {"reason": self.reason, **kept}

    def details(self, asks: Asks = ~Asks.nothing) -> dict[str, Any]:
        """Return what the event keeps beside the reason: what was asked, and is not empty."""
        given = asdict(self)
        given["deadline"] = self.deadline.isoformat() if self.deadline else None
        names = [name for ask, kept in KEPT.items() if ask in asks for name in kept]
        return {name: given[name] for name in names if given[name]}

    @classmethod
    def from_details(cls, reason: str, details: Mapping[str, Any]) -> Answers:
        """Return the answers that :meth:`details` kept; the way back for a stored proposal."""
        known = {name: value for name, value in details.items() if name in cls.__annotations__}
        for name in ("sections", "disputes", "pictures"):
            if name in known:
                known[name] = tuple(known[name])
        if known.get("deadline"):
            known["deadline"] = datetime.fromisoformat(known["deadline"])
        return cls(reason=reason, **known)


MISSING = "missing:"
"""Prefix by which a refusal for a missing answer is told from one by a guard."""
