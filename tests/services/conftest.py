"""Which families, messages and databases do the tests of the services share?"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

import models  # noqa: F401 - every table is to be made
from app import jobs
from app.extensions.database import prepare
from app.gateways import storage
from app.schema.base import Base
from app.security.actor import SYSTEM, acting_as
from app.services import seed_reference, uploads
from app.services.seed_families import Families, reviewer_actor
from app.services.synthetic import People
from models import Application
from models.enums import ApplicationStatus, Verdict
from tests.factories import create

AT_ONCE = 20
"""How many connections, and so transactions, are under way at the same moment."""


@pytest.fixture
def system():
    """The system acts, as in a job."""
    with acting_as(SYSTEM) as who:
        yield who


@pytest.fixture
def rounds(session, clock, system):
    """The rounds that are open around today, by the letters of their districts."""
    return seed_reference.load_rounds(session, clock.now)


@pytest.fixture
def reviewer(rounds):
    """A reviewer of Tong'an."""
    return reviewer_actor(1, "王审核", rounds["TA"].district_id)


@pytest.fixture
def case(session, clock, rounds, reviewer):
    """Make a family in Tong'an that came to a status; nothing of it was told to anybody."""
    families = Families(session, rounds["TA"], People(7), "350212")

    def make(status: ApplicationStatus = ApplicationStatus.submitted, **started):
        began = clock.now - timedelta(**(started or {"days": 1}))
        application = families.make(status, began, reviewer)
        session.commit()
        return application

    return make


@pytest.fixture
def approvable(case, session):
    """Make a submitted family all of whose items meet the requirement."""

    def make():
        application = case()
        for item in application.review_items:
            item.verdict = Verdict.meets
        session.commit()
        return application

    return make


@pytest.fixture
def handed():
    """The jobs that are handed over from now on."""
    jobs.handed().clear()
    yield jobs.handed()
    jobs.handed().clear()


@pytest.fixture
def lasting(empty_database, doors):
    """An engine on a database of the test's own, whose transactions are real ones.

    The doors, because a job must be known before it can be handed over.
    """
    engine = sa.create_engine(empty_database, pool_size=AT_ONCE, max_overflow=0)
    prepare(engine)
    engine = engine.execution_options(write=True)
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def at_once(lasting):
    """Do the same many times at once, each in a session of its own; return what each gave."""

    def run(times: int, act, refusal: type[Exception] = LookupError) -> list:
        start = threading.Barrier(AT_ONCE)

        def one(number: int):
            if number < AT_ONCE:
                start.wait()
            with acting_as(SYSTEM), Session(lasting) as own:
                try:
                    return act(own)
                except refusal as refused:
                    own.rollback()
                    return refused

        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(one, range(times)))

    return run


@pytest.fixture
def store(tmp_path):
    """A store of the test's own."""
    before = list(storage._installed)
    storage.install(storage.LocalStorage(tmp_path / "pictures"))
    yield storage.current()
    storage._installed[:] = before


@pytest.fixture
def application(session, store, system):
    """A draft whose pictures lie in the store."""
    made = create(session, Application, picture_key=uploads.fresh_key())
    session.commit()
    return made


@pytest.fixture
def another(session, application):
    """Another family's draft."""
    shared = {name: getattr(application, name) for name in ("district_id", "round_id", "year")}
    made = create(session, Application, picture_key=uploads.fresh_key(), **shared)
    session.commit()
    return made
