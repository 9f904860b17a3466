"""Which column types does the schema add to SQLAlchemy's?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect


class Code(sa.TypeDecorator[str]):
    """The code of a dictionary's entry; a member of an enumeration is kept as its plain name."""

    impl = sa.String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Return a plain text, which every driver takes."""
        return None if value is None else str(value)


class UtcDateTime(sa.TypeDecorator[datetime]):
    """An aware moment; stored in UTC, refused when it has no time zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC; SQLite, which knows no zones, gets it naive."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a moment without time zone"
            raise ValueError(message)
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment, aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)
