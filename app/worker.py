"""Which jobs are there, and what does each of them need of the application?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from flask import Flask
from sqlalchemy.orm import Session

from app import jobs
from app.admin import export_work, import_work
from app.extensions import clock, db, session_store
from app.gateways.sms import sms_gateway
from app.messages import sms_text
from app.services import export_jobs, import_runs, notifications, outbox, reminders, uploads

EVERY_MINUTE = "* * * * *"
EVERY_NIGHT = "30 19 * * *"
"""Half past three in the morning in Xiamen; the job engine counts in UTC."""
KEPT = timedelta(days=7)
"""How long the job engine's notes on finished jobs are kept."""


def register_jobs(app: Flask) -> None:
    """Bind the jobs to ``app``; each runs in an application context and a session of its own."""
    settings = app.config["SETTINGS"]
    gateway = sms_gateway(settings.sms_gateway)

    @jobs.job(notifications.DELIVER)
    def deliver(_id: str) -> None:
        with _session_of(app) as session:
            outbox.forget_codes(session, clock())
            outbox.deliver_due(session, gateway, sms_text, clock())

    @jobs.job("sweep")
    def sweep(_id: str) -> None:
        """Once a minute: reminders, lapses, and what a crash left in the outbox."""
        with _session_of(app) as session:
            reminders.remind(session, clock())
            reminders.close_overdue(session, clock())
            outbox.forget_codes(session, clock())
            outbox.deliver_due(session, gateway, sms_text, clock())

    @jobs.job("purge")
    def purge(_id: str) -> None:
        """Once a night: files of no picture, ended sessions, the engine's notes on done jobs."""
        with _session_of(app) as session:
            uploads.sweep(session, clock())
            export_jobs.purge(session, clock())
            import_runs.purge(session, clock())
            session_store.purge_expired(settings.sessions_url, clock())
            jobs.purge_finished(clock() - KEPT)

    _register_tables(app)
    jobs.schedule(EVERY_MINUTE, "sweep")
    jobs.schedule(EVERY_NIGHT, "purge")


def _register_tables(app: Flask) -> None:
    """Bind the jobs that make great tables and take them in."""
    most = app.config["SETTINGS"].export_most

    @jobs.job(export_jobs.MAKE)
    def export(job_id: str) -> None:
        """Make the file of an export that is too big for an answer."""
        with _session_of(app) as session:
            export_work.make(session, int(job_id), most)

    @jobs.job(import_runs.WORK)
    def bring_in(id_: str) -> None:
        """Go on with an import that is too big for an answer."""
        with _session_of(app) as session:
            import_work.work(session, id_, clock())


@contextmanager
def _session_of(app: Flask) -> Iterator[Session]:
    # Writing from the start: SQLite refuses a transaction that read first and then writes.
    with app.test_request_context():
        engine = db.engine.execution_options(write=True)
        with Session(engine) as session:
            yield session
