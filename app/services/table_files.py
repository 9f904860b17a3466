"""How is a table written that any spreadsheet opens, and that runs nothing there?

What Excel does to a file that it opens as CSV decides the two marks. Text that begins like a
formula gets an apostrophe in front. Digits that Excel would shorten (twelve and more become
3.5E+17, from the sixteenth on they are lost; leading zeros go) get a TAB in front: it is not
seen, and Excel keeps the text. Our import takes both marks off again. A workbook needs neither:
its cells say themselves whether they are text.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import xlsxwriter

BOM = "\ufeff"
"""Without it Excel reads UTF-8 as GBK."""
TEXT_MARK, FORMULA_MARK = "\t", "'"
STARTS = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""What a spreadsheet takes for the start of a formula, in half and in full width."""
BLANK = " \u00a0\u3000\u200b\u2060\ufeff"
"""What a spreadsheet skips before it looks for a formula."""
NOTABLE = STARTS | frozenset(BLANK) | frozenset("0123456789")
"""With what a cell begins that may need a mark; almost all begin otherwise."""
SHORTENED = re.compile(r"0\d+|\d{12,}|\d+[eE][+-]?\d+")
CHUNK = 200
"""How many rows are sent at once."""
LONGEST_CELL = 32_767
"""What a cell of a workbook holds."""
SHEET_ROWS = 1_048_575
Cell = str | int | Decimal


def csv_cell(value: Cell) -> Any:
    """Return the cell as CSV keeps it; numbers stay numbers, text stays text."""
    if not isinstance(value, str) or not value:
        return value
    if SHORTENED.fullmatch(value):
        return TEXT_MARK + value
    first = value[0]
    if first in STARTS or (first in BLANK and value.lstrip(BLANK)[:1] in STARTS):
        return FORMULA_MARK + value
    return value


def unmarked(text: str) -> str:
    """Return the cell of a CSV file without the mark that an export put in front."""
    if text.startswith(FORMULA_MARK) and text[1:].lstrip(BLANK)[:1] in STARTS:
        return text[1:]
    rest = text.removeprefix(TEXT_MARK)
    return rest if SHORTENED.fullmatch(rest) else text


def csv_chunks(rows: Iterable[Iterable[Cell]]) -> Iterator[bytes]:
    """Yield the table in UTF-8 with its mark of order, some rows at a time."""
    out = io.StringIO()
    out.write(BOM)
    writer = csv.writer(out)
    each = iter(rows)
    # The head goes out alone: whoever waits sees at once that something comes.
    size = 1
    while some := list(islice(each, size)):
        writer.writerows(map(_marked, some))
        yield _taken(out)
        size = CHUNK


def _marked(row: Iterable[Cell]) -> list[Any]:
    """Return the cells of a row with their marks; most need none, and are not looked at twice."""
    return [
        csv_cell(value) if isinstance(value, str) and value[:1] in NOTABLE else value
        for value in row
    ]


def _taken(out: io.StringIO) -> bytes:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text.encode()


def write_workbook(rows: Iterable[Iterable[Cell]], path: Path) -> None:
    """Write the table as a workbook, row after row; text is written as text, never as formula."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        for place, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(place, column, value[:LONGEST_CELL])
                else:
                    sheet.write_number(place, column, value)


def file_chunks(path: Path, size: int = 256 * 1024) -> Iterator[bytes]:
    """Yield a file piece by piece and remove it at the end."""
    try:
        with path.open("rb") as file:
            while piece := file.read(size):
                yield piece
    finally:
        path.unlink(missing_ok=True)
