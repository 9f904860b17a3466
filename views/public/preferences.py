"""What does the visitor's browser remember from one visit to the next? Nothing about persons."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app, request
from werkzeug.wrappers import Response

DISTRICT, LARGE_TEXT = "jf_district", "jf_large_text"
KEPT = timedelta(days=365)


def district_code() -> str:
    """Return the code of the district that was chosen in this browser, or nothing."""
    return request.cookies.get(DISTRICT, "")


def large_text() -> bool:
    """Return whether large text was chosen in this browser."""
    return request.cookies.get(LARGE_TEXT) == "yes"


def remember(answer: Response, name: str, value: str) -> Response:
    """Let the browser keep a choice for a year, readable by this door only."""
    answer.set_cookie(
        name,
        value,
        max_age=KEPT,
        httponly=True,
        samesite="Lax",
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
    )
    return answer
