"""What of a row is another in each of its copies? Keys, identities, numbers, and what is sealed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from app.policy.search_keys import keys_of
from app.schema.base import Base
from app.schema.kinds import Kind
from app.schema.search_key import KEY
from app.security.sealed import indexed, seal, unseal
from app.services.search_keys import in_keys
from bench.numbers import Identities, Serials

NOTHING = "\\N"

Write = Callable[[int], str]
"""Gives the text of one value in copy number so and so."""


@dataclass(frozen=True)
class Known:
    """How many keys each table has, and which serial numbers are taken."""

    spans: dict[str, int]
    serials: list[str]


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
        self.replaced: dict[str, Write] = {}
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
        if name == KEY:
            return self._found_by(row)
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
            return self._serials_in(text)
        if name in self._unique():
            return lambda number: f"{text}:{number}"
        return text

    def _serials_in(self, text: str) -> Write:
        """Return what replaces the numbers; the same stand in a column and in a row's keys."""
        if text not in self.replaced:
            write = _remembered(lambda number: self.serials.replaced(text, number))
            self.replaced[text] = write
        return self.replaced[text]

    def _found_by(self, row: dict[str, str]) -> str | Write:
        """Return the keys under which a copy is found, since its serial number is another."""
        kinds = {name: field.kind for name, field in in_keys(self._model()).items()}
        there = [name for name in kinds if row[name] != NOTHING]
        persons = [row[name] for name in there if kinds[name] is Kind.person_name]
        others = [
            self._words(name, row[name]) for name in there if kinds[name] is not Kind.person_name
        ]
        same = keys_of(persons, [one for one in others if isinstance(one, str)])
        writes = [one for one in others if not isinstance(one, str)]
        if not writes:
            return same
        start = dict.fromkeys(same.split())

        def write(number: int) -> str:
            own = keys_of((), (one(number) for one in writes))
            return " ".join(start | dict.fromkeys(own.split()))

        return write

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

    def _model(self) -> type[Base]:
        found: type[Base] = next(
            one.class_ for one in Base.registry.mappers if one.local_table is self.table
        )
        return found

    def _indexed(self, name: str, plain: dict[str, Write]) -> Write:
        group = vars(self._model())[name].group
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
