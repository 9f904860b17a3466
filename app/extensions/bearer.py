"""Does a program speak, with a key of its own instead of a session?"""

from __future__ import annotations

from flask import Request, request
from flask_wtf import CSRFProtect

API = "/api/"


def speaks_rest(asked: Request) -> bool:
    """Return whether the request is for the resources that answer JSON."""
    return asked.path.startswith(API)


def bears_token(asked: Request) -> bool:
    """Return whether the request names a key; then no cookie counts, whatever the key is worth."""
    given = asked.headers.get("Authorization", "")
    return speaks_rest(asked) and given[:7].lower() == "bearer "


def token_of(asked: Request) -> str:
    """Return the key that the request names, or nothing."""
    return asked.headers["Authorization"][7:].strip() if bears_token(asked) else ""


class DoorCsrf(CSRFProtect):  # type: ignore[misc]
    """Asks every changing request for the page's token but those that no browser sends by itself.

    A foreign page can neither set the header that names a key nor let a cookie count beside it.
    """

    def protect(self, apply_exemptions: bool = False) -> None:  # noqa: FBT001, FBT002 - stock's signature
        """Check the token of the page, where a session stands behind the request."""
        if not bears_token(request):
            super().protect(apply_exemptions)
