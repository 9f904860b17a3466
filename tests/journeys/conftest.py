"""Which running site do the journeys use? Both doors in one server, on a database of its own."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from app.admin.permissions import synchronise
from app.extensions import db, utc_now
from app.preparing import prepare_databases
from app.security import keyring
from app.security.actor import SYSTEM, acting_as
from app.services import seed_people, seed_reference, seed_regions
from config import Environment, Jobs, Settings
from tests.journeys.site import Site


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """A site with the reference data and the demo staff; families come with the journeys."""
    from app.factory import create_public_app, create_staff_app

    var = tmp_path_factory.mktemp("journeys")
    settings = Settings(
        environment=Environment.test, var_dir=var, jobs=Jobs.off, log_level="CRITICAL"
    ).completed()
    prepare_databases(settings)
    public, staff = create_public_app(settings), create_staff_app(settings, "/staff")
    site = Site(public, staff, keyring.ring())
    with staff.app_context(), acting_as(SYSTEM), Session(db.engine) as session:
        synchronise(staff.appbuilder, session)
        seed_regions.load_regions(session)
        rounds = seed_reference.load_rounds(session, utc_now())
        districts = {
            letters: one.district for letters, one in rounds.items() if letters != "manual"
        }
        seed_people.load_staff(session, districts)
        site.born_from = rounds["TA"].born_from
        session.commit()
    running = make_server("127.0.0.1", 0, site.dispatcher, threaded=True)
    site.url = f"http://127.0.0.1:{running.port}"
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield site
    running.shutdown()


@pytest.fixture
def site(server):
    """The running site, under its own keys: tests of other applications install theirs."""
    others = keyring.ring()
    keyring.install(server.keys)
    yield server
    keyring.install(others)
