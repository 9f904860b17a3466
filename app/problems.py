"""How is a program told that something went wrong? By a problem document (RFC 9457)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from flask import Response, jsonify
from flask_babel import gettext

from app.schema.words import N_

MEDIA_TYPE = "application/problem+json"
GENERIC = "about:blank"
"""Nothing more is said of the problem's sort than its status says."""
KIND = "urn:jifen:problem:"

TITLES: dict[int, str] = {
    400: N_("Not understood"),
    401: N_("Not logged in"),
    403: N_("Not allowed"),
    404: N_("Not found"),
    405: N_("Not possible in this way"),
    406: N_("No such form of answer"),
    409: N_("Contradiction"),
    412: N_("Changed in the meantime"),
    413: N_("Too large"),
    415: N_("No such form of request"),
    422: N_("Not acceptable"),
    428: N_("State not named"),
    429: N_("Too many requests"),
    500: N_("Error on our side"),
    503: N_("Busy"),
}
SENTENCES: dict[int, str] = {
    400: N_("The request could not be understood."),
    401: N_("Send a valid access token, or log in."),
    403: N_("You do not have the right to do this."),
    404: N_("There is nothing at this address, or no such record that you may see."),
    405: N_("This address does not answer to this method."),
    406: N_("This address answers JSON only."),
    412: N_("Somebody else changed this record since you read it. Read it again and compare."),
    413: N_("What you sent is too large."),
    415: N_("Send JSON, with the content type application/json."),
    428: N_("Say in If-Match which state you read: the ETag of the answer to your GET."),
    429: N_("Too many requests. Wait a minute and try again."),
}
"""What a program is told where a page says it in other words."""


def problem(
    status: int,
    sentence: str,
    *,
    kind: str = GENERIC,
    errors: Mapping[str, Iterable[Any]] | None = None,
) -> Response:
    """Return the document: its sort, what happened in words, and what is wrong with each field."""
    body: dict[str, Any] = {
        "type": kind if kind == GENERIC else f"{KIND}{kind}",
        "title": gettext(TITLES.get(status, TITLES[400 if status < 500 else 500])),  # noqa: PLR2004
        "status": int(status),
        "detail": sentence,
        "instance": _instance(),
    }
    if errors:
        body["errors"] = {name: [str(one) for one in found] for name, found in errors.items()}
    response = jsonify(body)
    response.mimetype = MEDIA_TYPE
    response.status_code = int(status)
    if status == 401:  # noqa: PLR2004
        response.headers["WWW-Authenticate"] = 'Bearer realm="jifen"'
    return response


def refused(status: int, **more: Any) -> Response:
    """Return the document of a status with the sentence that belongs to it."""
    return problem(status, gettext(SENTENCES[status]), **more)


def _instance() -> str:
    """Return the number under which the log speaks of this request."""
    known = structlog.contextvars.get_contextvars().get("request")
    return f"urn:uuid:{uuid.UUID(known) if known else uuid.uuid4()}"
