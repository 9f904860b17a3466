"""What does a table hold that somebody sent? Read in a bounded process, row by row."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import BinaryIO

from app.exceptions import JifenError
from app.schema.words import N_
from app.services.table_files import unmarked

CHILD = Path(__file__).with_name("table_child.py")
MOST_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True)
class TableLimits:
    """How far the process that reads a table may go."""

    rows: int = 200_000
    columns: int = 200
    entries: int = 500
    unpacked: int = 300 * 1024 * 1024
    ratio: int = 200
    memory_bytes: int = 1536 * 1024 * 1024
    cpu_seconds: int = 60
    wall_seconds: int = 90
    written: int = 600 * 1024 * 1024


@dataclass(frozen=True)
class TableRow:
    """One row of the file; ``bad`` says, by column, why a cell cannot be trusted."""

    line: int
    cells: list[str]
    bad: dict[int, str] = field(default_factory=dict)


class TableRefused(JifenError):
    """The file is no table that can be read."""

    msgid = N_("The file could not be read as a table. Save it anew as XLSX or CSV.")


REASONS = {
    "size": N_("The file is larger than 20 MB. Divide it into several files."),
    "empty": N_("The file is empty."),
    "encoding": N_("The file is not text in UTF-8 or GB 18030. Save it as XLSX or CSV (UTF-8)."),
    "csv": N_("The file is not a table of comma-separated values: a quotation mark is open."),
    "old": N_("This is a workbook of the old kind (XLS). Save it as XLSX."),
    "rows": N_("The file has more than 200 000 rows. Divide it into several files."),
    "columns": N_("The file has more than 200 columns."),
    "bomb": N_("The file unpacks to far more than it should; it was not read."),
    "limits": N_("The file could not be read in the time and memory that it may take."),
    "broken": TableRefused.msgid,
    "heads": N_("The first row must name each column, each with a name of its own."),
}
CELLS = {
    "formula": N_("This cell holds a formula. Keep its value only, and send the file again."),
    "ruined": N_(
        "This long number was kept as a number and has lost digits. Set the column to text, "
        "enter the number again and send the file again."
    ),
    "ragged": N_("This row has more cells than there are columns."),
}
"""What is said of a cell that cannot be trusted."""


def refused(reason: str) -> TableRefused:
    """Return the refusal for one of the known reasons."""
    return TableRefused(REASONS.get(reason, TableRefused.msgid))


def rows(file: BinaryIO, limits: TableLimits | None = None) -> Iterator[TableRow]:
    """Yield the rows, the first with the heads; TableRefused when the file is no table."""
    limits = limits or TableLimits()
    width = 0
    for number, row in enumerate(_read(file, limits)):
        if number == 0:
            width = _check_heads(row)
        if len(row.cells) > width and any(cell.strip() for cell in row.cells[width:]):
            row.bad[width] = "ragged"
        cells = [unmarked(cell).strip() for cell in row.cells[:width]]
        yield TableRow(row.line, cells + [""] * (width - len(cells)), row.bad)


def _check_heads(row: TableRow) -> int:
    heads = [cell.strip() for cell in row.cells]
    while heads and not heads[-1]:
        heads.pop()
    if not heads or not all(heads) or len(set(heads)) < len(heads):
        raise refused("heads")
    return len(heads)


def _read(file: BinaryIO, limits: TableLimits) -> Iterator[TableRow]:
    """Let the child read all of it into a file without a name; then take that line by line.

    So its time is its own: whoever takes the rows may need minutes for them.
    """
    with tempfile.TemporaryFile() as out:
        _run_child(file, out, limits)
        out.seek(0)
        last: object = None
        for line in out:
            last = json.loads(line)
            if isinstance(last, list):
                number, cells, bad = last
                yield TableRow(number, cells, {int(key): why for key, why in bad.items()})
    if not isinstance(last, dict):
        raise refused("limits")
    if "refused" in last:
        raise refused(str(last["refused"]))
    if not last.get("end"):
        raise refused("empty")


def _run_child(file: BinaryIO, out: BinaryIO, limits: TableLimits) -> None:
    """Read in a process of its own group, without our environment, and kill it when late."""
    child = subprocess.Popen(  # noqa: S603 - our own interpreter and file
        [sys.executable, "-I", str(CHILD), json.dumps(asdict(limits))],
        stdin=file,
        stdout=out,
        stderr=subprocess.DEVNULL,
        env={"LANG": "C.UTF-8"},
        cwd="/",
        start_new_session=True,
    )
    try:
        child.wait(timeout=limits.wall_seconds)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        raise refused("limits") from None
    if child.returncode != 0:
        raise refused("limits")
