"""How is work handed to a job, in the very transaction that needs it done?

The one seam to the job engine (DBOS). Arguments are ids, never names or numbers of people:
the engine stores them. A job that was enqueued and rolled back never runs; one that was
committed runs at least once, also when its worker is killed.
"""

from __future__ import annotations

import fcntl
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy.orm import Session

from app.security.actor import SYSTEM, acting_as
from app.security.doors import through

if TYPE_CHECKING:
    from dbos import DBOSClient

VERSION = "1"
"""Fixed: by default the engine hashes our code, and jobs of an old build would be left lying."""
QUEUE = "jobs"
ATTEMPTS = 5
BATCH = 500

Job = Callable[[str], None]


@dataclass
class Engine:
    """How this process hands over jobs; tests run with ``url`` empty and look at ``handed``."""

    url: str = ""
    handed: list[tuple[str, str]] = field(default_factory=list)


log = structlog.get_logger(__name__)
_engine = Engine()
_jobs: dict[str, Job] = {}
_schedules: list[tuple[str, str]] = []


def configure(url: str) -> None:
    """Use the job engine in our own database at ``url``; empty keeps jobs in a list."""
    if _client.cache_info().currsize:
        _client().destroy()
    _engine.url = url
    _client.cache_clear()


def job(name: str) -> Callable[[Job], Job]:
    """Register a function of one id as the job ``name``."""

    def register(function: Job) -> Job:
        _jobs[name] = function
        return function

    return register


def schedule(cron: str, name: str) -> None:
    """Run the job ``name`` by the clock (minute hour day month weekday), with an empty id."""
    if (cron, name) not in _schedules:
        _schedules.append((cron, name))


def handed() -> list[tuple[str, str]]:
    """Return the jobs that were handed over while no engine was configured."""
    return _engine.handed


def run(name: str, id_: str) -> None:
    """Run one job now, as the system; also what the worker calls."""
    try:
        with acting_as(SYSTEM), through("job"):
            _jobs[name](id_)
    except Exception:
        # The engine tries again, and keeps quiet; its own log would hold the error's text.
        log.exception("job failed", job=name, id=id_)
        raise


def enqueue(session: Session, name: str, id_: str, *, delay_seconds: float = 0) -> None:
    """Hand the job ``name`` over with the session's transaction; ``id_`` makes it run once."""
    if name not in _jobs:
        raise KeyError(name)
    if not _engine.url:
        _engine.handed.append((name, id_))
        return
    options: dict[str, Any] = {
        "workflow_name": "run_job",
        "queue_name": QUEUE,
        "app_version": VERSION,
        "workflow_id": f"{name}:{id_}",
    }
    if delay_seconds:
        options["delay_seconds"] = delay_seconds
    _client().enqueue_in_transaction(session.connection(), options, name, id_)  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def _client() -> DBOSClient:
    from dbos import DBOSClient, DBOSPortableJSONSerializer

    return DBOSClient(
        system_database_url=_engine.url, serializer=DBOSPortableJSONSerializer(), lazy=True
    )


def launch(executor: str) -> None:
    """Become the worker called ``executor``; never two live processes under one name."""
    from dbos import DBOS, DBOSPortableJSONSerializer

    logging.getLogger("dbos").setLevel(logging.CRITICAL)
    DBOS(
        config={
            "name": "jifen",
            "system_database_url": _engine.url,
            "executor_id": executor,
            "application_version": VERSION,
            "serializer": DBOSPortableJSONSerializer(),
            "log_level": "CRITICAL",
        }
    )
    scheduled = _workflows(DBOS)
    DBOS.launch()
    DBOS.register_queue(QUEUE, worker_concurrency=4, polling_interval_sec=0.5)
    DBOS.apply_schedules(
        [
            {"schedule_name": name, "workflow_fn": scheduled, "schedule": cron, "context": name}
            for cron, name in _schedules
        ]
    )


def stop() -> None:
    """Stop being the worker; what is under way is taken up again after the next launch."""
    from dbos import DBOS

    DBOS.destroy(destroy_registry=True)


def purge_finished(before: datetime) -> int:
    """Delete what the engine keeps of jobs that ended before then; return their number."""
    if not _engine.url:
        return 0
    done = _client().list_workflows(
        completed_before=before.isoformat(), limit=BATCH, load_input=False, load_output=False
    )
    _client().delete_workflows([one.workflow_id for one in done])
    return len(done) + (purge_finished(before) if len(done) == BATCH else 0)


def _workflows(engine: Any) -> Any:
    """Register the one workflow that runs every job, and return the one that the clock runs."""
    retried = {"max_attempts": ATTEMPTS, "interval_seconds": 2, "backoff_rate": 2}
    step = engine.step(name="step", retries_allowed=True, **retried)(run)

    def run_job(name: str, id_: str) -> None:
        step(name, id_)

    def run_scheduled(due: datetime, context: Any) -> None:
        step(str(context), due.isoformat())

    engine.workflow(name="run_job")(run_job)
    return engine.workflow(name="run_scheduled")(run_scheduled)


def create_tables(url: str) -> None:
    """Make the job engine's own tables, so that the first hand-over finds them."""
    from dbos import run_dbos_database_migrations

    run_dbos_database_migrations(url)


def embed(lock_file: Path, executor: str) -> None:
    """Elect one process of the pool as worker by a file lock, in a thread of its own.

    When it dies the kernel frees the lock and another takes over under the same name, so that
    unfinished jobs are taken up at once.
    """

    def work() -> None:
        with lock_file.open("w", encoding="utf-8") as file:
            while True:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except OSError:
                    time.sleep(1)
            launch(executor)
            threading.Event().wait()

    threading.Thread(target=work, name="jobs", daemon=True).start()
