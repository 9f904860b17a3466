"""Is a job done exactly when its command was, and not forgotten when its worker dies?"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import jobs
from app.extensions.database import prepare
from app.security.actor import SYSTEM, actor

WORKER = """
import sys, threading, time
from pathlib import Path
from app import jobs
url, folder = sys.argv[1], Path(sys.argv[2])

@jobs.job("slow")
def slow(id_):
    with (folder / "tries").open("a") as file:
        file.write(id_)
    while not (folder / "go").exists():
        time.sleep(0.05)
    (folder / "done").touch()

jobs.configure(url)
jobs.launch("worker-1")
threading.Event().wait()
"""


@pytest.fixture
def ran(monkeypatch):
    """What the job `note` was run with, and who acted."""
    monkeypatch.setattr(jobs, "_jobs", {})
    monkeypatch.setattr(jobs, "_schedules", [])
    seen: list = []
    jobs.job("note")(lambda id_: seen.append((id_, actor())))
    return seen


@pytest.fixture
def engine(empty_database, ran):
    """A database with the job engine's tables, to which jobs are handed over."""
    jobs.create_tables(empty_database)
    jobs.configure(empty_database)
    engine = sa.create_engine(empty_database)
    prepare(engine)
    yield engine.execution_options(write=True)
    jobs.configure("")
    engine.dispose()


@pytest.fixture
def worker(engine):
    """The worker, in the process of the tests."""
    jobs.launch("test")
    yield
    jobs.stop()


def wait_for(condition, seconds=20) -> bool:
    """Return whether ``condition`` became true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def hand_over(engine, id_, name="note", **more) -> None:
    with Session(engine) as session:
        jobs.enqueue(session, name, id_, **more)
        session.commit()


def test_without_an_engine_jobs_are_kept_in_a_list(ran, session):
    jobs.enqueue(session, "note", "7")

    assert jobs.handed() == [("note", "7")]
    assert ran == []


def test_a_job_that_nobody_knows_is_refused(ran, session):
    with pytest.raises(KeyError):
        jobs.enqueue(session, "unknown", "7")


def test_a_job_is_done_once_and_as_the_system(engine, ran, worker):
    hand_over(engine, "7")

    assert wait_for(lambda: ran)
    assert ran == [("7", SYSTEM)]


def test_a_job_of_a_command_that_was_taken_back_is_never_done(engine, ran, worker):
    with Session(engine) as session:
        jobs.enqueue(session, "note", "taken back")
        session.rollback()
    hand_over(engine, "kept")

    assert wait_for(lambda: ran)
    time.sleep(1)
    assert [id_ for id_, _ in ran] == ["kept"]


def test_the_same_job_handed_over_twice_is_done_once(engine, ran, worker):
    hand_over(engine, "7")
    hand_over(engine, "7")
    hand_over(engine, "last")

    assert wait_for(lambda: {"7", "last"} <= {id_ for id_, _ in ran})
    time.sleep(1)
    assert [id_ for id_, _ in ran].count("7") == 1


def test_a_job_that_fails_is_tried_again(engine, ran, worker):
    tries = []

    @jobs.job("shaky")
    def shaky(id_: str) -> None:
        tries.append(id_)
        if len(tries) == 1:
            raise OSError("the gateway does not answer")

    hand_over(engine, "7", name="shaky")

    assert wait_for(lambda: len(tries) == 2)


def test_a_job_waits_until_it_is_due(engine, ran, worker):
    hand_over(engine, "later", delay_seconds=3)
    hand_over(engine, "now")

    assert wait_for(lambda: ran)
    assert [id_ for id_, _ in ran] == ["now"]
    assert wait_for(lambda: len(ran) == 2)


def test_what_is_kept_of_finished_jobs_is_deleted(engine, ran, worker):
    hand_over(engine, "7")
    hand_over(engine, "later", delay_seconds=60)
    assert wait_for(lambda: ran)
    time.sleep(0.5)
    now = datetime.now(UTC)

    assert jobs.purge_finished(now - timedelta(days=1)) == 0
    assert jobs.purge_finished(now) == 1
    assert jobs.purge_finished(now) == 0


@pytest.mark.slow
def test_a_job_whose_worker_was_killed_is_done_by_the_next(engine, ran, tmp_path):
    jobs.job("slow")(print)
    hand_over(engine, "7", name="slow")
    url = engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", WORKER, url, str(tmp_path)]
    tries, done = tmp_path / "tries", tmp_path / "done"

    with subprocess.Popen(command) as first:
        assert wait_for(tries.exists, 40)
        first.send_signal(signal.SIGKILL)
    (tmp_path / "go").touch()
    with subprocess.Popen(command) as second:
        assert wait_for(done.exists, 40)
        second.kill()

    assert tries.read_text() == "77"
