"""What runs inside the bounded process that reads one untrusted table?

Started with ``python -I``: it imports the reader of workbooks and nothing of ours. Reads the
file from standard input; writes one JSON line for each row to standard output, then one that
says that this was all, or why the file is refused.
"""

from __future__ import annotations

import csv
import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

MANY = 1 << 53
"""From here on a number cell no longer holds each whole number; Excel stops at 15 digits."""
RUINED = 10**15
ENCODINGS = ("utf-8-sig", "gb18030")
FORMULA = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<f\b')
SHEET = re.compile(rb'<sheet\b[^>]*?\br:id="([^"]+)"')
RELATION = re.compile(rb"<Relationship\b[^>]*>")
OVERLAP = 512
LINE_START = "#"
"""A line that begins so explains the others; templates have some."""


class Refused(Exception):
    """The file is no table that can be read."""


def main() -> int:
    """Bound this process, then read the table."""
    limits = json.loads(sys.argv[1])
    data = sys.stdin.buffer.read()
    memory, cpu = limits["memory_bytes"], limits["cpu_seconds"]
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits["written"], limits["written"]))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    try:
        last: dict[str, Any] = {"end": _put(_rows(data, limits), limits)}
    except Refused as refused:
        last = {"refused": str(refused)}
    except MemoryError:
        last = {"refused": "limits"}
    except Exception:  # noqa: BLE001 - whatever a reader does with hostile bytes
        last = {"refused": "broken"}
    sys.stdout.write(json.dumps(last) + "\n")
    return 0


def _put(rows: Iterator[tuple[int, list[str], dict[int, str]]], limits: dict[str, int]) -> int:
    number = 0
    for line, cells, bad in rows:
        if not any(cell.strip() for cell in cells) and not bad:
            continue
        if cells[0].startswith(LINE_START):
            continue
        if number > limits["rows"]:
            raise Refused("rows")
        if len(cells) > limits["columns"]:
            raise Refused("columns")
        number += 1
        sys.stdout.write(json.dumps([line, cells, bad]) + "\n")
    return number


def _rows(data: bytes, limits: dict[str, int]) -> Iterator[tuple[int, list[str], dict[int, str]]]:
    if data[:2] == b"PK":
        return _workbook(data, limits)
    if data[:4] == b"\xd0\xcf\x11\xe0":
        raise Refused("old")
    return _text(data)


def _text(data: bytes) -> Iterator[tuple[int, list[str], dict[int, str]]]:
    text = _decoded(data)
    csv.field_size_limit(100_000)
    head = next((line for line in text.splitlines() if line.strip()), "")
    comma = max(",\t;", key=head.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=comma, strict=True)
    try:
        for cells in lines:
            if cells:
                yield lines.line_num, cells, {}
    except csv.Error as broken:
        raise Refused("csv") from broken


def _decoded(data: bytes) -> str:
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as wrong:
            raise Refused("encoding") from wrong
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Refused("encoding")


def _workbook(
    data: bytes, limits: dict[str, int]
) -> Iterator[tuple[int, list[str], dict[int, str]]]:
    formulas = _checked(data, limits)
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - after the limits are set

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    if sheet.height > limits["rows"] + 1 or sheet.width > limits["columns"]:
        raise Refused("rows" if sheet.height > limits["rows"] + 1 else "columns")
    down, right = sheet.start or (0, 0)
    for number, values in enumerate(sheet.to_python(), down + 1):
        cells = [""] * right
        bad: dict[int, str] = {}
        for value in values:
            if (len(cells), number) in formulas:
                bad[len(cells)] = "formula"
            elif isinstance(value, (int, float)) and abs(value) >= RUINED:
                bad[len(cells)] = "ruined"
            cells.append(_cell(value))
        yield number, cells, bad


def _checked(data: bytes, limits: dict[str, int]) -> set[tuple[int, int]]:
    """Look at the archive before it is unpacked; return where its first sheet has formulas."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
        if len(entries) > limits["entries"]:
            raise Refused("bomb")
        total = 0
        for entry in entries:
            total += entry.file_size
            thin = entry.file_size > limits["ratio"] * max(entry.compress_size, 1)
            if total > limits["unpacked"] or (thin and entry.file_size > 1 << 20):
                raise Refused("bomb")
        sheet = _first_sheet(archive)
        found: set[tuple[int, int]] = set()
        # The sizes that the archive declares may lie: each entry is unpacked once, and counted.
        for entry in entries:
            found |= _unpacked(archive, entry, limits["unpacked"], wanted=entry.filename == sheet)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, KeyError, EOFError) as broken:
        raise Refused("broken") from broken
    return found


def _first_sheet(archive: zipfile.ZipFile) -> str:
    with archive.open("xl/workbook.xml") as file:
        named = SHEET.search(file.read(1 << 20))
    with archive.open("xl/_rels/workbook.xml.rels") as file:
        relations = RELATION.findall(file.read(1 << 20))
    if named is None:
        raise Refused("broken")
    for one in relations:
        if b'Id="' + named.group(1) + b'"' in one:
            target = re.search(rb'Target="([^"]+)"', one)
            path = target.group(1).decode() if target else ""
            return path.lstrip("/") if path.startswith("/") else f"xl/{path}"
    raise Refused("broken")


def _unpacked(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int, *, wanted: bool
) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    size, rest = 0, b""
    with archive.open(entry) as file:
        while piece := file.read(1 << 18):
            size += len(piece)
            if size > min(most, entry.file_size):
                raise Refused("bomb")
            if wanted:
                rest += piece
                found.update((_column(one[1]), int(one[2])) for one in FORMULA.finditer(rest))
                rest = rest[-OVERLAP:]
    return found


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < MANY:
        return str(int(value))
    if isinstance(value, datetime):
        plain = value.time() == time()
        return value.date().isoformat() if plain else value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, (date, time)) else str(value)


if __name__ == "__main__":
    sys.exit(main())
