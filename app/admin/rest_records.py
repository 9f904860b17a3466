"""How does a record stand in an answer, and which state of it did a program read?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import Response, jsonify, request

from app.admin.correction_form import stamp_of
from app.admin.naming import named
from app.admin.office_form import version_of
from app.problems import refused
from app.schema.base import Base
from app.schema.choices import Choice
from app.schema.entity import Can
from app.security.actor import actor
from app.security.field_rights import seen

PRECONDITION_FAILED, PRECONDITION_REQUIRED = 412, 428
STALE, UNNAMED = "stale-version", "version-missing"


def as_json(row: Base, names: Iterable[str]) -> dict[str, Any]:
    """Return what the reader may see of these fields of a record."""
    model = type(row)
    return {name: plain(seen(model, name, getattr(row, name), actor())) for name in names}


def plain(value: Any) -> Any:
    """Return a value as JSON has it; a record on the other side by its number and name."""
    if isinstance(value, Choice):
        return value.name
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if value is None or isinstance(value, (str, int, float, dict, list)):
        return value
    return {"id": value.id, "name": named(value)}


def state_of(row: Base) -> str:
    """Return by what a change is checked; of what is corrected, its case and protected values too.

    The short state of other records tells of what their form changes.
    """
    can_be_corrected = Can.correct in type(row).__entity__.granted
    if getattr(row, "version", None) is None and can_be_corrected:
        return stamp_of(row)
    return version_of(row)


def etag(row: Base, told: dict[str, Any]) -> str:
    """Return the strong tag of an answer: the state that a change is checked by, and its text."""
    text = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return f"{state_of(row)}.{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def record_answer(row: Base, told: dict[str, Any], status: int = 200) -> Response:
    """Return a record with its tag; nothing but the tag to who has this very answer already."""
    tag = etag(row, told)
    known = request.method in {"GET", "HEAD"} and request.if_none_match.contains(tag)
    response = Response(status=304) if known else jsonify(result=told)
    response.status_code = 304 if known else status
    response.set_etag(tag)
    return response


def versions_read() -> list[str]:
    """Return the states that the request says it read."""
    return [tag.partition(".")[0] for tag in request.if_match.as_set()]


def unread(row: Base) -> Response | None:
    """Return the refusal of a change by who does not know the present state of the record."""
    if "If-Match" not in request.headers or request.if_match.star_tag:
        return refused(PRECONDITION_REQUIRED, kind=UNNAMED)
    if state_of(row) not in versions_read():
        return refused(PRECONDITION_FAILED, kind=STALE)
    return None
