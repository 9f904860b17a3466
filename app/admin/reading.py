"""Which records of families did a page show? Written down once for each page, with their ids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.extensions import clock
from app.schema.base import Base
from app.schema.fields import fields_of
from app.services import audit


def log_read(session: Session, model: type[Any], ids: Sequence[int], **details: Any) -> None:
    """Write that the present actor saw these records; nothing where they tell of no family."""
    if not ids or not issubclass(model, Base) or not is_of_families(model):
        return
    one = ids[0] if len(ids) == 1 else ""
    more = {"ids": [*ids], **details} if len(ids) > 1 else details
    audit.record_read(session, model.__name__, one, now=clock(), details=more)


def is_of_families(model: type[Base]) -> bool:
    """Return whether its rows tell of a family, so that who reads them is written down."""
    return bool(model.__entity__.scope.account) or "application_id" in fields_of(model)
