"""How does each database keep our promises: locks taken first, no statement for ever?"""

from __future__ import annotations

import time
from typing import Any

import psycopg
import sqlalchemy as sa
from flask import g, has_request_context, request
from sqlalchemy import event

from app.extensions import db

DONE = "has_written"
RESTED = "rested_since"
REST = 5.0
"""Seconds after which a connection that was not used may have been lost unnoticed."""
WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=20000")


def prepare(engine: sa.Engine) -> None:
    """Set up connections of ``engine``; listeners are per engine, the job engine has its own."""
    if engine.dialect.name == "postgresql" and not event.contains(engine, "checkout", _checkout):
        event.listen(engine, "checkin", _checkin)
        event.listen(engine, "checkout", _checkout)
    if engine.dialect.name == "sqlite" and not event.contains(engine, "connect", _connect):
        event.listen(engine, "connect", _connect)
        event.listen(engine, "begin", _begin)


def _connect(connection: Any, record: Any) -> None:  # noqa: ARG001 - event signature
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"pragma {pragma}")


def _checkin(connection: Any, record: Any) -> None:  # noqa: ARG001 - event signature
    record.info[RESTED] = time.monotonic()


def _checkout(connection: Any, record: Any, proxy: Any) -> None:  # noqa: ARG001 - event signature
    """Ask a connection that rested for long whether it still lives; SQLAlchemy makes another.

    The pool's own way asks each time: three rounds to the server for a page that needs nine.
    """
    if time.monotonic() - record.info.get(RESTED, -REST) < REST:
        return
    try:
        connection.execute("select 1")
        connection.rollback()
    except psycopg.Error as error:
        raise sa.exc.DisconnectionError from error


def _begin(connection: sa.Connection) -> None:
    write = connection.get_execution_options().get("write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


@event.listens_for(db.session, "after_begin")
def _write_first(_session: Any, _transaction: Any, connection: sa.Connection) -> None:
    """Take SQLite's write lock before a transaction of a changing request reads anything.

    A transaction that read first and then wants to write is refused at once, whatever the
    time-out; 241 of 400 such requests failed when it was measured. It stands here, because a
    request that commits and goes on begins a second one. Nothing was read yet: it begins anew.
    """
    writes = connection.get_execution_options().get("write")  # so it does inside a savepoint
    if writes or connection.dialect.name != "sqlite" or not changing():
        return
    connection.execution_options(write=True)
    connection.exec_driver_sql("COMMIT")
    _begin(connection)


def changing() -> bool:
    """Return whether a request runs that may still change something."""
    return has_request_context() and request.method in WRITING and not g.get(DONE)


def only_reads_now() -> None:
    """Say that the request has changed what it changes: a long answer holds no lock."""
    setattr(g, DONE, True)


def engine_options(url: str, timeout_ms: int) -> dict[str, Any]:
    """Return the engine options for ``url``; on PostgreSQL no statement runs for ever."""
    options: dict[str, Any] = {"hide_parameters": True}
    if url.startswith("postgresql"):
        options["connect_args"] = {"options": f"-c statement_timeout={timeout_ms}"}
    return options
