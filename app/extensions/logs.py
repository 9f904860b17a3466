"""What is logged, and what never is?"""

from __future__ import annotations

import logging
import re
import sys
import uuid
from collections.abc import MutableMapping
from typing import Any

import structlog
from flask import Flask, request

ID_NUMBER = re.compile(r"(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?!\d)")
PHONE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")


def mask_numbers(
    logger: Any,  # noqa: ARG001 - structlog's form
    method: str,  # noqa: ARG001 - structlog's form
    event: MutableMapping[str, Any],
) -> MutableMapping[str, Any]:
    """Hide the middle of every ID number and phone number in a log line."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = PHONE.sub(r"\1****\2", ID_NUMBER.sub(r"\1********\2", value))
    return event


def configure(level: str, *, as_json: bool) -> None:
    """Set up logging for this process; JSON lines in production, readable ones elsewhere."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
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
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
    )


def tag_requests(app: Flask) -> None:
    """Give every request an id that its log lines carry."""

    @app.before_request
    def _tag() -> None:
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=uuid.uuid4().hex, path=request.path)
