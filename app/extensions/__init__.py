"""Which objects does each web application share? The instances, bound by the factory."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import current_app, has_app_context, has_request_context, request
from flask_appbuilder.models.sqla.base import SQLA
from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from app.extensions.bearer import DoorCsrf
from app.schema.base import Base

# hide_parameters: no value of a person ever stands in an error message or a log line.
db = SQLA(metadata=Base.metadata, engine_options={"hide_parameters": True})

LONGEST_WAIT = timedelta(seconds=120)
"""How long a request may have waited at the proxy for its arrival to count."""


def new_csrf() -> DoorCsrf:
    """Return CSRF protection for one application."""
    return DoorCsrf()


def new_babel() -> Babel:
    """Return translations for one application."""
    return Babel()


def new_limiter() -> Limiter:
    """Return a rate limiter for one application; it counts by itself while its store is down."""
    return Limiter(get_remote_address, in_memory_fallback_enabled=True)


def utc_now() -> datetime:
    """Return the present moment; the one place that asks the machine's clock."""
    return datetime.now(UTC)


def clock() -> datetime:
    """Return the moment of the application's clock; tests set it."""
    now: datetime = current_app.config.get("CLOCK", utc_now)()
    return now


def present() -> datetime:
    """Return the moment of the application's clock; outside of any, of the machine's."""
    return clock() if has_app_context() else utc_now()


def arrival() -> datetime:
    """Return when the request arrived at the proxy, which is what a deadline asks.

    Without the setting, or when the header is no moment of the last two minutes, it is now.
    """
    now = clock()
    header = current_app.config.get("ARRIVAL_HEADER")
    if not header or not has_request_context():
        return now
    try:
        arrived = datetime.fromtimestamp(float(request.headers.get(header, "")), UTC)
    except (ValueError, OverflowError, OSError):
        return now
    return arrived if now - LONGEST_WAIT <= arrived <= now else now
