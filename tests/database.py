"""On which database does a run test, and where does a test find it?

A plugin: ``pytest --database=postgresql`` runs what asks for a database on a PostgreSQL of the
run's own, started once and shared by all workers, each of which has a database to itself. The
default is SQLite, where everything runs. ``worker_database`` lasts as long as the worker and is
empty at first; ``empty_database`` is new for each test, ``module_database`` for each module.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests import postgres
from tests.require import required, sentence

CLUSTER = pytest.StashKey[postgres.Cluster]()
NUMBER = itertools.count(1)
ASKING = {"worker_database", "empty_database", "module_database"}
"""What a test asks for, itself or through its fixtures, when a database has a part in it."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the choice of the database."""
    parser.addoption("--database", choices=["sqlite", "postgresql"], default="sqlite")


def pytest_configure(config: pytest.Config) -> None:
    """Start the server, in the process that the workers have in common."""
    if config.getoption("--database") != "postgresql" or hasattr(config, "workerinput"):
        return
    cluster = postgres.start()
    if cluster is not None:
        config.stash[CLUSTER] = cluster
    elif required("postgresql"):
        raise pytest.UsageError(sentence("postgresql"))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker where the server is."""
    if cluster := node.config.stash.get(CLUSTER, None):
        node.workerinput["postgres"] = cluster.url("{}")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server with the run."""
    if cluster := config.stash.get(CLUSTER, None):
        cluster.stop()


def pytest_report_header(config: pytest.Config) -> str:
    """Say on what the run tests."""
    if config.getoption("--database") == "sqlite":
        return "database: SQLite"
    cluster = config.stash.get(CLUSTER, None)
    return f"database: {cluster.version()}" if cluster else f"SKIPPED: {sentence('postgresql')}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what means something on the other database only, or is the same on both."""
    chosen = config.getoption("--database")
    left_out = [item for item in items if not _has_a_part(item, chosen)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    if chosen == "postgresql" and not _address(config):
        for item in items:
            item.add_marker(pytest.mark.skip(reason=sentence("postgresql")))


def _has_a_part(item: pytest.Item, chosen: str) -> bool:
    """Return whether the test can tell something in a run on the chosen database."""
    if chosen == "sqlite":
        return not item.get_closest_marker("postgresql")
    asks = bool(ASKING & set(getattr(item, "fixturenames", ())))
    marked = item.get_closest_marker("postgresql") or item.get_closest_marker("stress")
    return bool(marked or asks) and not item.get_closest_marker("sqlite")


def _address(config: pytest.Config) -> str:
    """Return the form of the server's addresses, or nothing when there is no server."""
    if hasattr(config, "workerinput"):
        return str(config.workerinput.get("postgres", ""))
    cluster = config.stash.get(CLUSTER, None)
    return cluster.url("{}") if cluster else ""


def new_database(config: pytest.Config, name: str) -> str:
    """Make an empty database on the run's PostgreSQL; return its address."""
    address = _address(config)
    engine = sa.create_engine(address.format("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f'create database "{name}" template template0')
    engine.dispose()
    return address.format(name)


def _drop_database(config: pytest.Config, name: str) -> None:
    engine = sa.create_engine(_address(config).format("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f'drop database "{name}" with (force)')
    engine.dispose()


@pytest.fixture(scope="session")
def worker_database(pytestconfig, tmp_path_factory, worker_id):
    """The address of an empty database that lasts as long as this worker."""
    if pytestconfig.getoption("--database") == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('database')}/jifen.db"
    return new_database(pytestconfig, f"jifen_{worker_id}")


@pytest.fixture
def empty_database(pytestconfig, tmp_path, worker_id):
    """The address of an empty database that lasts as long as one test."""
    yield from _passing_database(pytestconfig, tmp_path, worker_id)


@pytest.fixture(scope="module")
def module_database(pytestconfig, tmp_path_factory, worker_id):
    """The address of an empty database that lasts as long as the tests of one module."""
    yield from _passing_database(pytestconfig, tmp_path_factory.mktemp("module"), worker_id)


def _passing_database(config: pytest.Config, folder: Path, worker: str) -> Iterator[str]:
    if config.getoption("--database") == "sqlite":
        yield f"sqlite:///{folder}/empty.db"
        return
    name = f"empty_{worker}_{next(NUMBER)}"
    yield new_database(config, name)
    _drop_database(config, name)
