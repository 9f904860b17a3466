"""How do ten thousand families become a million in minutes?

The rows of the families that went through the workflow are read back as PostgreSQL's own text,
and written again with COPY as often as needed: with keys, identities, ID numbers, phones and
serial numbers of their own, and every sealed value sealed anew for its new row. What stands
inside sealed documents is that of the family that was copied.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from os import cpu_count

import psycopg
import sqlalchemy as sa
from stdnum.iso7064 import mod_11_2, mod_11_10

from app.policy.serial_numbers import NUMBERS
from app.schema.base import Base
from app.schema.kinds import Kind
from app.security.sealed import indexed, seal, unseal
from models import Account, Application

AREAS = ("361100", "350425", "511321", "430626", "360723", "522121")
SERIAL = re.compile(r"([A-Z]{2}[0-9]{4})([0-9]{6})[0-9]")
NOTHING = "\\N"
TOGETHER = 500
"""How many copies of rows are handed to the server at once."""

Write = Callable[[int], str]
"""Gives the text of one value in copy number so and so."""


def multiply(dsn: str, times: int) -> None:
    """Write ``times`` more copies of every family that is there."""
    tables = [table.name for table in family_tables()]
    with psycopg.connect(dsn, autocommit=True) as connection, without_indexes(connection, tables):
        known = Known(
            {name: _span(connection, name) for name in tables},
            [one for (one,) in connection.execute("select serial_number from student")],
        )
        fork = get_context("fork")  # the keys that seal are in this process's memory
        with ProcessPoolExecutor(cpu_count(), mp_context=fork) as pool:
            done = [pool.submit(copy_table, dsn, name, times, known) for name in tables]
            for one in done:
                one.result()


def family_tables() -> list[sa.Table]:
    """Return the tables whose rows belong to one family: its account's and its application's."""
    roots = {Account.__tablename__, Application.__tablename__}
    return [
        table
        for table in Base.metadata.sorted_tables
        if table.name in roots or any(key.column.table.name in roots for key in table.foreign_keys)
    ]


@dataclass(frozen=True)
class Known:
    """How many keys each table has, and which serial numbers are taken."""

    spans: dict[str, int]
    serials: list[str]


@contextmanager
def without_indexes(connection: psycopg.Connection, tables: Sequence[str]) -> Iterator[None]:
    """Take away the indexes that are no constraints, and make them again at the end."""
    found = connection.execute(
        "select indexname, indexdef from pg_indexes where tablename = any(%s) and not exists "
        "(select from pg_constraint where conname = indexname)",
        [list(tables)],
    ).fetchall()
    for name, _ in found:
        connection.execute(f'drop index "{name}"')
    yield
    connection.execute("set maintenance_work_mem = '512MB'")
    for _, definition in found:
        connection.execute(definition)


def _span(connection: psycopg.Connection, table: str) -> int:
    found = connection.execute(f"select coalesce(max(id), 0) from {table}").fetchone()
    return int(found[0]) if found else 0


def copy_table(dsn: str, name: str, times: int, known: Known) -> None:
    """Write the copies of one table."""
    table = Base.metadata.tables[name]
    columns = [column.name for column in table.columns]
    heads = ", ".join(f'"{one}"' for one in columns)
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute("set synchronous_commit = off")
        with connection.cursor() as cursor, cursor.copy(f"copy {name} ({heads}) to stdout") as out:
            lines = b"".join(bytes(part) for part in out).decode().split("\n")[:-1]
        rows = [dict(zip(columns, line.split("\t"), strict=True)) for line in lines]
        stamps = Stamps(table, known, rows).made()
        into_table = f"copy {name} ({heads}) from stdin"
        with connection.cursor() as cursor, cursor.copy(into_table) as into:
            for text in written(stamps, times):
                into.write(text)


def written(stamps: Sequence[Sequence[str | Write]], times: int) -> Iterator[str]:
    """Yield the text of all copies, some hundred rows at a time."""
    waiting: list[str] = []
    for number in range(1, times + 1):
        for stamp in stamps:
            waiting.append(
                "\t".join(one if isinstance(one, str) else one(number) for one in stamp) + "\n"
            )
            if len(waiting) == TOGETHER:
                yield "".join(waiting)
                waiting.clear()
    yield "".join(waiting)


@dataclass
class Stamps:
    """What changes from copy to copy in the rows of one table?"""

    table: sa.Table
    known: Known
    rows: list[dict[str, str]]

    def made(self) -> list[list[str | Write]]:
        """Return for each row its columns: text that stays, or what writes it for a copy."""
        columns = self.table.columns
        self.sealed = [one.name for one in columns if one.info.get("public")]
        self.identities = Identities(self._plain(Kind.id_number))
        self.serials = Serials(self.known.serials)
        self.phones = 0
        return [self._stamp(row) for row in self.rows]

    def _stamp(self, row: dict[str, str]) -> list[str | Write]:
        plain = {name: self._changing(name, row) for name in self.sealed if row[name] != NOTHING}
        return [self._value(column, row, plain) for column in self.table.columns]

    def _value(
        self, column: sa.Column[object], row: dict[str, str], plain: dict[str, Write]
    ) -> str | Write:
        text, name = row[column.name], column.name
        if text == NOTHING:
            return text
        if name in self.sealed:
            return self._sealed(row["uid"], name, plain)
        group = name.removesuffix("_index")
        if group != name and group in plain:
            return self._indexed(group, plain)
        span = self._shift(column)
        if span:
            start = int(text)
            return lambda number: str(start + number * span)
        return self._words(name, text)

    def _words(self, name: str, text: str) -> str | Write:
        """Return what tells the copies apart by their words, or the words that all have."""
        if name == "uid" or name.endswith("_index"):
            return lambda number: new_uid(text, number)
        if name in {"serial_number", "serial_numbers"}:
            return lambda number: self.serials.replaced(text, number)
        if name in self._unique():
            return lambda number: f"{text}:{number}"
        return text

    def _unique(self) -> set[str]:
        """Return the columns of words that differ in every row, but for those written above."""
        sole = [one for one in self.table.indexes if one.unique and len(one.columns) == 1]
        kept = [one for one in self.table.constraints if isinstance(one, sa.UniqueConstraint)]
        columns = [list(one.columns) for one in sole] + [list(one.columns) for one in kept]
        names = {one[0].name for one in columns if len(one) == 1}
        return {name for name in names if isinstance(self.table.c[name].type, sa.String)}

    def _shift(self, column: sa.Column[object]) -> int:
        target = column.table.name if column.primary_key else ""
        for key in column.foreign_keys:
            target = key.column.table.name
        return self.known.spans.get(target, 0)

    def _opened(self, row: dict[str, str], name: str) -> str:
        held = bytes.fromhex(row[name].removeprefix("\\\\x"))
        return unseal(self.table.name, name, row["uid"], held)

    def _plain(self, kind: Kind) -> list[str]:
        names = [name for name in self.sealed if self._kind(name) is kind]
        return [
            self._opened(row, name) for name in names for row in self.rows if row[name] != NOTHING
        ]

    def _kind(self, name: str) -> Kind:
        kind: Kind = self.table.columns[name].info["field"].kind
        return kind

    def _changing(self, name: str, row: dict[str, str]) -> Write:
        """Return what gives the open value in each copy: numbers of people differ."""
        value = self._opened(row, name)
        kind = self._kind(name)
        if kind is Kind.id_number and len(value) == 18:  # noqa: PLR2004 - an ID number's length
            return _remembered(lambda _: self.identities.next(value))
        if kind is Kind.phone:
            self.phones += 1
            rank = self.phones
            return lambda number: f"137{rank + number * len(self.rows):08d}"
        return lambda _: value

    def _sealed(self, uid: str, name: str, plain: dict[str, Write]) -> Write:
        table = self.table.name

        def write(number: int) -> str:
            return "\\\\x" + seal(table, name, new_uid(uid, number), plain[name](number)).hex()

        return write

    def _indexed(self, name: str, plain: dict[str, Write]) -> Write:
        model = next(one.class_ for one in Base.registry.mappers if one.local_table is self.table)
        group = vars(model)[name].group
        return lambda number: indexed(group, plain[name](number))


def new_uid(uid: str, number: int) -> str:
    """Return the identity of a copy; the later half tells the rows of one copy apart."""
    return f"{number:08x}{uid[8:]}"


def _remembered(write: Write) -> Write:
    """Return ``write`` that gives the same again while the same copy is asked for."""
    last: list[tuple[int, str]] = [(0, "")]

    def again(number: int) -> str:
        if last[0][0] != number:
            last[0] = (number, write(number))
        return last[0][1]

    return again


class Identities:
    """ID numbers that nobody has, with birthday and sex of the person who is copied."""

    def __init__(self, taken: Sequence[str]) -> None:
        """Know which are taken."""
        self.taken = set(taken)
        self.given: dict[tuple[str, int], int] = defaultdict(int)

    def next(self, like: str) -> str:
        """Return the next one of somebody born that day."""
        birth, odd = like[6:14], int(like[16]) % 2
        while True:
            count = self.given[birth, odd]
            self.given[birth, odd] += 1
            place, sequence = divmod(count, 500)
            area = int(AREAS[place % len(AREAS)]) + place // len(AREAS)
            digits = f"{area:06d}{birth}{sequence * 2 + odd:03d}"
            number = digits + mod_11_2.calc_check_digit(digits)
            if number not in self.taken:
                return str(number)


class Serials:
    """Serial numbers that no child has, the same for a child and for its application."""

    def __init__(self, taken: Sequence[str]) -> None:
        """Count those that are there."""
        self.ranks: dict[str, dict[int, int]] = defaultdict(dict)
        for serial in sorted(taken):
            head, digits = serial[:6], int(serial[6:12])
            self.ranks[head][digits] = len(self.ranks[head])
        self.free: dict[str, list[int]] = {}

    def replaced(self, text: str, number: int) -> str:
        """Return the text with every serial number in it replaced by the copy's."""
        return SERIAL.sub(lambda found: self._next(found[1], int(found[2]), number), text)

    def _next(self, head: str, digits: int, number: int) -> str:
        ranks = self.ranks[head]
        if head not in self.free:
            self.free[head] = [one for one in range(NUMBERS) if one not in ranks]
        given = self.free[head][ranks[digits] + (number - 1) * len(ranks)]
        told = f"{head[2:]}{given:06d}"
        return head[:2] + told + str(mod_11_10.calc_check_digit(told))
