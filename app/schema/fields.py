"""With which one line is a column declared, so that every reader knows what it is?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, TypedDict, Unpack, cast

import sqlalchemy as sa
from sqlalchemy.orm import MappedColumn, mapped_column

from app.schema.base import Base
from app.schema.choices import Choice
from app.schema.conditions import Rule
from app.schema.entity import Role
from app.schema.kinds import Kind
from app.schema.retention import Retention
from app.schema.types import Code, UtcDateTime
from app.schema.words import N_


@dataclass(frozen=True, kw_only=True)
class Field:
    """What readers need to know of a column beyond its SQL type; optionality stands in the type.

    ``coded``: a program writes it, and the office reads the word that stands for the code.
    """

    kind: Kind
    label: str
    help: str = ""
    step: str | None = None
    show_if: Rule | None = None
    required_if: Rule | None = None
    keep_hidden: bool = False
    """What it held stays while other answers hide it; else the office's forms empty it then."""
    choices: type[Choice] | None = None
    entries: str | None = None
    """Name of the dictionary whose codes it holds; circulars change them, and so no enumeration."""
    options: tuple[tuple[str, str], ...] = ()
    """Code and words of answers that stand in no enumeration and in no dictionary."""
    required: bool | None = None
    """Whether it must be answered; None: its column says so."""
    length: int | None = None
    target: str | None = None
    sensitive: bool = False
    sealed: bool = False
    editable: bool = True
    internal: bool = False
    """No page, answer or export of the portal shows it: keys, hashes, whole documents."""
    listed: bool = False
    """It stands in the lists, pages and REST, after the columns that the entity names."""
    searched: bool = False
    """The lists can be searched by it, after the conditions that the entity names."""
    quick: bool = False
    """The one search box looks for it: a name also in pinyin, a protected number whole."""
    derived: bool = False
    overridable: bool = False
    """It is derived, but the office may correct it: the rule that derives it can be wrong."""
    bulk: bool | None = None
    """Whether many records may be given one value at once; None: as its kind is wont to."""
    coded: bool = False
    words: tuple[tuple[str, str], ...] = ()
    """Codes and words of a coded column that are called otherwise in it than everywhere else."""
    traced: bool = True
    """Its changes stand in the history; not those of what every save moves, such as a revision."""
    least: int | None = None
    most: int | None = None
    after: str | None = None
    """Name of the moment or day that this one may not come before."""
    shape: Callable[[Any], bool] | None = None
    """Whether a document has the form that the program reads; of a Shape it has its form field."""
    seen_by: tuple[Role, ...] | None = None
    """Only these roles see it, masked or not; None: whoever sees the record."""
    changed_by: tuple[Role, ...] | None = None
    """Only these roles change it; None: whoever may change the record and sees the field."""
    purpose: str = ""
    retention: Retention | None = None
    """How long it is kept; None: as long as its record."""


class Told(TypedDict, total=False):
    """What a constructor passes on to :class:`Field`."""

    help: str
    step: str
    show_if: Rule
    required_if: Rule
    keep_hidden: bool
    editable: bool
    internal: bool
    listed: bool
    searched: bool
    quick: bool
    derived: bool
    overridable: bool
    bulk: bool
    coded: bool
    words: tuple[tuple[str, str], ...]
    traced: bool
    least: int
    most: int
    after: str
    shape: Callable[[Any], bool]
    seen_by: tuple[Role, ...]
    changed_by: tuple[Role, ...]
    purpose: str
    retention: Retention


class Stored(TypedDict, total=False):
    """What a constructor passes on to SQLAlchemy."""

    default: Any
    index: bool
    unique: bool
    nullable: bool
    server_default: Any


OTHER = N_("Other details")
"""Title of the group of fields that no group of their entity names."""
STORED = frozenset(Stored.__annotations__)


class Line(Told, Stored, total=False):
    """All that a one-line declaration may say."""

    sensitive: bool


def column(field: Field, *args: Any, **stored: Any) -> MappedColumn[Any]:
    """Return the mapped column of ``field``; its label is its comment in the database.

    Its old value is read before it is set, also where it was not loaded: the history keeps it.
    """
    return mapped_column(
        *args, comment=field.label, info={"field": field}, active_history=True, **stored
    )


def _split(line: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    told = {key: value for key, value in line.items() if key not in STORED}
    return told, {key: value for key, value in line.items() if key in STORED}


def _declare(
    kind: Kind, label: str, sql: Any, line: Mapping[str, Any], **more: Any
) -> MappedColumn[Any]:
    told, stored = _split(line)
    return column(Field(kind=kind, label=label, **more, **told), sql, **stored)


def text(label: str, *, length: int = 64, **line: Unpack[Line]) -> MappedColumn[Any]:
    """Declare a single line of text of at most ``length`` characters."""
    return _declare(Kind.text, label, sa.String(length), line, length=length)


def long_text(label: str, *, length: int = 2000, **line: Unpack[Line]) -> MappedColumn[Any]:
    """Declare text of several lines."""
    return _declare(Kind.long_text, label, sa.Text(), line, length=length)


def person_name(label: str, **line: Unpack[Line]) -> MappedColumn[Any]:
    """Declare a person's name: 1–50 code points, never NFKC (notice 33 of 2016)."""
    return _declare(Kind.person_name, label, sa.String(100), line, length=50)


def integer(label: str, **line: Unpack[Line]) -> MappedColumn[Any]:
    """Declare a whole number."""
    return _declare(Kind.integer, label, sa.Integer(), line)


def decimal(
    label: str, *, digits: int = 6, places: int = 2, **line: Unpack[Line]
) -> MappedColumn[Any]:
    """Declare an exact decimal number, such as points."""
    return _declare(Kind.decimal, label, sa.Numeric(digits, places), line)


def flag(label: str, **line: Unpack[Line]) -> MappedColumn[Any]:
    """Declare a yes-or-no answer."""
    return _declare(Kind.flag, label, sa.Boolean(), line)


def day(label: str, **line: Unpack[Line]) -> MappedColumn[Any]:
    """Declare a calendar day."""
    return _declare(Kind.day, label, sa.Date(), line)


def moment(label: str, **line: Unpack[Line]) -> MappedColumn[Any]:
    """Declare a moment, kept in UTC."""
    return _declare(Kind.moment, label, UtcDateTime(), line)


def choice(label: str, of: type[Choice], **line: Unpack[Line]) -> MappedColumn[Any]:
    """Declare one value of a closed set."""
    sql = sa.Enum(of, native_enum=False, length=32)
    return _declare(Kind.choice, label, sql, line, choices=of)


def choices(label: str, of: type[Choice], **line: Unpack[Line]) -> MappedColumn[Any]:
    """Declare several values of a closed set, kept as a JSON list of names."""
    return _declare(Kind.several, label, sa.JSON(), line, choices=of)


def entry(label: str, dictionary: str, **line: Unpack[Line]) -> MappedColumn[Any]:
    """Declare one code of a dictionary; its words and who may still choose it are data."""
    return _declare(Kind.entry, label, Code(32), line, entries=dictionary)


def entries(label: str, dictionary: str, **line: Unpack[Line]) -> MappedColumn[Any]:
    """Declare several codes of a dictionary, kept as a JSON list."""
    return _declare(Kind.several, label, sa.JSON(), line, entries=dictionary)


def link(
    label: str, target: str, *, ondelete: str | None = None, **line: Unpack[Line]
) -> MappedColumn[Any]:
    """Declare a reference to ``target`` ("table.column"); it is indexed."""
    told, stored = _split(line)
    stored.setdefault("index", True)
    field = Field(kind=Kind.link, label=label, target=target, **told)
    return column(field, sa.ForeignKey(target, ondelete=ondelete), **stored)


def region(label: str, **line: Unpack[Line]) -> MappedColumn[Any]:
    """Declare the code of a street or community (12 digits, as the statistics bureau has it)."""
    return _declare(Kind.region, label, sa.String(12), line, length=12)


def document(label: str, **line: Unpack[Line]) -> MappedColumn[Any]:
    """Declare a small JSON document that a program reads."""
    return _declare(Kind.document, label, sa.JSON(none_as_null=True), line)


def key() -> MappedColumn[int]:
    """Declare the primary key."""
    return mapped_column(sa.Integer(), primary_key=True)


@lru_cache(maxsize=256)
def fields_of(model: type[Base]) -> Mapping[str, Field]:
    """Return the declared fields of ``model`` by their public names, in the order of the file."""
    found = {
        str(col.info.get("public", attribute.key)): cast("Field", col.info["field"])
        for attribute in sa.inspect(model).column_attrs
        for col in attribute.columns
        if "field" in col.info
    }
    # Unfolded and inherited columns join a class after its own; its namespace keeps the order.
    written = {name: place for place, name in enumerate(vars(model))}
    return MappingProxyType(dict(sorted(found.items(), key=lambda item: written.get(item[0], -1))))


def list_columns(model: type[Base]) -> tuple[str, ...]:
    """Return the columns of the entity's lists: those that it names, then the listed fields."""
    named = model.__entity__.columns
    listed = (name for name, field in fields_of(model).items() if field.listed)
    return (*named, *(name for name in listed if name not in named))


def conditions_of(model: type[Base]) -> tuple[str, ...]:
    """Return by what the entity's lists are searched: what it names, then the searched fields."""
    named = model.__entity__.search
    searched = (name for name, field in fields_of(model).items() if field.searched)
    return (*named, *(name for name in searched if name not in named))


def fieldsets_of(model: type[Base], names: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Return ``names`` in the groups of the entity, each with its title; what is left comes last.

    A relation stands where its key was declared to stand.
    """
    left = list(names)
    found = []
    for title, members in model.__entity__.fieldsets.items():
        wanted = {*members, *(name.removesuffix("_id") for name in members)}
        group = [name for name in left if name in wanted]
        left = [name for name in left if name not in group]
        if group:
            found.append((title, group))
    return found + ([(OTHER if found else "", left)] if left else [])


def optional(model: type[Base], name: str) -> bool:
    """Return whether the field may stay empty; the answer stands in its type alone."""
    for attribute in sa.inspect(model).column_attrs:
        for col in attribute.columns:
            if col.info.get("public", attribute.key) == name:
                return bool(col.nullable)
    raise KeyError(name)
