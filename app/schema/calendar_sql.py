"""How do both databases tell the day of a moment in Xiamen, and the seconds between two?"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class day_in_xiamen(FunctionElement[str]):  # noqa: N801 - reads as an SQL function
    """The calendar day of a moment as ``2027-04-20``; Xiamen keeps UTC+8 the whole year."""

    type = sa.String()
    inherit_cache = True


class seconds_between(FunctionElement[int]):  # noqa: N801 - reads as an SQL function
    """The whole seconds from one moment to a later one."""

    type = sa.BigInteger()
    inherit_cache = True


@compiles(day_in_xiamen)
def _day(element: day_in_xiamen, compiler: SQLCompiler, **kw: Any) -> str:
    return f"date({compiler.process(element.clauses, **kw)}, '+8 hours')"


@compiles(day_in_xiamen, "postgresql")
def _day_postgresql(element: day_in_xiamen, compiler: SQLCompiler, **kw: Any) -> str:
    moment = compiler.process(element.clauses, **kw)
    return f"to_char({moment} AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD')"


@compiles(seconds_between)
def _seconds(element: seconds_between, compiler: SQLCompiler, **kw: Any) -> str:
    start, end = (compiler.process(one, **kw) for one in element.clauses)
    return f"CAST(round((julianday({end}) - julianday({start})) * 86400) AS INTEGER)"


@compiles(seconds_between, "postgresql")
def _seconds_postgresql(element: seconds_between, compiler: SQLCompiler, **kw: Any) -> str:
    start, end = (compiler.process(one, **kw) for one in element.clauses)
    return f"CAST(round(extract(epoch FROM ({end} - {start}))) AS BIGINT)"
