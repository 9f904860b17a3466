"""Where are the sessions of both doors kept? In a table of their own, on an engine of its own.

Reading a session so never begins the request's transaction; on SQLite it is a file of its own,
so that sessions and commands do not wait for each other.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.extensions.database import engine_options, prepare
from app.schema.types import UtcDateTime

TIMEOUT_MS = 5000
metadata = sa.MetaData()
table = sa.Table(
    "door_session",
    metadata,
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("door", sa.String(12), nullable=False),
    sa.Column("principal", sa.String(64), nullable=True, index=True),
    sa.Column("created", UtcDateTime(), nullable=False),
    sa.Column("seen", UtcDateTime(), nullable=False),
    sa.Column("expires", UtcDateTime(), nullable=False, index=True),
    sa.Column("data", sa.Text(), nullable=False),
)
_engines: dict[str, sa.Engine] = {}


def engine_for(url: str) -> sa.Engine:
    """Return this process's engine for the sessions."""
    if url not in _engines:
        _engines[url] = sa.create_engine(url, **engine_options(url, TIMEOUT_MS))
        prepare(_engines[url])
    return _engines[url]


def create_table(url: str) -> None:
    """Make the table where it is missing; deployment does that, never a request."""
    metadata.create_all(engine_for(url).execution_options(write=True))


def read(url: str, key: str) -> Any:
    """Return the row of a session, or None."""
    engine = engine_for(url)
    if engine.dialect.name == "postgresql":
        # One row needs no transaction: begin and commit would be two rounds more to the server.
        engine = engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        return connection.execute(sa.select(table).where(table.c.key == key)).first()


def insert(url: str, **values: Any) -> None:
    """Keep a new session."""
    _write(url, table.insert().values(**values))


def update(url: str, key: str, **values: Any) -> None:
    """Change a session; one that was ended meanwhile is not there any more, and stays ended."""
    _write(url, table.update().where(table.c.key == key).values(**values))


def delete(url: str, key: str) -> None:
    """End one session."""
    _write(url, table.delete().where(table.c.key == key))


def delete_all(url: str, principal: str) -> int:
    """End every session of one principal and return their number."""
    return _write(url, table.delete().where(table.c.principal == principal))


def purge_expired(url: str, now: datetime) -> int:
    """Delete the sessions that ended before ``now`` and return their number."""
    return _write(url, table.delete().where(table.c.expires <= now))


def _write(url: str, statement: Any) -> int:
    with engine_for(url).execution_options(write=True).begin() as connection:
        return connection.execute(statement).rowcount
