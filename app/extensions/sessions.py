"""Who is logged in at which door? Sessions live on the server, under a hashed id.

A page that changes nothing in its session writes nothing.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Request, Response
from flask import request as current_request
from flask import session as current_session
from flask.sessions import SessionInterface, SessionMixin
from flask_login import user_logged_in, user_logged_out
from werkzeug.datastructures import CallbackDict

from app.extensions import clock, session_store
from app.extensions.bearer import bears_token
from app.extensions.languages import DEFAULT

SEEN_EVERY = timedelta(minutes=1)
EMPTY = "{}"


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
    """Return what is kept; Flask-AppBuilder puts a history and the usual language in each."""
    kept = dict(data)
    kept.pop("page_history", None)
    if kept.get("locale") == DEFAULT:
        del kept["locale"]
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
        if bears_token(request):
            return DoorSession(secrets.token_urlsafe(32), {}, stored=False)
        sid = request.cookies.get(self.get_cookie_name(app), "")
        row = self._read(sid) if sid else None
        if row is None:
            return DoorSession(secrets.token_urlsafe(32), {}, stored=False)
        session = DoorSession(sid, json.loads(row.data), stored=True)
        session.touched = row.seen
        return session

    def _read(self, sid: str) -> Any:
        now = clock()
        row = session_store.read(self.url, self.key(sid))
        if row is None or row.expires <= now or row.seen + self.lifetime.idle <= now:
            return None
        return row

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the session if it changed, and set the cookie of a new one."""
        if not isinstance(session, DoorSession) or bears_token(current_request):
            return
        response.vary.add("Cookie")
        if not session.really_modified:
            if session.stored and self._is_due(session):
                self._touch(session)
        elif not session.stored and _encode(dict(session)) == EMPTY:
            self._delete_cookie(app, response)
        elif self._write(session):
            self._set_cookie(app, session, response)

    def _is_due(self, session: DoorSession) -> bool:
        return session.touched is not None and clock() - session.touched > SEEN_EVERY

    def _touch(self, session: DoorSession) -> None:
        session_store.update(self.url, self.key(session.sid), seen=clock())

    def _write(self, session: DoorSession) -> bool:
        """Write what changed; return whether the session is new and the browser must be told."""
        key, now, is_new = self.key(session.sid), clock(), not session.stored
        values = {
            "data": _encode(dict(session)),
            "principal": self._principal(session),
            "seen": now,
        }
        if is_new:
            ends = now + self.lifetime.absolute
            values |= {"key": key, "door": self.door, "created": now, "expires": ends}
            session_store.insert(self.url, **values)
            session.stored = True
        else:
            session_store.update(self.url, key, **values)
        return is_new

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

    def _delete_cookie(self, app: Flask, response: Response) -> None:
        response.delete_cookie(
            self.get_cookie_name(app),
            httponly=True,
            secure=self.get_cookie_secure(app),
            samesite=self.get_cookie_samesite(app),
            path=self.get_cookie_path(app),
        )

    def regenerate(self, session: SessionMixin) -> None:
        """Give the session a new id; the old one is worth nothing from now on."""
        if not isinstance(session, DoorSession):
            return
        session_store.delete(self.url, self.key(session.sid))
        session.pop("csrf_token", None)
        session.sid = secrets.token_urlsafe(32)
        session.stored = False
        session.before = ""

    def end_all(self, principal: str) -> None:
        """End every session of one principal of this door."""
        session_store.delete_all(self.url, f"{self.door}:{principal}")


def rotate_at_login(app: Flask, sessions: DoorSessions) -> None:
    """Give a session a new id whenever Flask-Login lets somebody in or out."""

    def rotate(sender: Any, user: Any, **more: Any) -> None:  # noqa: ARG001 - signal's form
        sessions.regenerate(current_session)

    for signal in (user_logged_in, user_logged_out):
        signal.connect_via(app)(rotate)


def cookie_name(name: str, *, https: bool, path: str) -> str:
    """Return the name of a cookie; its prefix lets no other host or plain HTTP set it."""
    if not https:
        return name
    return f"__Host-{name}" if path == "/" else f"__Secure-{name}"
