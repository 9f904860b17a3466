"""What is measured, and what is each figure to be?"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bench.client import Answer

Press = Callable[[], Answer]
Steps = Generator[Press, Answer, None]
"""One repetition: what goes before, the press that is timed, and the check of what it did."""


class Refused(Exception):
    """A peer does not do an operation, or not in time; the message says why."""


class Worker(Protocol):
    """A server, as far as its work is counted."""

    def cpu_ms(self) -> float:
        """Return the CPU that its workers have used."""

    def forget_peak(self) -> float:
        """Return the memory of its largest worker now, and measure its peak anew."""

    def peak_mb(self) -> float:
        """Return the most memory that a worker has had since."""


Side = tuple[Callable[[int], Steps], Worker]
"""What one of those who are compared does, and where it is done."""


@dataclass(frozen=True)
class Goal:
    """How good an operation is to be; None where nothing was set."""

    ratio: float | None = None
    statements: int | None = None
    cpu_ms: float | None = None
    p50_ms: float | None = None
    kilobytes: float | None = None
    memory_mb: float | None = None
    """By how much the memory of a worker may grow meanwhile."""
    first_ms: float | None = None
    """After how long the first byte is to be there."""
    share: float | None = None
    """At least so much of the floor's requests in a second, where that is counted."""


@dataclass(frozen=True)
class Operation:
    """One thing that is done again and again, by us and by the floor."""

    name: str
    goal: Goal
    ours: Callable[[int], Steps]
    floor: Callable[[int], Steps] | None = None
    times: int = 30
    peers: Mapping[str, Side] = field(default_factory=dict)
    """What other frameworks do in its place, by their names."""


@dataclass
class Samples:
    """What the repetitions of one side took, in milliseconds, and what one of them costs."""

    times: list[float] = field(default_factory=list)
    bytes: int = 0
    statements: float = 0
    sql_ms: float = 0
    cpu_ms: float = 0
    memory_mb: float = 0
    firsts: list[float] = field(default_factory=list)
    """After how long the first byte was there."""
    refused: str = ""
    """Why a peer does not do it."""


def ensure(holds: bool, what: str) -> None:  # noqa: FBT001 - reads as a sentence
    """End the run when an answer or the database is not as it must be."""
    if not holds:
        raise SystemExit(f"bench: {what}")


def answered(answer: Answer, status: int, words: str = "") -> None:
    """End the run unless the answer has the status and says the words."""
    ensure(answer.status == status, f"status {answer.status}, not {status}: {answer.text[:300]}")
    ensure(words in answer.text, f"not in the answer: {words!r}")
