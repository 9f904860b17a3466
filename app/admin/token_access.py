"""For whom does a program act that shows a key, and how much of the owner's rights is the key's?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, Request, current_app, g, request
from flask_limiter import Limiter

from app.extensions import clock, db
from app.extensions.bearer import token_of
from app.schema.registry import entities
from app.services import api_tokens


@dataclass(frozen=True)
class Presented:
    """The key that a request shows."""

    id: int
    name: str
    scopes: frozenset[str]
    is_due: bool
    """Whether the moment of its last use is to be written anew."""


def presented() -> Presented | None:
    """Return the valid key of this request, if it shows one."""
    found: Presented | None = g.get("api_token")
    return found


def user_of_token(asked: Request) -> Any:
    """Return the user for whom the request's key acts; Flask-Login asks when no session answers."""
    secret = token_of(asked)
    row = api_tokens.find(db.session(), secret, clock()) if secret else None
    if row is None:
        return None
    builder: Any = current_app.extensions["appbuilder"]
    user = builder.sm.load_user(row.user_id)
    if user is not None:
        g.api_token = Presented(
            row.id, row.name, frozenset(row.scopes), is_due=api_tokens.is_due(row, clock())
        )
    return user


def opens(permission: str, entity: str) -> bool:
    """Return whether the request's key, if it shows one, opens what the permission is for."""
    key = presented()
    return key is None or api_tokens.scope_of(permission, entity) in key.scopes


def grantable(manager: Any) -> list[str]:
    """Return the scopes for which the user holds at least one permission."""
    found = []
    for view in manager.appbuilder.baseviews:
        name = view.class_permission_name
        if name not in entities():
            continue
        for permission in view.base_permissions:
            scope = api_tokens.scope_of(permission, name)
            if scope and scope not in found and manager.has_access(permission, name):
                found.append(scope)
    return sorted(found)


def watch_tokens(app: Flask, limiter: Limiter) -> None:
    """Count the requests of each key, and note when it was last used."""
    counted = limiter.shared_limit(lambda: app.config["API_LIMIT"], "rest", key_func=_key)

    @app.before_request
    def _count() -> None:
        key = presented() if g.user.is_authenticated else None
        if key is None:
            return
        if request.endpoint:
            with counted:
                pass
        if key.is_due:
            # Nothing is written yet, and SQLite lets one transaction write at a time.
            db.session.rollback()
            api_tokens.note_use(db.session(), key.id, clock())


def _key() -> str:
    key = presented()
    return f"token:{key.id}" if key else ""


def token_name() -> str:
    """Return what audit entries say of the key."""
    key = presented()
    return f"{key.name} ({key.id})" if key else ""
