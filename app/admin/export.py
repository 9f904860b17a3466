"""Which table does an office take away from a list? Its filtered rows, as far as it sees them.

The ids of the rows are read first, in the list's order; then the rows themselves, some at a
time and only the columns asked for. So neither the number of rows nor a long transaction costs
anything, and what a row says of another record is looked up once for all rows of a portion.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.admin.columns import label, shown_fields
from app.admin.export_cells import Column, column
from app.admin.extra_export import ExtraCells
from app.admin.extra_questions import is_question, known_questions
from app.admin.listing import statement
from app.admin.naming import named
from app.schema.base import Base
from app.schema.fields import fields_of
from app.schema.keys import among
from app.schema.kinds import Kind
from app.security.actor import Actor, acting_as
from app.security.field_rights import Sight, field_behind, sight
from app.security.sealed import Sealed
from app.services.table_files import Cell

PORTION = 1000


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is to be taken away: which columns of which rows, protected values in full or not."""

    model: type[Base]
    conditions: Mapping[str, str]
    columns: Sequence[str]
    revealing: bool = False


def export_columns(model: type[Base]) -> list[str]:
    """Return the columns of an export: all that the detail page shows but whole documents."""
    fields = fields_of(model)
    own = [
        name
        for name in shown_fields(model)
        if name not in fields or fields[name].kind is not Kind.document
    ]
    return [*own, *known_questions(model)]


def chosen_ids(session: Session, wanted: Wanted, most: int) -> array[int]:
    """Return the ids of the rows in the list's order, at most one more than ``most``."""
    query = statement(wanted.model, wanted.conditions, ()).with_only_columns(
        wanted.model.id  # type: ignore[attr-defined]
    )
    found = session.execute(query.limit(most + 1), execution_options={"yield_per": 5000})
    return array("q", found.scalars())


def count_of(session: Session, wanted: Wanted, most: int) -> int:
    """Return the number of rows, counted no further than to one more than ``most``."""
    query = statement(wanted.model, wanted.conditions, ()).order_by(None)
    capped = query.with_only_columns(wanted.model.id).limit(most + 1)  # type: ignore[attr-defined]
    return session.scalar(sa.select(sa.func.count()).select_from(capped.subquery())) or 0


def table(session: Session, wanted: Wanted, ids: Sequence[int], who: Actor) -> Iterator[list[Cell]]:
    """Yield the head and then each row, in the words of the page's language."""
    # The actor is named anew for each portion: between two of them others act in this thread.
    with acting_as(who):
        head: list[Cell] = [str(label(wanted.model, name)) for name in wanted.columns]
        sheet = _Sheet(session, wanted, who)
    yield head
    for start in range(0, len(ids), PORTION):
        with acting_as(who):
            portion = sheet.portion(ids[start : start + PORTION])
        yield from portion


class _Sheet:
    """The columns of one export with what turns their values into cells."""

    def __init__(self, session: Session, wanted: Wanted, who: Actor) -> None:
        self.session, self.model = session, wanted.model
        self.who, self.revealing = who, wanted.revealing
        self.columns = wanted.columns
        self.names = [name for name in wanted.columns if not is_question(name)]
        asked = [name for name in wanted.columns if is_question(name)]
        self.extra = ExtraCells(session, self.model, asked, who, revealing=wanted.revealing)
        self.relations = {
            name: sa.inspect(self.model).relationships[name]
            for name in self.names
            if name in sa.inspect(self.model).relationships
        }
        self.words = [self._words(name) for name in self.names]
        self.query = sa.select(
            self.model.id,  # type: ignore[attr-defined]
            getattr(self.model, "uid", sa.null()),
            *(self._stored(name) for name in self.names),
        )

    def _stored(self, name: str) -> Any:
        if name in self.relations:
            key = next(iter(self.relations[name].local_columns)).key
            return getattr(self.model, str(key))
        declared = vars(self.model).get(name)
        return getattr(self.model, f"{name}_sealed" if isinstance(declared, Sealed) else name)

    def portion(self, ids: Sequence[int]) -> list[list[Cell]]:
        """Return some rows in the order of their ids; what went meanwhile is left out."""
        key = self.model.id  # type: ignore[attr-defined]
        query = self.query.where(among(key, ids, self.session))
        found = {row[0]: row for row in self.session.execute(query)}
        rows = [found[one] for one in ids if one in found]
        cells = self._cells(rows)
        if len(self.names) == len(self.columns):
            return cells
        extra = self.extra.of(ids)
        return [
            self._with_answers(dict(zip(self.names, line, strict=True)), extra.get(row[0], {}))
            for row, line in zip(rows, cells, strict=True)
        ]

    def _with_answers(self, own: Mapping[str, Cell], extra: Mapping[str, Cell]) -> list[Cell]:
        return [own[name] if name in own else extra.get(name, "") for name in self.columns]

    def _cells(self, rows: Sequence[Any]) -> list[list[Cell]]:
        """Return the cells, worked out column by column: what a kind needs is asked once."""
        if not rows or not self.names:
            return [[] for _ in rows]
        related = self._related(rows)
        _, uids, *columns = zip(*rows, strict=True)
        told = [
            [related[place].get(one, "") for one in values] if place in related
            else self.words[place](values, uids)
            for place, values in enumerate(columns)
        ]  # fmt: skip
        return list(map(list, zip(*told, strict=True)))

    def _related(self, rows: Sequence[Any]) -> dict[int, dict[int, str]]:
        """Return, by place, what the records to which the rows point are called."""
        found = {}
        for place, name in enumerate(self.names):
            if name not in self.relations:
                continue
            target = self.relations[name].mapper.class_
            keys = {row[place + 2] for row in rows} - {None}
            known = self.session.scalars(sa.select(target).where(target.id.in_(keys))).unique()
            names = {one.id: named(one) for one in known}
            # Out of scope: it is no more said than on a page.
            found[place] = {key: names.get(key, "") for key in keys}
        return found

    def _words(self, name: str) -> Column:
        field = field_behind(self.model, name)
        how = sight(self.model, name, self.who, revealing=self.revealing)
        if field is None or how is Sight.hidden:
            return lambda values, _uids: [""] * len(values)
        sealed = isinstance(vars(self.model).get(name), Sealed)
        place = (self.model.__tablename__, name) if sealed else None
        return column(field, masked=how is Sight.masked, place=place)
