"""How does the office bring its table of administrative divisions up to date?"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.exceptions import JifenError
from app.schema.words import N_, Refusal
from app.services import audit
from models.enums import RegionLevel
from models.region import Region

LEVELS = {
    2: RegionLevel.province,
    4: RegionLevel.city,
    6: RegionLevel.county,
    9: RegionLevel.street,
    12: RegionLevel.community,
}
"""The level of a division by the number of its code's digits."""
ABOVE = {4: 2, 6: 4, 9: 6, 12: 9}
MOST_ROWS = 100_000
LONGEST_NAME = 60
MOST_ERRORS = 50
"""More would not be read; they are mended one batch after another."""
ENCODINGS = ("utf-8-sig", "gb18030")


class ImportRefused(JifenError):
    """Nothing of a file is taken."""

    msgid = N_("The file was not imported.")


@dataclass
class Preview:
    """What a file would do: numbers of rows, and by line what is wrong with it."""

    new: int = 0
    changed: int = 0
    same: int = 0
    errors: list[tuple[int, Refusal]] = field(default_factory=list)


@dataclass(frozen=True)
class Row:
    """One division as the file has it."""

    code: str
    name: str
    valid_from: date | None
    valid_to: date | None

    @property
    def parent_code(self) -> str | None:
        """Return the code of the division of which it is a part."""
        above = ABOVE.get(len(self.code))
        return self.code[:above] if above else None


def bring_up_to_date(
    session: Session, data: bytes, names: Mapping[str, str], now: datetime, *, keep: bool
) -> Preview:
    """Take the table in whole, or nothing of it; without ``keep`` only say what it would do.

    ``names`` maps the heads that the file may use to code, name, valid_from and valid_to. Rows
    are found by their code; divisions that the file does not name stay. ImportRefused when the
    file is no such table.
    """
    found = Preview()
    there = {one.code: one for one in session.scalars(sa.select(Region))}
    rows = dict(_rows(_table(data, names), found))
    _check_parents(rows, there, found)
    for row in rows.values():
        _put(session, row, there.get(row.code), found)
    if keep and not found.errors:
        numbers = {"new": found.new, "changed": found.changed}
        audit.record(session, "import_table", "Region", "", now=now, details=numbers)
        session.commit()
    else:
        session.rollback()
    return found


def _table(data: bytes, names: Mapping[str, str]) -> Iterator[tuple[int, dict[str, str]]]:
    lines = csv.reader(io.StringIO(_text(data)), strict=True)
    try:
        head = [names.get(one.strip(), "") for one in next(lines, [])]
        if not {"code", "name"} <= set(head):
            raise ImportRefused(N_("The first line must name the columns code and name."))
        for cells in lines:
            if any(cell.strip() for cell in cells):
                yield lines.line_num, dict(zip(head, (c.strip() for c in cells), strict=False))
    except csv.Error as broken:
        raise ImportRefused(N_("The file is not a table of comma-separated values.")) from broken


def _text(data: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise ImportRefused(N_("The file is not text in UTF-8 or GB 18030."))


def _rows(table: Iterator[tuple[int, dict[str, str]]], found: Preview) -> Iterator[tuple[str, Row]]:
    seen: dict[str, int] = {}
    for count, (line, cells) in enumerate(table, 1):
        if count > MOST_ROWS:
            raise ImportRefused(N_("The file has more than 100 000 rows."))
        row = _row(line, cells, found)
        if row is None:
            continue
        if row.code in seen:
            _wrong(
                found, line, N_("The code %(code)s stands in line %(first)s already."),
                code=row.code, first=seen[row.code],
            )  # fmt: skip
        seen.setdefault(row.code, line)
        yield row.code, row


def _row(line: int, cells: dict[str, str], found: Preview) -> Row | None:
    code, name = cells.get("code", "").removeprefix("'"), cells.get("name", "")
    if not (code.isascii() and code.isdigit() and len(code) in LEVELS):
        _wrong(found, line, N_("A code has 2, 4, 6, 9 or 12 digits."))
        return None
    if not 0 < len(name) <= LONGEST_NAME:
        _wrong(found, line, N_("A name has 1 to 60 characters."))
        return None
    try:
        days = [_day(cells.get(one, "")) for one in ("valid_from", "valid_to")]
    except ValueError:
        _wrong(found, line, N_("A date is written like 2026-09-01."))
        return None
    return Row(code, name, days[0], days[1])


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _wrong(found: Preview, line: int, msgid: str, **params: object) -> None:
    if len(found.errors) < MOST_ERRORS:
        found.errors.append((line, Refusal(msgid, params)))


def _check_parents(rows: Mapping[str, Row], there: Mapping[str, Region], found: Preview) -> None:
    for row in rows.values():
        above = row.parent_code
        if above is not None and above not in rows and above not in there:
            msgid = N_("%(code)s is part of %(above)s, which is neither here nor in the file.")
            _wrong(found, 0, msgid, code=row.code, above=above)


def _put(session: Session, row: Row, old: Region | None, found: Preview) -> None:
    if old is None:
        found.new += 1
        session.add(Region(level=LEVELS[len(row.code)], parent_code=row.parent_code, **vars(row)))
        return
    differs = any(getattr(old, name) != value for name, value in vars(row).items())
    found.changed += differs
    found.same += not differs
    if differs:
        for name, value in vars(row).items():
            setattr(old, name, value)
