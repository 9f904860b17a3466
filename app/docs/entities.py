"""Which entities are there, and how do they hang together?"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

import models  # noqa: F401 - maps every entity
from app.docs.table import page, table
from app.schema.base import Base
from app.schema.fields import fields_of, optional
from app.schema.kinds import Kind
from app.schema.registry import entities


def entities_page() -> str:
    """Return the diagram of all entities, and what each one is."""
    rows = [(f"`{name}`", one.__entity__.label, _about(one)) for name, one in entities().items()]
    return page(
        "Entities",
        "The columns of each stand in the [data dictionary](data-dictionary.md).",
        _diagram(),
        table(("entity", "label", "what it is"), rows),
    )


def _about(model: type[Base]) -> str:
    return (model.__doc__ or "").strip().splitlines()[0]


def _diagram() -> str:
    lines = [line for name, model in entities().items() for line in _links(name, model)]
    return "\n".join(["```mermaid", "erDiagram", *sorted(lines), "```"])


def _links(name: str, model: type[Base]) -> Iterator[str]:
    """Yield one line for each key that leads to another entity."""
    tables = {one.__tablename__: other for other, one in entities().items()}
    for key, field in fields_of(model).items():
        target = tables.get(str(field.target).partition(".")[0])
        if field.kind is Kind.link and target:
            one = "|o" if optional(model, key) else "||"
            many = "o|" if _is_alone(model, key) else "o{"
            yield f"    {target} {one}--{many} {name} : {key.removesuffix('_id')}"


def _is_alone(model: type[Base], key: str) -> bool:
    """Return whether no two rows lead to the same record."""
    found = sa.inspect(model).local_table
    alone = [one for one in found.constraints if isinstance(one, sa.UniqueConstraint)]  # type: ignore[attr-defined]
    return bool(found.columns[key].unique) or any(
        [column.key for column in one.columns] == [key] for one in alone
    )
