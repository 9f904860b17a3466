"""How do others do the same over the same rows? Each one's time as a multiple of the floor's."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path

from packaging.requirements import Requirement

from bench.operations import Operation, Samples

US, FLOOR = "ours", "floor"
PINS = Path(__file__).parent / "peers"
NAMES = ("flask-appbuilder", "django", "flask-admin", "sqladmin")
NOTES = """\
* *Beside others* are other frameworks as they come, over the same rows and indexes, each in an
  environment of its own, behind the same server with as many workers: three by WSGI with as many
  threads as ours, sqladmin by ASGI, where one thread serves many requests:
  {versions}.
  25 rows a page, the columns of the floor's list. They know nothing of sealing, districts, field
  rights, read log or history; Flask-Admin and sqladmin know no accounts either (one name is let
  in, without a query).
* Switched off by hand: the choice of an account in the form of an application, which would list
  every account there is. Written by hand, as their documentation shows it: the CSV export where
  there is none (Flask-AppBuilder, Django admin), and *approve*, which changes the status and writes
  neither event, audit entry nor message; afterwards the rows are set back.
* An ID number is sealed. The others look for its blind index, which stands in a column of its
  own, with the search that they have; no person could type it. Flask-AppBuilder cannot search
  a list by related rows: both its searches are on the list of students.
* Sorting by points is on the list of students; the others get a plain index for it, since
  they put rows without points first, which the portal's index does not serve. An edit changes the
  first guardian's name of an application. The export ends after 100 000 rows.
* A peer that has spent 10 s on an operation leaves its later rounds to the others; one request
  of more than 25 s is given up. *–* is an operation that a peer does not do, with the
  reason below the table.
"""

Results = Sequence[tuple[Operation, Mapping[str, Samples]]]


def aligned(lines: Sequence[Sequence[str]]) -> str:
    """Return lines as a table of Markdown, its columns aligned so that it is read as it stands."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    ruled = [lines[0], ["-" * width for width in widths], *lines[1:]]
    return "\n".join(
        "| "
        + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        + " |"
        for line in ruled
    )


def peers_of(results: Results) -> list[str]:
    """Return the names of those who were measured beside ours and the floor."""
    found = {name: None for _, sides in results for name in sides}
    return [name for name in found if name not in {US, FLOOR}]


def table(results: Results) -> str:
    """Return operation × peers: multiples of the floor, ours first, the floor's time last."""
    peers = peers_of(results)
    lines = [["operation", US, *peers, "floor p50 ms"]]
    for operation, found in results:
        if FLOOR in found and any(name in found for name in peers):
            base = statistics.median(found[FLOOR].times)
            cells = [multiple(found.get(name), base) for name in (US, *peers)]
            lines.append([operation.name, *cells, f"{base:.1f}"])
    return aligned(lines)


def multiple(samples: Samples | None, base: float) -> str:
    """Return the median as a multiple of the floor's; a dash where there is none."""
    if samples is None or samples.refused or not samples.times:
        return "–"
    return f"{statistics.median(samples.times) / base:.1f}"


def refused(results: Results, absent: Mapping[str, str]) -> str:
    """Return what is not in the table, and why."""
    lines = [f"* {name}: left out. {why}" for name, why in absent.items()]
    for operation, found in results:
        for name in peers_of(results):
            why = found[name].refused if name in found else ""
            if why:
                lines.append(f"* {operation.name}, {name}: {why}.")
    return "\n".join(lines)


def section(results: Results, absent: Mapping[str, str]) -> list[str]:
    """Return the parts about others; none when nobody else was measured."""
    if not peers_of(results):
        return [refused(results, absent)] if absent else []
    below = refused(results, absent)
    return ["### Beside others: p50 ÷ floor p50", table(results), *([below] if below else [])]


def notes() -> str:
    """Return how the second table is to be read."""
    return NOTES.format(versions=", ".join(versions()))


def versions() -> list[str]:
    """Return the pinned versions of the peers, as this Python has them."""
    pins = (
        Requirement(line)
        for path in sorted(PINS.glob("requirements-*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
    )
    return [
        f"{pin.name} {str(pin.specifier).removeprefix('==')}"
        for pin in pins
        if pin.name in NAMES and (pin.marker is None or pin.marker.evaluate())
    ]
