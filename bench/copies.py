"""How do ten thousand families become a million in minutes?

The rows of the families that went through the workflow are read back as PostgreSQL's own text,
and written again with COPY as often as needed: with keys, identities, ID numbers, phones and
serial numbers of their own, and every sealed value sealed anew for its new row. What stands
inside sealed documents is that of the family that was copied.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from os import cpu_count

import psycopg
import sqlalchemy as sa

from app.schema.base import Base
from bench.stamps import Known, Stamps, Write
from models import Account, Application

TOGETHER = 500
"""How many copies of rows are handed to the server at once."""
HASTE = {
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_wal_size": "16GB",
    "checkpoint_timeout": "1h",
}


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
            # The largest first, so that no process waits long for another at the end.
            tables.sort(key=known.spans.__getitem__, reverse=True)
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
    with ThreadPoolExecutor(cpu_count()) as pool:
        done = [pool.submit(make_index, connection.info.dsn, one) for _, one in found]
        for one in done:
            one.result()


def make_index(dsn: str, definition: str) -> None:
    """Make an index, with more memory than a server has for it as it is installed."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("set maintenance_work_mem = '512MB'")
        connection.execute(definition)


@contextmanager
def in_haste(dsn: str) -> Iterator[None]:
    """Let the server neither wait for the disk nor tidy up while rows are loaded into it."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        for name, value in HASTE.items():
            connection.execute(f"alter system set {name} = '{value}'")
        connection.execute("select pg_reload_conf()")
        yield
        for name in HASTE:
            connection.execute(f"alter system reset {name}")
        connection.execute("select pg_reload_conf()")
        connection.execute("checkpoint")


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
    lines = [_line(stamp) for stamp in stamps]
    waiting: list[str] = []
    for number in range(1, times + 1):
        for line, writes in lines:
            waiting.append(line % tuple([one(number) for one in writes]))
            if len(waiting) == TOGETHER:
                yield "".join(waiting)
                waiting.clear()
    yield "".join(waiting)


def _line(stamp: Sequence[str | Write]) -> tuple[str, list[Write]]:
    """Return a row as a line with places for what changes, and what writes into them."""
    fixed = [one.replace("%", "%%") if isinstance(one, str) else "%s" for one in stamp]
    return "\t".join(fixed) + "\n", [one for one in stamp if not isinstance(one, str)]
