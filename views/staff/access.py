"""May the user of the portal see this hand-written page?"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import abort, current_app, redirect, request, url_for
from flask_login import current_user

P = ParamSpec("P")
R = TypeVar("R")


def permitted(name: str, entity: str = "Application") -> bool:
    """Return whether the user holds a permission on an entity, of registrations when not said."""
    return bool(current_app.appbuilder.sm.has_access(name, entity))  # type: ignore[attr-defined]


def staff_only(
    permission: str, entity: str = "Application"
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let in whoever is logged in and holds ``permission`` on the entity."""

    def decorate(page: Callable[P, R]) -> Callable[P, R]:
        @wraps(page)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            if not current_user.is_authenticated:
                back = request.script_root + request.path
                return redirect(url_for("AuthDBView.login", next=back))  # type: ignore[return-value]
            if not permitted(permission, entity):
                abort(403)
            return page(*args, **kwargs)

        return checked

    return decorate
