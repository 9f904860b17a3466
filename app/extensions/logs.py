"""What is logged, and what never is?"""

from __future__ import annotations

import logging
import re
import sys
import time
import uuid
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import structlog
from flask import Flask, Response, g, request

ID_NUMBER = re.compile(r"(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?!\d)")
PHONE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")
OURS = ("app.", "views.", "models.")
MOST_CALLS = 6
"""How many of our own calls stand in the log for an error."""

Event = MutableMapping[str, Any]
log = structlog.get_logger(__name__)


def configure(level: str, *, as_json: bool) -> None:
    """Set up logging for this process; JSON lines in production, readable ones elsewhere."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        name_errors,
        mask_numbers,
    ]
    last = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in ("dbos", "alembic", "flask_appbuilder", "sqlalchemy"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
    )


def mask_numbers(logger: Any, method: str, event: Event) -> Event:  # noqa: ARG001 - its form
    """Hide the middle of every ID number and phone number in a log line."""
    return {key: _masked(value) for key, value in event.items()}


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return PHONE.sub(r"\1****\2", ID_NUMBER.sub(r"\1********\2", value))
    if isinstance(value, dict):
        return {key: _masked(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(one) for one in value]
    return value


def name_errors(logger: Any, method: str, event: Event) -> Event:  # noqa: ARG001 - its form
    """Replace an exception by its name and where it arose; its text may hold SQL or a person."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event.update(error=type(error).__name__, where=where(error.__traceback__))
    return event


def where(trace: TracebackType | None) -> str:
    """Return where an error arose, and by which of our own lines, the nearest first."""
    calls = []
    while trace is not None:
        calls.append(f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}")
        trace = trace.tb_next
    arose, ours = calls[-1:], [call for call in calls[-2::-1] if call.startswith(OURS)]
    return " < ".join([*arose, *ours[:MOST_CALLS]])


def tag_requests(app: Flask) -> None:
    """Give every request an id that its log lines carry, and log how it ended."""

    @app.before_request
    def _tag() -> None:
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(
            request=uuid.uuid4().hex, door=app.config["DOOR"], endpoint=request.endpoint
        )
        g.began = time.perf_counter()

    @app.after_request
    def _note(response: Response) -> Response:
        if has_begun() and not str(request.endpoint).endswith("static"):
            took = round((time.perf_counter() - g.began) * 1000)
            log.info("answered", method=request.method, status=response.status_code, ms=took)
        return response


def has_begun() -> bool:
    """Return whether the request got as far as to have a session, and an id in the log."""
    return "began" in g
