"""How is an index ordered so that missing values come last on both databases?"""

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
        self.column = sa.text(column)


@compiles(descending_nulls_last)
def _elsewhere(element: descending_nulls_last, compiler: SQLCompiler, **kw: Any) -> str:
    return f"{compiler.process(element.column, **kw)} DESC"


@compiles(descending_nulls_last, "postgresql")
def _postgresql(element: descending_nulls_last, compiler: SQLCompiler, **kw: Any) -> str:
    return f"{compiler.process(element.column, **kw)} DESC NULLS LAST"
