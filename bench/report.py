"""How are the figures told: beside their goals, the missed ones as missed?"""

from __future__ import annotations

import math
import platform
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from os import cpu_count, getloadavg

from bench.operations import Operation, Samples

PACKAGES = ("flask", "flask-appbuilder", "sqlalchemy", "psycopg", "granian", "pillow")
STEADY = 3
"""The slowest twentieth is to take at most so many times the median."""
HEADS = (
    "operation", "n", "p50 ms", "p95 ms", "floor p50 ms", "÷ floor", "statements", "SQL ms",
    "CPU ms", "kB",
)  # fmt: skip
NOTES = """\
Written by `python -m bench --write`; do not edit. Each figure stands with its goal in brackets;
**missed** goals are in bold. Goals were set for a portal of a million families before it was
written, so some are far.

* *Floor*: Flask, psycopg and one template over the same rows and indexes behind the same server,
  without session, rights, scope, audit, languages and sealing. It is a bound.
* The two sides take turns in a drawn order, one request at a time, so ratios hold although
  milliseconds differ from machine to machine and from hour to hour.
* *Statements* and *SQL ms* are told by PostgreSQL's own log in a pass of its own, begin and commit
  counted as time but not as statements; the audit entry of each page that is looked at is in
  them. *CPU ms* is that of the workers and their children.
* The p95 is to be at most 3 times the p50.
* What a request wrote was looked for in the database each time.
"""


@dataclass(frozen=True)
class Surroundings:
    """Where and on what was measured."""

    families: int
    rows: int
    database: str
    now: datetime

    def sentence(self) -> str:
        """Return one sentence about it."""
        packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
        return (
            f"{self.now:%Y-%m-%d}: {cpu_count()} cores ({platform.machine()}), "
            f"{self.database}, Python {platform.python_version()}, {packages}; two workers; "
            f"{self.families} families, {self.rows} rows; load average {getloadavg()[1]:.1f}."
        )


def percentile(times: Sequence[float], of: int) -> float:
    """Return the time that ``of`` per cent of the samples do not exceed."""
    ordered = sorted(times)
    return ordered[max(0, math.ceil(len(ordered) * of / 100) - 1)]


def beside(value: float, goal: float | None, digits: int = 0) -> str:
    """Return a figure with its goal; bold when the goal is missed."""
    text = f"{value:.{digits}f}"
    if goal is None:
        return text
    return f"{text} (≤ {goal:g})" if round(value, digits) <= goal else f"**{text}** (≤ {goal:g})"


def row(operation: Operation, found: Mapping[str, Samples]) -> list[str]:
    """Return one line of the table."""
    ours, floor, goal = found["ours"], found.get("floor"), operation.goal
    p50 = statistics.median(ours.times)
    base = statistics.median(floor.times) if floor else 0.0
    return [
        operation.name,
        str(len(ours.times)),
        beside(p50, goal.p50_ms, 1),
        beside(percentile(ours.times, 95), round(STEADY * p50, 1), 1),
        f"{base:.1f}" if floor else "–",
        beside(p50 / base, goal.ratio, 1) if floor else "–",
        beside(ours.statements, goal.statements),
        f"{ours.sql_ms:.1f}",
        beside(ours.cpu_ms, goal.cpu_ms, 1),
        beside(ours.bytes / 1000, goal.kilobytes),
    ]


def table(results: Sequence[tuple[Operation, Mapping[str, Samples]]]) -> str:
    """Return the table as Markdown, its columns aligned so that it is read as it stands."""
    lines = [list(HEADS), *(row(operation, found) for operation, found in results)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADS))]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "| "
        + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        + " |"
        for line in lines
    )


def document(text: str, surroundings: Surroundings) -> str:
    """Return the whole of docs/performance.md."""
    return f"# Performance\n\n{surroundings.sentence()}\n\n{text}\n\n{NOTES}"
