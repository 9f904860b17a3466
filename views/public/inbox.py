"""Where does a family read its messages?"""

from __future__ import annotations

import sqlalchemy as sa
from flask import Blueprint, abort, current_app, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.extensions import clock, db
from app.messages import inbox_text, sms_text
from app.security.system_view import system_view
from models.outbox_message import OutboxMessage
from views.public.family import families_only, in_inbox

pages = Blueprint("inbox", __name__)
NEWEST = 50


@pages.get("/inbox")
@families_only
def inbox() -> str:
    """Show the messages, newest first."""
    rows = db.session.scalars(
        sa.select(OutboxMessage).where(*in_inbox()).order_by(OutboxMessage.id.desc()).limit(NEWEST)
    ).all()
    return render_template("parents/inbox.html", rows=rows, text=inbox_text)


@pages.post("/inbox/read")
@families_only
def read() -> Response:
    """Mark every message as read."""
    for row in db.session.scalars(
        sa.select(OutboxMessage).where(*in_inbox(), OutboxMessage.read_at.is_(None))
    ):
        row.read_at = clock()
    db.session.commit()
    return redirect(url_for("inbox.inbox"))


@pages.get("/development/inbox")
def development() -> str:
    """Show the newest SMS of a trial run; production has no such page."""
    if not current_app.config["SETTINGS"].development_inbox or current_app.config["PRODUCTION"]:
        abort(404)
    with system_view(db.session()) as own:
        rows = own.scalars(
            sa.select(OutboxMessage)
            .where(OutboxMessage.by_sms)
            .order_by(OutboxMessage.id.desc())
            .limit(NEWEST)
        ).all()
        found = [(row.queued_at, row.phone, sms_text(row), row.state) for row in rows]
    return render_template("parents/development_inbox.html", found=found)
