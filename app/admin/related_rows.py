"""Which rows belong to a record, and how many? Only the rows of the open tab are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, with_parent

from app.admin.columns import shown_columns
from app.admin.counting import TAB_CAP, CappedCount
from app.admin.keyset import Order, cursor, stretch, token
from app.schema.base import Base

SIZE = 25


@dataclass(frozen=True)
class RelatedRows:
    """One page of the rows on the other side of a relation."""

    model: type[Base]
    columns: Sequence[str]
    rows: Sequence[Any]
    next_cursor: str | None
    prev_cursor: str | None


def target_of(model: type[Base], name: str) -> type[Base]:
    """Return the entity on the other side of a relation."""
    found: type[Base] = sa.inspect(model).relationships[name].mapper.class_
    return found


def related_counts(session: Session, row: Any, names: Sequence[str]) -> dict[str, CappedCount]:
    """Return how many rows in scope each relation has, counted to the cap, by one statement."""
    if not names:
        return {}
    asked = [_capped(row, name) for name in names]
    found = session.execute(sa.select(*asked)).one()
    return {name: CappedCount(number, TAB_CAP) for name, number in zip(names, found, strict=True)}


def _capped(row: Any, name: str) -> Any:
    key = target_of(type(row), name).id  # type: ignore[attr-defined]
    rows = sa.select(key).where(with_parent(row, getattr(type(row), name)))
    some = rows.limit(TAB_CAP + 1).subquery()
    return sa.select(sa.func.count()).select_from(some).scalar_subquery()


def related_rows(session: Session, row: Any, name: str, args: Mapping[str, str]) -> RelatedRows:
    """Return the page of a relation's rows that the address asks for; BadRequest for nonsense."""
    model = target_of(type(row), name)
    order = Order(model, "id", down=False)
    place = cursor(order, {key: args[key] for key in ("after", "before") if key in args})
    query = sa.select(model).where(with_parent(row, getattr(type(row), name)))
    back = _back_to(type(row), name)
    columns = [one for one in shown_columns(model) if one != back]
    relations = sa.inspect(model).relationships
    loads = [joinedload(getattr(model, one)) for one in columns if one in relations]
    found = list(session.scalars(stretch(query, loads, order, place, SIZE + 1)).unique())
    more, reversed_ = len(found) > SIZE, place is not None and place.back
    rows = found[:SIZE][::-1] if reversed_ else found[:SIZE]
    return RelatedRows(
        model=model,
        columns=columns,
        rows=rows,
        next_cursor=token(order, rows[-1]) if rows and (more or reversed_) else None,
        prev_cursor=token(order, rows[0]) if rows and place and (more or not reversed_) else None,
    )


def _back_to(model: type[Base], name: str) -> str | None:
    """Return the relation that leads back to the record itself."""
    return sa.inspect(model).relationships[name].back_populates
