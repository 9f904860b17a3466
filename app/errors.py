"""Which answer does each error get? One table, for both doors."""

from __future__ import annotations

from contextlib import nullcontext
from http import HTTPStatus

import structlog
from flask import Flask, Response, current_app, request
from flask_babel import force_locale, gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from app import problems
from app.exceptions import JifenError, NotScoped, SealBroken, StaleVersion, TransitionRefused
from app.extensions.bearer import speaks_rest
from app.extensions.languages import DEFAULT
from app.extensions.logs import has_begun, where
from app.schema.words import N_

STATUS: dict[type[Exception], HTTPStatus] = {
    NotScoped: HTTPStatus.NOT_FOUND,
    StaleVersion: HTTPStatus.CONFLICT,
    TransitionRefused: HTTPStatus.CONFLICT,
    SealBroken: HTTPStatus.INTERNAL_SERVER_ERROR,
    JifenError: HTTPStatus.UNPROCESSABLE_ENTITY,
    IntegrityError: HTTPStatus.CONFLICT,
    StaleDataError: HTTPStatus.CONFLICT,
    DataError: HTTPStatus.UNPROCESSABLE_ENTITY,
    OperationalError: HTTPStatus.SERVICE_UNAVAILABLE,
    InterfaceError: HTTPStatus.SERVICE_UNAVAILABLE,
    PoolExhausted: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""The status of each error and of what is derived from it; what is not named here is 500."""

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

SESSION_OVER = N_(
    "Your log-in has ended, or this page was open for too long. Log in again in another window, "
    "come back to this page and send it once more: what you typed still stands there."
)
RETRY_AFTER = {HTTPStatus.TOO_MANY_REQUESTS: "60", HTTPStatus.SERVICE_UNAVAILABLE: "30"}
"""After how many seconds it is worth to try again."""

log = structlog.get_logger(__name__)


def register(app: Flask) -> None:
    """Let every error of ``app`` end in a page, or a problem document, with a sentence."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(JifenError, _ours)
    app.register_error_handler(Exception, _unexpected)
    app.before_request(_find_no_zero)


def _find_no_zero() -> None:
    """Find nothing at an address with a zero character; PostgreSQL cannot even be asked for it."""
    if "\x00" in request.path:
        raise NotFound


def _http(error: HTTPException) -> Response:
    if error.response is not None and isinstance(error.response, Response):
        return error.response
    code = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if code < HTTPStatus.BAD_REQUEST:
        return error.get_response()  # type: ignore[return-value]
    original = getattr(error, "original_exception", None)
    if isinstance(original, Exception):
        return _unexpected(original)
    if isinstance(error, CSRFError):
        return answer(code, SESSION_OVER)
    usual = 400 if code < HTTPStatus.INTERNAL_SERVER_ERROR else 500
    response = answer(code, SENTENCES.get(code, SENTENCES[usual]))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(error.valid_methods)
    return response


def _ours(error: JifenError) -> Response:
    return answer(status_of(error), error.msgid, **error.params)


def _unexpected(error: Exception) -> Response:
    status = status_of(error)
    note(error)
    return answer(status, SENTENCES[int(status)])


def status_of(error: Exception) -> HTTPStatus:
    """Return the status of an error, by the nearest of its classes that the table names."""
    named = (STATUS[one] for one in type(error).__mro__ if one in STATUS)
    return next(named, HTTPStatus.INTERNAL_SERVER_ERROR)


def note(error: BaseException | None) -> None:
    """Log the name of an error and where it arose, never its text: that may name a person."""
    trace = error.__traceback__ if error else None
    log.error("unexpected", error=type(error).__name__, where=where(trace))


def answer(code: int, msgid: str, **params: object) -> Response:
    """Return the page of an error, or a problem document (RFC 9457) where JSON is spoken."""
    # A request that has not begun has no session, and so no language of its own.
    with nullcontext() if has_begun() else force_locale(DEFAULT):
        response = _worded(code, msgid, params)
    response.status_code = code
    if code in RETRY_AFTER:
        response.headers["Retry-After"] = RETRY_AFTER[HTTPStatus(code)]
    return response


def _worded(code: int, msgid: str, params: dict[str, object]) -> Response:
    in_rest = speaks_rest(request)
    if in_rest and msgid in SENTENCES.values():
        msgid = problems.SENTENCES.get(code, msgid)
    sentence = gettext(msgid, **params)
    if in_rest or request.accept_mimetypes.best == "application/json":
        return problems.problem(int(code), sentence)
    # Not render_template: what it adds to a page asks the database, which may be what failed.
    # Not url_for: a request for an unknown host has no routes.
    template = current_app.jinja_env.get_template("errors/error.html")
    home = request.environ.get("SCRIPT_NAME", "")
    page = template.render(code=int(code), sentence=sentence, home=home)
    return current_app.response_class(page, mimetype="text/html")
