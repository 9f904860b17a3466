"""How many statements does a request send, and how long does the database work on them?

PostgreSQL itself tells: for the pass that counts, and only then, it writes every statement with
its duration into its log. So nothing is added to the measured code, and no extension is needed.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

LINE = re.compile(
    r"duration: (?P<ms>[\d.]+) ms  (?P<phase>parse|bind|execute|statement)[^:]*: (?P<sql>.*)"
)
CONTROL = re.compile(
    r"begin|commit|rollback|savepoint|release|set |show |deallocate", re.IGNORECASE
)
SETTLE = 0.4
"""Seconds until every process of the server has read a changed setting."""


@dataclass(frozen=True)
class Count:
    """What some requests cost the database."""

    statements: int
    ms: float
    sql: tuple[str, ...]


class Counter:
    """Counts what the server does while something is done."""

    def __init__(self, engine: sa.Engine, log: Path) -> None:
        """Know the server and its log."""
        self.engine = engine
        self.log = log

    def switch(self, *, on: bool) -> None:
        """Let the server tell its statements, or be quiet again."""
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"alter system set log_min_duration_statement = {-1 + on}")
            connection.exec_driver_sql("alter system set log_parameter_max_length = 0")
            connection.exec_driver_sql("select pg_reload_conf()")
        time.sleep(SETTLE)

    def count(self, act: Callable[[], None]) -> Count:
        """Return what ``act`` made the server do; begin and commit cost time but do not count."""
        before = self.log.stat().st_size
        act()
        with self.log.open("rb") as file:
            file.seek(before)
            told = file.read().decode("utf-8", "replace")
        lines = [found.groupdict() for found in LINE.finditer(told)]
        sent = tuple(
            one["sql"]
            for one in lines
            if one["phase"] in {"execute", "statement"} and not CONTROL.match(one["sql"])
        )
        return Count(len(sent), sum(float(one["ms"]) for one in lines), sent)
