"""Who may use a resource, and does it answer in the form that is asked for?"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, Response, request
from flask_login import current_user
from werkzeug.exceptions import Forbidden, NotAcceptable, Unauthorized

from app.extensions.bearer import speaks_rest

FORMS = ("application/json", "application/problem+json")


def logged_in() -> None:
    """Refuse who shows neither a session nor a valid key, or wants something else than JSON."""
    if not current_user.is_authenticated:
        raise Unauthorized
    accepted = request.accept_mimetypes
    if accepted and not any(accepted[one] for one in FORMS):
        raise NotAcceptable


def allowed(permission: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let in whoever is logged in and holds the permission on the resource's entity."""

    def decorate(act: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(act)
        def checked(self: Any, *args: Any, **kwargs: Any) -> Any:
            logged_in()
            if not self.may(permission):
                raise Forbidden
            return act(self, *args, **kwargs)

        return checked

    return decorate


def speak_json(app: Flask) -> None:
    """Send no page below the resources, not even the one that leads to another address."""

    @app.after_request
    def _bare(response: Response) -> Response:
        if speaks_rest(request) and response.mimetype == "text/html":
            response.set_data(b"")
            response.mimetype = FORMS[0]
        return response
