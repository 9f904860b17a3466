"""Which fixtures do the tests share?"""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from app import jobs
from app.cli import upgrade
from app.extensions import db
from app.security import keyring
from config import Environment, Jobs, Settings

NOON = datetime(2027, 4, 20, 4, 0, tzinfo=UTC)
"""Noon of a day inside the tests' round, in Xiamen."""


@pytest.fixture(scope="session")
def database_url(tmp_path_factory) -> str:
    """A migrated database of this test process: SQLite, or a real PostgreSQL when asked for."""
    if os.environ.get("JIFEN_TEST_DATABASE") == "postgresql":
        from tests.postgres import new_database

        url = new_database()
    else:
        url = f"sqlite:///{tmp_path_factory.mktemp('db') / 'test.db'}"
    upgrade(url)
    return url


@pytest.fixture(scope="session")
def settings(database_url, tmp_path_factory) -> Settings:
    """The settings of a test run."""
    var = tmp_path_factory.mktemp("var")
    return Settings(
        environment=Environment.test,
        var_dir=var,
        database_url=database_url,
        jobs=Jobs.off,
        log_level="CRITICAL",
    ).completed()


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def doors(settings) -> dict[str, Flask]:
    """Both applications, built once."""
    from app.factory import create_public_app, create_staff_app

    return {"parents": create_public_app(settings), "staff": create_staff_app(settings, "/staff")}


@pytest.fixture
def connection(doors):
    """A connection whose transaction is rolled back at the end; both doors use it."""
    with doors["staff"].app_context():
        engine = db.engine
    with engine.connect().execution_options(write=True) as connection:
        transaction = connection.begin()
        yield connection
        transaction.rollback()


@pytest.fixture
def joined(doors, connection, clock, monkeypatch):
    """Let every session of both doors work inside the test's transaction."""
    for app in doors.values():
        app.config["CLOCK"] = clock
    original = db.session.session_factory.kw.copy()
    db.session.remove()
    db.session.configure(bind=connection, join_transaction_mode="create_savepoint")
    monkeypatch.setattr(type(db.session()), "get_bind", lambda self, *a, **k: connection)
    db.session.remove()
    yield connection
    db.session.remove()
    db.session.session_factory.kw.clear()
    db.session.session_factory.kw.update(original)
    jobs.handed().clear()


@pytest.fixture
def session(joined):
    """A session of the test's own on the same transaction; acts as whoever acts."""
    with sa.orm.Session(
        bind=joined, join_transaction_mode="create_savepoint", expire_on_commit=False
    ) as session:
        yield session


@pytest.fixture
def public(doors, joined):
    """A browser at the parents' door."""
    return doors["parents"].test_client()


@pytest.fixture
def staff(doors, joined):
    """A browser at the staff's door."""
    return doors["staff"].test_client()


@pytest.fixture(autouse=True)
def _keys():
    if not keyring._installed:
        keyring.install(keyring.new_keyring())
