"""On which database do many act at once? On one of its own, whose changes are committed."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import jobs
from app.factory import create_public_app
from app.preparing import upgrade
from app.security.actor import SYSTEM, acting_as
from app.services import seed_reference, seed_regions
from config import Environment, Jobs, Settings
from tests.conftest import NOON
from tests.database import new_database

AT_ONCE = 32


@pytest.fixture(scope="session")
def crowd_url(pytestconfig, worker_id):
    """The address of a migrated database that lasts as long as the run."""
    url = new_database(pytestconfig, f"crowd_{worker_id}")
    upgrade(url)
    return url


@pytest.fixture(scope="session")
def engine(crowd_url, tmp_path_factory):
    """An engine with a connection for each thread, and the jobs that commands hand over."""
    settings = Settings(
        environment=Environment.test, var_dir=tmp_path_factory.mktemp("crowd"),
        database_url=crowd_url, jobs=Jobs.off, log_level="CRITICAL",
    )  # fmt: skip
    create_public_app(settings.completed())
    engine = sa.create_engine(crowd_url, pool_size=AT_ONCE, max_overflow=4, hide_parameters=True)
    yield engine
    jobs.handed().clear()
    engine.dispose()


@pytest.fixture(scope="session")
def round_(engine):
    """Tong'an's round, open at noon."""
    with acting_as(SYSTEM), Session(engine, expire_on_commit=False) as session:
        seed_regions.load_regions(session)
        rounds = seed_reference.load_rounds(session, NOON)
        found = rounds["TA"]
        _ = found.district
        session.commit()
        return found


def at_once(acts) -> list:
    """Let all acts begin at the same moment, as far as threads allow; return what each gave."""
    acts = list(acts)
    gate = threading.Barrier(min(AT_ONCE, len(acts)))

    def run(position, act):
        if position < gate.parties:
            gate.wait(timeout=30)
        return act()

    with ThreadPoolExecutor(gate.parties) as pool:
        return list(pool.map(run, range(len(acts)), acts))
