"""Who writes the keys under which the search box finds a row? Every save, from the quick fields.

Installed by import on SQLAlchemy's session class, like the scope layer. Rows that were written
past it, or before the column was there, are filled by :func:`fill_missing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session, attributes

from app.policy.search_keys import keys_of
from app.schema.base import Base
from app.schema.fields import Field, fields_of
from app.schema.kinds import Kind
from app.schema.registry import entities
from app.schema.search_key import KEY

BATCH = 1000


@lru_cache(maxsize=256)
def in_keys(model: type[Base]) -> Mapping[str, Field]:
    """Return the fields whose words stand in the keys of a row; none when it has no keys."""
    if not hasattr(model, KEY):
        return {}
    return {name: one for name, one in fields_of(model).items() if one.quick and not one.sealed}


@event.listens_for(Session, "before_flush")
def write_keys(session: Session, context: Any, instances: Any) -> None:  # noqa: ARG001 - event signature
    """Write the keys of new rows, and of those in which a quick field changed."""
    row: Any
    for row in session.new:
        if names := _in_keys_of(row):
            setattr(row, KEY, keys_for(row, names))
    for row in session.dirty:
        names = _in_keys_of(row)
        if any(_changed(row, name) for name in names):
            setattr(row, KEY, keys_for(row, names))


def _in_keys_of(row: Base) -> Mapping[str, Field]:
    return in_keys(type(row))


def _changed(row: Base, name: str) -> bool:
    return bool(attributes.get_history(row, name).has_changes())


def keys_for(row: Any, names: Mapping[str, Field]) -> str:
    """Return the keys of a row, whose quick fields are ``names``."""
    persons = [getattr(row, one) or "" for one in names if names[one].kind is Kind.person_name]
    others = [getattr(row, one) or "" for one in names if names[one].kind is not Kind.person_name]
    return keys_of(persons, others)


def fill_missing(session: Session) -> int:
    """Write the keys of all rows that have none, some at a time; return how many there were."""
    number = 0
    model: Any
    for model in entities().values():
        while names := in_keys(model):
            column, key = getattr(model, KEY), model.id
            rows = session.scalars(
                sa.select(model).where(column.is_(None)).order_by(key).limit(BATCH)
            )
            found = [(row.id, keys_for(row, names)) for row in rows.unique()]
            if not found:
                break
            # Row by row past the version: nobody's open form becomes stale by it.
            for one, keys in found:
                session.execute(
                    sa.update(model).where(key == one).values({KEY: keys}),
                    execution_options={
                        "synchronize_session": False,
                        "unrecorded": "follows from the values",
                    },
                )
            session.commit()
            number += len(found)
    return number
