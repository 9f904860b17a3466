"""Does each job do its work, in whichever process it runs?"""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import jobs
from app.extensions import db, session_store, utc_now
from app.factory import create_public_app, create_staff_app
from app.preparing import prepare_databases
from app.security.actor import SYSTEM, acting_as
from app.services.notifications import DELIVER
from models.enums import MessageState
from models.outbox_message import OutboxMessage


@pytest.fixture
def registered(monkeypatch):
    """No job and no schedule, until an application registers them."""
    monkeypatch.setattr(jobs, "_schedules", [])
    return monkeypatch.setattr(jobs, "_jobs", {})


@pytest.fixture
def trial(settings, empty_database, tmp_path, registered):
    """A parents' door on databases of its own, whose changes last."""
    own = {"database_url": empty_database, "sessions_url": f"sqlite:///{tmp_path}/sessions.db"}
    chosen = settings.model_copy(update=own)
    prepare_databases(chosen)
    app = create_public_app(chosen)
    with app.app_context():
        engine = db.engine
    yield app
    engine.dispose()
    session_store.engine_for(own["sessions_url"]).dispose()


def queue(session: Session, key: str, **more) -> None:
    message = {
        "template": "approved",
        "params": {},
        "by_sms": False,
        "dedupe_key": key,
        "queued_at": utc_now(),
        "not_before": utc_now(),
    }
    session.add(OutboxMessage(**message | more))


def states(session: Session) -> dict[str, MessageState]:
    found = session.execute(sa.select(OutboxMessage.dedupe_key, OutboxMessage.state))
    return dict(found.all())


@pytest.mark.parametrize("create", [create_public_app, create_staff_app])
def test_a_process_with_one_door_knows_every_job(settings, registered, create):
    create(settings)

    assert set(jobs._jobs) == {DELIVER, "sweep", "purge", "export", "import"}
    assert {name for _, name in jobs._schedules} == {"sweep", "purge"}


@pytest.mark.parametrize("name", [DELIVER, "sweep"])
def test_what_is_due_leaves_and_what_is_not_waits(trial, name):
    with trial.app_context(), acting_as(SYSTEM), Session(db.engine) as session:
        queue(session, "due")
        queue(session, "later", not_before=utc_now() + timedelta(hours=1))
        session.commit()

        jobs.run(name, "")

        assert states(session) == {"due": MessageState.sent, "later": MessageState.waiting}


@pytest.mark.parametrize("name", [DELIVER, "sweep"])
def test_a_code_whose_life_is_over_is_erased_and_never_leaves(trial, name):
    with trial.app_context(), acting_as(SYSTEM), Session(db.engine) as session:
        code = {"template": "verification_code", "by_sms": True, "phone": "13800000051"}
        for key, age in (("old", 300), ("new", 200)):
            sent = utc_now() - timedelta(seconds=age)
            queue(session, key, **code, secret="123456", queued_at=sent)
        session.commit()

        jobs.run(name, "")

        assert states(session) == {"old": MessageState.cancelled, "new": MessageState.sent}
        found = session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id))
        assert [one.secret for one in found] == [None, "123456"]


def test_sessions_that_ended_are_deleted_by_night(trial):
    url, now = trial.config["SETTINGS"].sessions_url, utc_now()
    row = {"door": "parents", "created": now, "seen": now, "data": "{}"}
    session_store.insert(url, key="old", expires=now - timedelta(seconds=1), **row)
    session_store.insert(url, key="new", expires=now + timedelta(hours=1), **row)

    jobs.run("purge", "")

    assert session_store.read(url, "old") is None
    assert session_store.read(url, "new") is not None


def test_a_job_that_fails_says_so_to_the_engine(registered):
    @jobs.job("broken")
    def broken(id_: str) -> None:
        raise OSError(id_)

    with pytest.raises(OSError, match="7"):
        jobs.run("broken", "7")
