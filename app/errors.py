"""Which answer does each error get? One table, for both doors."""

from __future__ import annotations

from http import HTTPStatus

import structlog
from flask import Flask, Response, jsonify, render_template, request
from flask_babel import gettext
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException

from app.exceptions import JifenError, NotScoped, SealBroken, StaleVersion, TransitionRefused
from app.schema.words import N_

STATUS: dict[type[Exception], HTTPStatus] = {
    NotScoped: HTTPStatus.NOT_FOUND,
    StaleVersion: HTTPStatus.CONFLICT,
    TransitionRefused: HTTPStatus.CONFLICT,
    SealBroken: HTTPStatus.INTERNAL_SERVER_ERROR,
    IntegrityError: HTTPStatus.CONFLICT,
    OperationalError: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""The status of each error; what is not named here is 422 when ours and 500 when not."""

SENTENCES: dict[int, str] = {
    400: N_("The request could not be understood. Go back, reload the page and try again."),
    401: N_("Log in to go on."),
    403: N_("You do not have the right to see this page."),
    404: N_("This page was not found."),
    405: N_("This cannot be done that way. Go back and use the button on the page."),
    409: N_("Somebody else changed this in the meantime. Nothing was saved; look at it again."),
    413: N_("What you sent is too large. A picture may have at most 20 MB."),
    422: N_("What you sent could not be accepted."),
    429: N_("Too many attempts. Wait a minute and try again."),
    500: N_("Something went wrong on our side. Nothing was lost; try again in a minute."),
    503: N_("The system is busy. Nothing was lost; try again in a minute."),
}

log = structlog.get_logger(__name__)


def register(app: Flask) -> None:
    """Let every error of ``app`` end in a page, or a problem document, with a sentence."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(JifenError, _ours)
    app.register_error_handler(Exception, _unexpected)


def _http(error: HTTPException) -> tuple[Response | str, int] | Response:
    if error.response is not None and isinstance(error.response, Response):
        return error.response
    code = error.code or 500
    if code < HTTPStatus.BAD_REQUEST:
        return error.get_response()  # type: ignore[return-value]
    return answer(
        code,
        SENTENCES.get(code, SENTENCES[400 if code < HTTPStatus.INTERNAL_SERVER_ERROR else 500]),
    )


def _ours(error: JifenError) -> tuple[Response | str, int]:
    status = STATUS.get(type(error), HTTPStatus.UNPROCESSABLE_ENTITY)
    return answer(status, error.msgid, **error.params)


def _unexpected(error: Exception) -> tuple[Response | str, int]:
    status = STATUS.get(type(error), HTTPStatus.INTERNAL_SERVER_ERROR)
    # The name of the error and where it arose, never its text: that may hold personal data.
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else ""
    log.error("unexpected", error=type(error).__name__, where=where)
    return answer(status, SENTENCES[int(status)])


def answer(code: int, msgid: str, **params: object) -> tuple[Response | str, int]:
    """Return the page of an error, or a problem document (RFC 9457) where JSON is spoken."""
    sentence = gettext(msgid, **params)
    if "/api/" in request.path or request.accept_mimetypes.best == "application/json":
        problem = jsonify(type="about:blank", title=sentence, status=code)
        problem.mimetype = "application/problem+json"
        return problem, code
    return render_template("errors/error.html", code=code, sentence=sentence), code
