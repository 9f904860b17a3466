"""How does Alembic reach the schema? It is handed a connection by ``jifen migrate`` or a test."""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from sqlalchemy.types import TypeDecorator

import models  # noqa: F401 - maps every table
from app.schema.base import Base

# Expression indexes are reflected differently by each database and version of Alembic;
# tests/repository/test_migrations.py asserts that they exist.
BY_HAND = frozenset(
    index.name
    for table in Base.metadata.tables.values()
    for index in table.indexes
    if not all(isinstance(part, sa.Column) for part in index.expressions)
)


def include_object(
    item: Any,  # noqa: ARG001 - Alembic's form
    name: str | None,
    kind: str,
    reflected: bool,  # noqa: FBT001 - Alembic's form
    compare_to: Any,
) -> bool:
    """Leave foreign tables alone (the job engine's); a table of ours is dropped by hand."""
    if kind == "index" and (name in BY_HAND or str(name).endswith("_search")):
        return False
    return not (kind == "table" and reflected and compare_to is None)


def render_item(kind: str, item: Any, autogen: Any) -> str | Literal[False]:  # noqa: ARG001 - Alembic's form
    """Write plain SQL types into migrations, never code of ours."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def migrate(connection: sa.Connection) -> None:
    """Run the migrations on ``connection`` in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        include_object=include_object,
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()


handed = context.config.attributes.get("connection")
if handed is not None:
    migrate(handed)
else:
    url = context.config.get_main_option("sqlalchemy.url") or ""
    with sa.create_engine(url).connect() as opened:
        migrate(opened)
        opened.commit()
