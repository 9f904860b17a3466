"""Who may log in to the portal, and what may they do there?"""

from __future__ import annotations

import re
from collections.abc import Hashable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from flask import current_app, g, has_request_context, session
from flask_appbuilder.security.sqla.manager import SecurityManager
from werkzeug.security import check_password_hash, generate_password_hash

from app.admin.staff_actor import load_user
from app.admin.stock_screens import SEARCHED, QuietInterface, close_screens, target_of_reset
from app.admin.token_access import opens, user_of_token
from app.extensions import clock, db
from app.extensions.sessions import DoorSessions
from app.security.actor import SYSTEM, acting_as
from app.services import audit

CHECKS = 10
"""How many passwords of one account are checked in the window, over all workers and doors."""
WINDOW = timedelta(minutes=15)


@lru_cache(maxsize=1)
def hash_of_nobody() -> str:
    """Return a hash to check against where there is no account: made once, and not at start."""
    return generate_password_hash("no account has this password", "scrypt")


def end_sessions(user_id: Any) -> None:
    """End every session of a member of staff but the one that asks for it."""
    interface = current_app.session_interface
    if not isinstance(interface, DoorSessions):
        return
    interface.end_all(str(user_id))
    if str(session.get("_user_id")) == str(user_id):
        interface.regenerate(session)


class Rights(NamedTuple):
    """The roles of a user from the code and what others grant, and what was answered of them."""

    builtin: list[Any]
    stored: set[tuple[str, str]]
    answers: dict[tuple[str, str], bool]


class PortalSecurityManager(SecurityManager):
    """Flask-AppBuilder's security with whole matches, one look-up a request, and a lock."""

    def __init__(self, appbuilder: Any) -> None:
        """Close and narrow the stock screens before they are registered."""
        close_screens(self)
        self.matched: dict[tuple[str, str, str], bool] = {}
        super().__init__(appbuilder)
        for name in SEARCHED:
            view = getattr(self, name)
            view.datamodel = QuietInterface(view.datamodel.obj)

    def create_login_manager(self, app: Any) -> Any:
        """Let a program in by its key where no session stands behind a request."""
        manager = super().create_login_manager(app)
        manager.request_loader(user_of_token)
        return manager

    def _has_access_builtin_roles(self, role: Any, permission_name: str, view_name: str) -> bool:
        """Match names whole; stock matches prefixes. What a role holds is written in the code."""
        asked = (role.name, permission_name, view_name)
        if asked not in self.matched:
            self.matched[asked] = any(
                re.fullmatch(view, view_name) and re.fullmatch(permission, permission_name)
                for view, permission in self.builtin_roles.get(role.name, [])
            )
        return self.matched[asked]

    def _has_view_access(self, user: Any, permission_name: str, view_name: str) -> bool:
        """Answer from what was read once for this request; stock asks some forty times a page.

        Of a program's key no more than what it opens.
        """
        if not opens(permission_name, view_name):
            return False
        builtin, stored, answers = self._rights(user)
        asked = (permission_name, view_name)
        if asked not in answers:
            answers[asked] = asked in stored or any(
                self._has_access_builtin_roles(role, *asked) for role in builtin
            )
        return answers[asked]

    def _rights(self, user: Any) -> Rights:
        cached = g.get("portal_rights") if has_request_context() else None
        if cached is not None and cached[0] == user.id:
            rights: Rights = cached[1]
            return rights
        roles = self.get_user_roles(user)
        builtin = [role for role in roles if role.name in self.builtin_roles]
        stored: set[tuple[str, str]] = set()
        for role in roles:
            if role.name not in self.builtin_roles:
                stored |= self.get_role_permissions(role)
        found = Rights(builtin, stored, {})
        if has_request_context():
            g.portal_rights = (user.id, found)
        return found

    def load_user(self, pk: Any) -> Any:
        """Return who is logged in, with roles, groups and place, in one statement."""
        user = load_user(db.session(), int(pk))
        return user if user is not None and user.is_active else None

    def has_access(self, permission_name: str, view_name: str) -> bool:
        """Answer what was answered before for this user without asking who it is again."""
        kept = g.get("portal_rights")
        if kept is not None and kept[0] == getattr(g.get("_login_user"), "id", None):
            answer = kept[1].answers.get((permission_name, view_name))
            if answer is not None:
                return bool(answer)
        return bool(super().has_access(permission_name, view_name))

    def held(self, user: Any) -> Hashable:
        """Return what tells apart two users who may do different things."""
        builtin, stored, _ = self._rights(user)
        return frozenset(role.name for role in builtin), frozenset(stored)

    def auth_user_db(self, username: str, password: str) -> Any:
        """Check a password, at most ten in a quarter of an hour for one account.

        Unknown accounts cost the same time; nothing tells them from known ones.
        """
        now = clock()
        user = self.find_user(username=username) if username else None
        if user is None or not user.is_active or self._is_locked(user, now):
            check_password_hash(hash_of_nobody(), password)
            self._note("login_refused", username if user else "unknown", now)
            return None
        if not check_password_hash(user.password, password):
            self._count_failure(user)
            self._note("login_failed", user.username, now)
            return None
        self._reset_failures(user, now)
        self._note("login", user.username, now)
        return user

    def reset_password(self, userid: Any, password: str) -> None:
        """Set a password and end every session that came in by the one before."""
        user = target_of_reset(userid)
        audit.record(db.session(), "change_password", "User", user.username, now=clock())
        super().reset_password(user.id, password)
        end_sessions(user.id)

    def knows_password(self, user: Any, password: str) -> bool:
        """Check the password of who is logged in; wrong ones count towards the lock."""
        if self._is_locked(user, clock()):
            return False
        if check_password_hash(user.password, password):
            return True
        self._count_failure(user)
        db.session.commit()
        return False

    def _is_locked(self, user: Any, now: datetime) -> bool:
        """Return whether the account used up its checks; the lock ends with the window."""
        if (user.fail_login_count or 0) < CHECKS:
            return False
        last = user.changed_on
        if last is None:
            return True
        if now.replace(tzinfo=None) - last < WINDOW:
            return True
        user.fail_login_count = 0
        return False

    def _count_failure(self, user: Any) -> None:
        user.fail_login_count = (user.fail_login_count or 0) + 1
        user.changed_on = clock().replace(tzinfo=None)

    def _reset_failures(self, user: Any, now: datetime) -> None:
        user.fail_login_count = 0
        user.login_count = (user.login_count or 0) + 1
        user.last_login = now.replace(tzinfo=None)

    def _note(self, action: str, username: str, now: datetime) -> None:
        """Write the attempt down and commit it with what was counted.

        One transaction: on SQLite a second one of the request would read before it writes, and
        be refused when a job writes in between.
        """
        with acting_as(SYSTEM):
            audit.record(db.session(), action, "User", username, now=now)
            db.session.commit()
