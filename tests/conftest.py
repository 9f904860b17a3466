"""Which fixtures do the tests share?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy.orm import Session

from app import jobs
from app.extensions import db, session_store
from app.preparing import upgrade
from app.security import keyring
from config import Environment, Jobs, Settings, write_once

pytest_plugins = [
    "tests.sealed", "tests.database", "tests.prepared", "tests.browser", "tests.admin.programs",
]  # fmt: skip

NOON = datetime(2027, 4, 20, 4, 0, tzinfo=UTC)
"""Noon of a day inside the tests' round, in Xiamen."""


@pytest.fixture(scope="session")
def database_url(worker_database) -> str:
    """A migrated database of this test process: SQLite, or a real PostgreSQL when asked for."""
    upgrade(worker_database)
    return worker_database


@pytest.fixture(scope="session")
def settings(database_url, tmp_path_factory) -> Settings:
    """The settings of a test run."""
    settings = Settings(
        environment=Environment.test,
        var_dir=tmp_path_factory.mktemp("var"),
        database_url=database_url,
        jobs=Jobs.off,
        log_level="CRITICAL",
    ).completed()
    session_store.create_table(settings.sessions_url)
    return settings


@pytest.fixture
def production(tmp_path) -> dict[str, str]:
    """Settings with which production may start, as they stand in its environment."""
    keys = tmp_path / "keys.json"
    write_once(keys, keyring.new_keyring().as_json())
    server = "postgresql+psycopg://jifen@db.invalid/jifen"
    return {
        "environment": "production",
        "parents_host": "baoming.example.cn",
        "staff_host": "shenhe.example.cn",
        "doors": "parents",
        "secret_key_parents": "p" * 32,
        "secret_key_staff": "s" * 32,
        "keyring_file": str(keys),
        "storage_dir": str(tmp_path / "pictures"),
        "database_url": server,
        "sessions_url": server,
        "jobs": "external",
        "development_inbox": "false",
        "limiter_storage": "redis://cache.invalid:6379/0",
    }


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
def doors(settings) -> Iterator[dict[str, Flask]]:
    """Both applications, built once."""
    from app.factory import create_public_app, create_staff_app

    built = {"parents": create_public_app(settings), "staff": create_staff_app(settings, "/staff")}
    yield built
    for app in built.values():
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def ground(doors):
    """The engine of the database in which a test works: an empty one, unless a folder says."""
    with doors["staff"].app_context():
        return db.engine


@pytest.fixture
def connection(ground):
    """A connection whose transaction is rolled back at the end; both doors use it."""
    with ground.connect().execution_options(write=True) as connection:
        transaction = connection.begin()
        yield connection
        transaction.rollback()


@pytest.fixture
def joined(doors, connection, clock, monkeypatch):
    """Let every session of both doors work inside the test's transaction."""
    for app in doors.values():
        app.config["CLOCK"] = clock
    db.session.session_factory.configure(join_transaction_mode="create_savepoint")
    monkeypatch.setattr(FlaskSession, "get_bind", lambda *_, **__: connection)
    yield connection
    jobs.handed().clear()


@pytest.fixture
def session(joined):
    """A session of the test's own on the same transaction; acts as whoever acts."""
    with Session(
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
