"""How is a statement narrowed to many rows by their keys?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session


def among(column: Any, keys: Sequence[int], session: Session) -> sa.ColumnElement[bool]:
    """Return the condition that the column is one of ``keys``.

    PostgreSQL gets them as one array: a statement with a thousand values is written, taken apart
    and planned anew each time, which costs more than reading the rows.
    """
    if session.get_bind().dialect.name == "postgresql":
        array = sa.literal(list(keys), sa.ARRAY(sa.Integer))
        found: sa.ColumnElement[bool] = column == sa.any_(array)
        return found
    narrowed: sa.ColumnElement[bool] = column.in_(keys)
    return narrowed
