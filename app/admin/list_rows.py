"""What stands in each row of a list page? Worked out column by column, not cell by cell.

A page has some hundred cells and links. Whatever is the same in all rows - who sees the column,
how its kind is told, which rights the reader holds - is asked once; the template only prints.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask_babel import gettext
from markupsafe import Markup

from app.admin.columns import teller
from app.admin.naming import namer
from app.admin.neighbours import came_from
from app.schema.base import Base
from app.schema.commands import Command
from app.workflow.transition import Transition

Link = Callable[..., str]
LONG = 16
"""Longer values may be broken over several lines."""
NEAR = 2
"""So many actions stand in the row; of more only the first one, the others unfold below it."""


class Act(NamedTuple):
    """A link at the end of a row."""

    words: str
    address: str
    css: str = ""


class Cell(NamedTuple):
    """One value of a row; the first one leads to the record."""

    css: str
    head: str
    value: str | Markup
    address: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the record's number, the words of its tick, its cells, links and what unfolds."""

    id: int
    tick: str
    cells: Sequence[Cell]
    acts: Sequence[Act]
    more: Sequence[Act]


@dataclass(frozen=True, kw_only=True)
class Doors:
    """Where a row leads to; empty where the reader may not go."""

    link: Link
    endpoint: str
    shows: bool = False
    reviews: bool = False
    edits: bool = False
    commands: Callable[[Any], Mapping[str, Command]] | None = None
    """Which commands of its entity are possible on a row; None where it declares none."""


def rows_of(
    model: type[Base],
    rows: Sequence[Any],
    heads: Mapping[str, str],
    doors: Doors,
    actions: Mapping[int, Sequence[Transition]],
) -> list[Row]:
    """Return the rows of a page as its template prints them."""
    tellers = [(head, teller(model, name)) for name, head in heads.items()]
    name_of, came, words = namer(model), came_from(), _Words()

    def made(row: Any) -> Row:
        shown = doors.link(f"{doors.endpoint}.show", pk=row.id, **came) if doors.shows else ""
        cells = [_cell(head, tell(row)) for head, tell in tellers]
        if cells and shown:
            value = tellers[0][1](row) or gettext("Number %(number)s", number=row.id)
            cells[0] = _cell(tellers[0][0], value, shown)
        steps = [words.step(doors, row.id, one) for one in actions.get(row.id, ())]
        near = len(steps) if len(steps) <= NEAR else 1
        acts = [*words.own(doors, row, shown), *steps[:near]]
        return Row(row.id, words.tick % {"name": name_of(row)}, cells, acts, steps[near:])

    return [made(row) for row in rows]


def _cell(head: str, value: str | Markup, address: str = "") -> Cell:
    wraps = "wrapc" if len(value) > LONG else ""
    return Cell(wraps, head, value if value != "" else "—", address)


def _css(tone: str) -> str:
    return "del" if tone == "danger" else ""


class _Words:
    """The words of the links, translated once for a page."""

    def __init__(self) -> None:
        self.show, self.edit = gettext("Show"), gettext("Edit")
        self.review, self.tick = gettext("Review it"), gettext("Select %(name)s")
        self.steps: dict[str, tuple[str, str, str]] = {}

    def own(self, doors: Doors, row: Any, shown: str) -> list[Act]:
        """Return the links that every row has, and those to the commands of its entity."""
        key, found = row.id, []
        if doors.reviews:
            found.append(Act(self.review, doors.link("review.show", pk=key)))
        elif shown:
            found.append(Act(self.show, shown))
        if doors.edits:
            found.append(Act(self.edit, doors.link(f"{doors.endpoint}.edit", pk=key)))
        for name, one in doors.commands(row).items() if doors.commands else ():
            address = doors.link(f"{doors.endpoint}.do", name=name, rowid=key)
            found.append(Act(gettext(one.label), address, _css(one.tone)))
        return found

    def step(self, doors: Doors, key: int, one: Transition) -> Act:
        """Return the link to a transition of the row."""
        if one.name not in self.steps:
            self.steps[one.name] = (
                gettext(one.label), one.name.replace("_", "-"), _css(one.tone),
            )  # fmt: skip
        words, name, css = self.steps[one.name]
        return Act(words, doors.link("transitions.ask", pk=key, name=name), css)
