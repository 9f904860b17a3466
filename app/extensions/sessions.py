"""Who is logged in at which door? Sessions live on the server, under a hashed id.

A session has an engine of its own, so that reading it never begins the request's
transaction, and a page that changes nothing in it writes nothing.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.datastructures import CallbackDict

from app.extensions import clock
from app.extensions.database import prepare
from app.schema.types import UtcDateTime

metadata = sa.MetaData()
table = sa.Table(
    "door_session",
    metadata,
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("door", sa.String(12), nullable=False),
    sa.Column("principal", sa.String(64), nullable=True, index=True),
    sa.Column("created", UtcDateTime(), nullable=False),
    sa.Column("seen", UtcDateTime(), nullable=False),
    sa.Column("expires", UtcDateTime(), nullable=False, index=True),
    sa.Column("data", sa.Text(), nullable=False),
)
UNSTORED = frozenset({"page_history"})
"""What Flask-AppBuilder puts into a session on every page and we do not keep."""
SEEN_EVERY = timedelta(minutes=1)
_engines: dict[str, sa.Engine] = {}


def engine_for(url: str) -> sa.Engine:
    """Return this process's engine for the sessions, its table made when it is missing."""
    if url not in _engines:
        engine = sa.create_engine(url, hide_parameters=True)
        prepare(engine)
        metadata.create_all(engine)
        _engines[url] = engine
    return _engines[url]


class DoorSession(CallbackDict[str, Any], SessionMixin):
    """The data of one session, its secret id, and whether anything in it changed."""

    def __init__(self, sid: str, data: dict[str, Any], *, stored: bool) -> None:
        """Start unmodified; a change is noticed by the callback."""

        def changed(_: Any) -> None:
            self.modified = True

        super().__init__(data, changed)
        self.sid = sid
        self.stored = stored
        self.before = _encode(data)
        self.modified = False
        self.touched: datetime | None = None

    @property
    def really_modified(self) -> bool:
        """Return whether what is kept of the session differs from what was read."""
        return _encode(dict(self)) != self.before


def _encode(data: dict[str, Any]) -> str:
    kept = {key: value for key, value in data.items() if key not in UNSTORED}
    return json.dumps(kept, sort_keys=True, default=str)


@dataclass(frozen=True)
class Lifetime:
    """How long a session lasts without use, and at most."""

    idle: timedelta
    absolute: timedelta


class DoorSessions(SessionInterface):
    """Sessions of one door; an id of the other door is not found here."""

    def __init__(self, door: str, url: str, lifetime: Lifetime) -> None:
        """Name the door, the sessions' database and their lifetime."""
        self.door = door
        self.url = url
        self.lifetime = lifetime

    def key(self, sid: str) -> str:
        """Return the hash under which a session id is kept."""
        return hashlib.sha256(f"{self.door}:{sid}".encode()).hexdigest()

    def open_session(self, app: Flask, request: Request) -> DoorSession:
        """Return the session of the request's cookie, or a new empty one."""
        sid = request.cookies.get(self.get_cookie_name(app), "")
        row = self._read(sid) if sid else None
        if row is None:
            return DoorSession(secrets.token_urlsafe(32), {}, stored=False)
        session = DoorSession(sid, json.loads(row.data), stored=True)
        session.touched = row.seen
        return session

    def _read(self, sid: str) -> Any:
        now = clock()
        with engine_for(self.url).begin() as connection:
            row = connection.execute(sa.select(table).where(table.c.key == self.key(sid))).first()
        if row is None or row.expires <= now or row.seen + self.lifetime.idle <= now:
            return None
        return row

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the session if it changed, and set the cookie of a new one."""
        if not isinstance(session, DoorSession):
            return
        if session.really_modified:
            self._write(session)
            self._set_cookie(app, session, response)
        elif session.stored and self._is_due(session):
            self._touch(session)
        response.vary.add("Cookie")

    def _is_due(self, session: DoorSession) -> bool:
        return session.touched is not None and clock() - session.touched > SEEN_EVERY

    def _touch(self, session: DoorSession) -> None:
        self._run(table.update().where(table.c.key == self.key(session.sid)).values(seen=clock()))

    def _write(self, session: DoorSession) -> None:
        now = clock()
        values = {
            "data": _encode(dict(session)),
            "principal": self._principal(session),
            "seen": now,
        }
        if session.stored:
            self._run(table.update().where(table.c.key == self.key(session.sid)).values(**values))
            return
        expires = now + self.lifetime.absolute
        fresh = {"key": self.key(session.sid), "door": self.door, "created": now}
        self._run(table.insert().values(**fresh, **values, expires=expires))
        session.stored = True

    def _principal(self, session: DoorSession) -> str | None:
        who = session.get("account_id") or session.get("_user_id")
        return f"{self.door}:{who}" if who else None

    def _set_cookie(self, app: Flask, session: DoorSession, response: Response) -> None:
        response.set_cookie(
            self.get_cookie_name(app),
            session.sid,
            httponly=True,
            secure=self.get_cookie_secure(app),
            samesite=self.get_cookie_samesite(app),
            path=self.get_cookie_path(app),
        )

    def regenerate(self, session: SessionMixin) -> None:
        """Give the session a new id; the old one is worth nothing from now on."""
        if not isinstance(session, DoorSession):
            return
        self._run(table.delete().where(table.c.key == self.key(session.sid)))
        session.sid = secrets.token_urlsafe(32)
        session.stored = False
        session.before = ""

    def end_all(self, principal: str) -> None:
        """End every session of one principal of this door."""
        self._run(table.delete().where(table.c.principal == f"{self.door}:{principal}"))

    def _run(self, statement: Any) -> None:
        _execute(self.url, statement)


def purge_expired(url: str, now: datetime) -> int:
    """Delete the sessions that ended before ``now`` and return their number."""
    return _execute(url, table.delete().where(table.c.expires <= now))


def _execute(url: str, statement: Any) -> int:
    writing = engine_for(url).execution_options(write=True)
    with writing.begin() as connection:
        return connection.execute(statement).rowcount
