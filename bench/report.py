"""How are the figures told: beside their goals, the missed ones as missed?"""

from __future__ import annotations

import math
import os
import platform
import statistics
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from importlib.metadata import version
from os import cpu_count, getloadavg

from bench import comparison
from bench.operations import Operation, Samples
from config import ROOT

PACKAGES = ("flask", "flask-appbuilder", "sqlalchemy", "psycopg", "granian", "pillow")
STEADY = 3
"""The slowest twentieth is to take at most so many times the median."""
HEADS = (
    "operation", "n", "p50 ms", "p95 ms", "floor p50 ms", "÷ floor", "statements", "SQL ms",
    "CPU ms", "kB", "first ms", "+ MB",
)  # fmt: skip
NOTES = """\
Written by `make bench` (10 000 families) or `make bench-full` (10 000, 100 000 and 1 000 000); do
not edit. Each figure stands with its bar in brackets; **missed** bars are in bold. For a list of
what is missed, and by how much, see the end of each section.

* *Floor*: Flask, psycopg and one template over the same rows and indexes behind the same server
  with as many workers, without session, rights, scope, audit, languages and sealing. It is a
  bound. Where rows are written, it writes the same events, audit entries and messages.
* All sides take turns in a drawn order, one request at a time, so ratios hold although
  milliseconds differ from machine to machine and from hour to hour.
* *Statements* and *SQL ms* are told by PostgreSQL's own log in a pass of its own, begin and commit
  counted as time but not as statements; the entry of the read log of each page that is looked at
  is in them. *CPU ms* is that of the workers and their children.
* *first ms* is when the first byte of an export came; *+ MB* by how much the largest process grew
  meanwhile at most, its first export included (for the cold start: what it holds).
* The p95 is to be at most 3 times the p50.
* What a request wrote was looked for in the database each time.
"""

Results = Sequence[tuple[Operation, Mapping[str, Samples]]]


@dataclass(frozen=True)
class Size:
    """What was measured over so many families."""

    families: int
    rows: int
    database: str
    results: Results
    absent: Mapping[str, str] = field(default_factory=dict)
    """Which peers were to be measured and were not, and why."""


def machine(database: str, now: datetime) -> str:
    """Return when, on what kind of machine and with what was measured."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return (
        f"{now:%Y-%m-%d}, commit {commit()}: {cpu_count()} cores ({platform.machine()}), "
        f"{memory:.0f} GB, {database}, Python {platform.python_version()}, {packages}; "
        f"two workers; load average {getloadavg()[1]:.1f}."
    )


@lru_cache(maxsize=1)
def commit() -> str:
    """Return the commit that is measured, marked when files differ from it as the run begins."""
    asked = ["git", "describe", "--always", "--dirty", "--abbrev=10", "--exclude=*"]
    told = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    return told.stdout.strip() or "unknown"


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
        beside(statistics.median(ours.firsts), goal.first_ms) if goal.first_ms else "–",
        beside(ours.memory_mb, goal.memory_mb) if ours.memory_mb else "–",
    ]


def ratio(found: Mapping[str, Samples]) -> float | None:
    """Return how often the floor's time ours is."""
    if "floor" not in found:
        return None
    return statistics.median(found["ours"].times) / statistics.median(found["floor"].times)


def missed(results: Results) -> list[str]:
    """Return a line for each operation that is too slow beside the floor, with how much."""
    lines = []
    for operation, found in results:
        times, bar = ratio(found), operation.goal.ratio
        if times is not None and bar is not None and round(times, 1) > bar:
            more = (times / bar - 1) * 100
            lines.append(f"* {operation.name}: {times:.1f} instead of {bar:g}, {more:.0f} % more.")
    return lines or ["Every bar that is a multiple of the floor is met."]


def table(results: Results) -> str:
    """Return the table as Markdown, its columns aligned so that it is read as it stands."""
    return comparison.aligned([HEADS, *(row(operation, found) for operation, found in results)])


def document(sizes: Sequence[Size], now: datetime) -> str:
    """Return the whole of docs/benchmarks.md."""
    parts = ["# Benchmarks", machine(sizes[0].database, now)]
    for size in sizes:
        title = f"## {size.families:_} families, {size.rows:_} rows".replace("_", " ")
        parts += [title, table(size.results), "\n".join(missed(size.results))]
        parts += comparison.section(size.results, size.absent)
    if len(sizes) > 1:
        parts += ["## The largest beside the smallest", growth(sizes[0], sizes[-1])]
    return "\n\n".join([*parts, "## How to read it", NOTES + comparison.notes()])


def growth(small: Size, large: Size) -> str:
    """Return how the time of each operation grows with the rows."""
    before = {one.name: found for one, found in small.results}
    lines = []
    for operation, found in large.results:
        if operation.name in before:
            old = statistics.median(before[operation.name]["ours"].times)
            now = statistics.median(found["ours"].times)
            lines.append(f"* {operation.name}: {now / old:.2f}")
    return "\n".join(lines)
