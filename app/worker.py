"""Which jobs are there, and what does each of them need of the application?"""

from __future__ import annotations

from flask import Flask
from sqlalchemy.orm import Session

from app import jobs
from app.extensions import clock, db
from app.gateways.sms import sms_gateway
from app.messages import sms_text
from app.services import notifications, outbox, reminders

EVERY_MINUTE = "* * * * *"


def register_jobs(app: Flask) -> None:
    """Bind the jobs to ``app``; each runs in an application context and a session of its own."""
    gateway = sms_gateway(app.config["SETTINGS"].sms_gateway)

    @jobs.job(notifications.DELIVER)
    def deliver(_id: str) -> None:
        with app.test_request_context(), Session(db.engine) as session:
            outbox.deliver_due(session, gateway, sms_text, clock())

    @jobs.job("sweep")
    def sweep(_id: str) -> None:
        """Once a minute: reminders, lapses, and what a crash left in the outbox."""
        with app.test_request_context(), Session(db.engine) as session:
            reminders.remind(session, clock())
            reminders.close_overdue(session, clock())
            outbox.deliver_due(session, gateway, sms_text, clock())

    jobs.schedule(EVERY_MINUTE, "sweep")
