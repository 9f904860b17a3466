"""Which family is at the door, and what does every page of theirs need?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import ParamSpec, TypeVar

import sqlalchemy as sa
from flask import Flask, current_app, g, redirect, request, session, url_for
from flask_babel import gettext

from app.display import brief, day, deadline, spoken, tag
from app.exceptions import JifenError
from app.extensions import clock, db
from app.extensions.sessions import DoorSessions
from app.schema.fields import fields_of
from app.schema.words import N_
from app.security.actor import NOBODY, Actor, enter, family, leave
from app.security.masking import mask
from app.security.system_view import system_view
from models.account import Account
from models.application import Application
from models.district import District
from models.enums import MessageState
from models.outbox_message import OutboxMessage
from views.public import preferences

P = ParamSpec("P")
R = TypeVar("R")
DEFAULT_DISTRICT = "350203"
"""Siming stands first until a family chooses another (the manual, section two)."""

TAKE_PICTURES = frozenset({"registration.save", "status.carry_out"})
PLAIN_FORM = 1024 * 1024
"""How large a form may be that takes no pictures."""
LAST_TRY = N_("Five wrong tries; this code no longer counts. Send a new one.")


def act_as_family(app: Flask) -> None:
    """Let the account of the session act during each request."""

    # Before everything else: the check of the token reads the whole form.
    @app.url_value_preprocessor
    def _limit(endpoint: str | None, values: object) -> None:  # noqa: ARG001 - Flask's signature
        if endpoint not in TAKE_PICTURES:
            request.max_content_length = PLAIN_FORM

    @app.before_request
    def _enter() -> None:
        g.actor_token = enter(_actor())

    @app.teardown_request
    def _leave(error: BaseException | None) -> None:  # noqa: ARG001 - Flask's signature
        token = g.pop("actor_token", None)
        if token is not None:
            leave(token)

    app.context_processor(
        lambda: {
            "account": me(),
            "large_text": preferences.large_text(),
            "help_phone": chosen_district().phone if request.endpoint != "static" else "",
            "unread": unread(),
            "state_tag": tag,
            "when": spoken,
            "brief": brief,
            "deadline": deadline,
            "day": day,
        }
    )


def _actor() -> Actor:
    key = session.get("account_id")
    if key is None:
        return NOBODY
    with system_view(db.session()) as own:
        found = own.get(Account, key)
        return family(found.id, found.name) if found else NOBODY


def me() -> Account | None:
    """Return the account that acts, or None."""
    key = session.get("account_id")
    return db.session.get(Account, key) if key else None


def account() -> Account:
    """Return the account that acts on a page for families only."""
    found = me()
    if found is None:
        raise LookupError
    return found


def begin(account_id: int) -> None:
    """Begin a session of the account under a new id."""
    interface = current_app.session_interface
    if isinstance(interface, DoorSessions):
        interface.regenerate(session)
    session.clear()
    session["account_id"] = account_id


def end() -> None:
    """End the session."""
    interface = current_app.session_interface
    if isinstance(interface, DoorSessions):
        interface.regenerate(session)
    session.clear()


def end_everywhere(account_id: int) -> None:
    """End every session of the account."""
    interface = current_app.session_interface
    if isinstance(interface, DoorSessions):
        interface.end_all(str(account_id))


def families_only(page: Callable[P, R]) -> Callable[P, R]:
    """Let in whoever is logged in; lead everybody else to the login and back."""

    @wraps(page)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        if me() is None:
            back = request.path if request.method == "GET" else url_for("entry.district")
            return redirect(url_for("account.login", next=back))  # type: ignore[return-value]
        return page(*args, **kwargs)

    return checked


def chosen_district() -> District:
    """Return the district that the family chose, else that of its registration, else the default.

    A draft begun on another device, or in another browser, is found again that way.
    """
    code = preferences.district_code() or _district_of_registration() or DEFAULT_DISTRICT
    found = db.session.scalar(sa.select(District).where(District.code == code))
    return (
        found
        or db.session.scalars(sa.select(District)).first()
        or District(code=code, name=gettext("Xiamen"), letters="XM", office="", phone="", hours="")
    )


def _district_of_registration() -> str | None:
    """Return the district of the family's newest registration."""
    if me() is None:
        return None
    newest = (
        sa.select(District.code)
        .join(Application, Application.district_id == District.id)
        .order_by(Application.id.desc())
        .limit(1)
    )
    return db.session.scalar(newest)


def in_inbox() -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions that a message stands in the inbox: not held back, not taken back."""
    return (
        OutboxMessage.in_inbox.is_(True),
        OutboxMessage.state != MessageState.cancelled,
        OutboxMessage.not_before <= clock(),
    )


def unread() -> int:
    """Return how many messages of the inbox were not read."""
    if me() is None:
        return 0
    waiting = sa.select(sa.func.count(OutboxMessage.id)).where(
        *in_inbox(), OutboxMessage.read_at.is_(None)
    )
    return db.session.scalar(waiting) or 0


def mine() -> Sequence[Application]:
    """Return the registrations of the family, the newest first."""
    found = sa.select(Application).order_by(Application.id.desc())
    return db.session.scalars(found).all() if me() is not None else []


def masked_phone(owner: Account) -> str:
    """Return the phone of the account as it is shown."""
    return mask(fields_of(Account)["phone"], owner.phone)


def said(refused: JifenError) -> str:
    """Return the sentence of a refusal; a code without tries left is told to be over."""
    if refused.params.get("left") == 0:
        return gettext(LAST_TRY)
    return gettext(refused.msgid, **refused.params)


def safe_next(target: str) -> str:
    """Return where to go after the login; only a path of our own is accepted."""
    if target.startswith("/") and not target.startswith(("//", "/\\")):
        return target
    return url_for("entry.home")
