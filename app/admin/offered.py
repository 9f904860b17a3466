"""Among which rows does a condition on a relation choose? Read seldom, for they change seldom."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from flask_babel import get_locale
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.schema.base import Base
from app.security.actor import Actor, actor

LIFE = 30
"""Seconds after which rows that another process may have changed are read again."""
MOST = 500
CHANGED = "changed_for_offers"

Rows = list[tuple[int, str]]
_kept: WeakKeyDictionary[Any, dict[tuple[type[Base], Actor, str], tuple[float, Rows]]]
_kept = WeakKeyDictionary()


def offered(session: Session, model: type[Base], read: Callable[[], Rows]) -> Rows:
    """Return the keys and names of ``model`` in the actor's scope, as they were lately read."""
    of_database = _kept.setdefault(session.get_bind(), {})
    key = (model, actor(), str(get_locale()))
    found = of_database.get(key)
    now = time.monotonic()
    if found is None or now - found[0] > LIFE:
        if len(of_database) >= MOST:
            of_database.clear()
        found = of_database[key] = (now, read())
    return found[1]


@event.listens_for(Session, "after_flush")
def _note(session: Session, context: Any) -> None:  # noqa: ARG001 - event signature
    changed = {type(row) for row in (*session.new, *session.dirty, *session.deleted)}
    session.info.setdefault(CHANGED, set()).update(changed)


@event.listens_for(Session, "after_commit")
def _forget(session: Session) -> None:
    """Forget what a committed command may have changed."""
    changed = session.info.pop(CHANGED, set())
    for of_database in list(_kept.values()):
        for key in [key for key in of_database if key[0] in changed]:
            of_database.pop(key, None)
