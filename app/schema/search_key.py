"""Which column does the search box look into? The keys of all quick fields of a row, indexed.

Declared by ``quick=True`` on a field's line: the class gets a column ``search_key`` by itself,
with an n-gram index on PostgreSQL. What stands in it is written when a row is saved.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import MappedColumn, mapped_column
from sqlalchemy.sql.compiler import SQLCompiler

KEY = "search_key"


def add_search_key(cls: type) -> None:
    """Give the class its column of keys when one of its plain fields is quick."""
    if any(_is_quick(value) for value in vars(cls).values()):
        setattr(cls, KEY, mapped_column(sa.Text(), nullable=True, deferred=True))


def _is_quick(value: Any) -> bool:
    field = value.column.info.get("field") if isinstance(value, MappedColumn) else None
    return field is not None and field.quick and not field.sealed


def add_search_index(table: sa.Table) -> None:
    """Let PostgreSQL index the single keys as soon as the table is made."""
    if KEY in table.columns:
        event.listen(table, "after_create", _index(table.name).execute_if(dialect="postgresql"))


def _index(table: str) -> sa.DDL:
    return sa.DDL(  # type: ignore[no-untyped-call]
        f"CREATE INDEX ix_{table}_search ON {table} USING gin (string_to_array({KEY}, ' '))"
    )


class holds_keys(sa.ColumnElement[bool]):  # noqa: N801 - reads as an SQL function
    """Whether the keys of a row hold all keys of the second text; the index answers it.

    SQLite has no such index; there the recheck beside it decides alone.
    """

    inherit_cache = True
    type = sa.Boolean()
    _traverse_internals = [  # noqa: RUF012 - SQLAlchemy's own form
        ("column", sa.sql.visitors.InternalTraversal.dp_clauseelement),
        ("keys", sa.sql.visitors.InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, column: Any, keys: str) -> None:
        """Compare the column of a class with keys that have spaces between them."""
        self.column = sa.sql.coercions.expect(sa.sql.roles.ExpressionElementRole, column)
        self.keys = sa.bindparam(None, keys, type_=sa.Text(), unique=True)


@compiles(holds_keys)
def _elsewhere(element: holds_keys, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ARG001
    return "1 = 1"


@compiles(holds_keys, "postgresql")
def _postgresql(element: holds_keys, compiler: SQLCompiler, **kw: Any) -> str:
    column, keys = compiler.process(element.column, **kw), compiler.process(element.keys, **kw)
    return f"string_to_array({column}, ' ') @> string_to_array({keys}, ' ')"
