"""With which index is each order of a list read, missing values last on both databases?

The indexes come from ``Entity.order``: a list is paged by key, so each column that it can be
sorted by has an index that begins with it and ends with the number of the row.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler


class descending_nulls_last(sa.ColumnElement[Any]):  # noqa: N801 - reads as an SQL function
    """The column in falling order, missing values last; SQLite sorts them so by itself."""

    inherit_cache = True

    def __init__(self, column: str) -> None:
        """Name the column of the indexed table."""
        self.name = column
        self.column = sa.text(column)


@compiles(descending_nulls_last)
def _elsewhere(element: descending_nulls_last, compiler: SQLCompiler, **kw: Any) -> str:
    return f"{compiler.process(element.column, **kw)} DESC"


@compiles(descending_nulls_last, "postgresql")
def _postgresql(element: descending_nulls_last, compiler: SQLCompiler, **kw: Any) -> str:
    return f"{compiler.process(element.column, **kw)} DESC NULLS LAST"


def add_order_indexes(table: sa.Table, order: tuple[str, ...]) -> None:
    """Give ``table`` the index of each order that has none; a unique column brings its own."""
    for name in order:
        column = table.columns.get(name)
        if column is None or column.primary_key or column.unique:
            continue
        if column.nullable:
            parts: tuple[Any, ...] = (descending_nulls_last(name), sa.text("id DESC"))
        else:
            parts = (column, table.columns["id"])
        table.append_constraint(sa.Index(f"ix_{table.name}_{name}_id", *parts, _table=table))


def begins_an_index(table: sa.Table, name: str) -> bool:
    """Return whether some index of ``table`` begins with the column."""
    column = table.columns.get(name)
    if column is None:
        return False
    firsts = {getattr(next(iter(one.expressions)), "name", None) for one in table.indexes}
    return name in firsts or column.primary_key or bool(column.unique)
