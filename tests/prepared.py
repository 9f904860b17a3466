"""What stands in the database before a test begins? What many tests ask for, made once.

A plugin. Divisions, rounds, permissions and accounts take a second or more to load. So each
worker makes them once, in a database beside the empty one, through the same services; a test
that asks for them works there, in a transaction that is rolled back like everybody's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.extensions import db
from app.extensions.database import engine_options, prepare
from app.preparing import upgrade
from app.security import keyring
from app.security.actor import SYSTEM, acting_as
from tests.database import new_database

Fill = Callable[[Session], Any]


@pytest.fixture(scope="session")
def filled(pytestconfig, tmp_path_factory, worker_id, doors, settings):
    """Make a database and fill it; return its engine, which lasts as long as the worker."""
    made: list[sa.Engine] = []

    def make(name: str, fill: Fill) -> sa.Engine:
        url = f"sqlite:///{tmp_path_factory.mktemp('database')}/{name}.db"
        if pytestconfig.getoption("--database") == "postgresql":
            url = new_database(pytestconfig, f"{name}_{worker_id}")
        upgrade(url)
        engine = sa.create_engine(url, **engine_options(url, settings.statement_timeout_ms))
        prepare(engine)
        made.append(engine)
        keyring.install(keyring.read_keyring(settings.keyring_file))
        writing = engine.execution_options(write=True)
        with doors["staff"].app_context(), acting_as(SYSTEM), Session(writing) as session:
            fill(session)
            session.commit()
        return engine

    yield make
    for engine in made:
        engine.dispose()


def standing_on(name: str) -> Any:
    """Return the fixture ``ground`` of a folder: tests that ask for ``name`` work on its database.

    What is kept there was sealed with the keys of the doors; other tests install theirs.
    """

    @pytest.fixture
    def ground(request, doors, settings):
        """The engine of the database in which a test works."""
        if name not in request.fixturenames:
            with doors["staff"].app_context():
                yield db.engine
            return
        engine, others = request.getfixturevalue(f"{name}_engine"), keyring.ring()
        keyring.install(keyring.read_keyring(settings.keyring_file))
        yield engine
        keyring.install(others)

    return ground


def read_whole(rows: Iterable[Any]) -> None:
    """Read what hangs on the rows, and on that, as if this session had just made them."""
    waiting, seen = list(rows), set()
    while waiting:
        row = waiting.pop()
        if row in seen:
            continue
        seen.add(row)
        for one in sa.inspect(type(row)).relationships:
            held = getattr(row, one.key)
            waiting += held if isinstance(held, list) else [held] if held is not None else []
