"""Which objects does each web application share? The instances, bound by the factory."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import current_app
from flask_appbuilder.models.sqla.base import SQLA
from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect

from app.schema.base import Base

# hide_parameters: no value of a person ever stands in an error message or a log line.
db = SQLA(metadata=Base.metadata, engine_options={"hide_parameters": True})


def new_csrf() -> CSRFProtect:
    """Return CSRF protection for one application."""
    return CSRFProtect()


def new_babel() -> Babel:
    """Return translations for one application."""
    return Babel()


def new_limiter() -> Limiter:
    """Return a rate limiter for one application."""
    return Limiter(get_remote_address)


def utc_now() -> datetime:
    """Return the present moment; the one place that asks the machine's clock."""
    return datetime.now(UTC)


def clock() -> datetime:
    """Return the moment of the application's clock; tests set it."""
    now: datetime = current_app.config.get("CLOCK", utc_now)()
    return now
