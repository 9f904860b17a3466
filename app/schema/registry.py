"""Which entities are there?"""

from __future__ import annotations

from app.schema.base import Base


def entities() -> dict[str, type[Base]]:
    """Return every mapped class that declares an ``__entity__``, by its class name."""
    found = {
        mapper.class_.__name__: mapper.class_
        for mapper in Base.registry.mappers
        if "__entity__" in vars(mapper.class_)
    }
    return dict(sorted(found.items()))


def entity_named(name: str) -> type[Base]:
    """Return the entity called ``name``; KeyError when there is none."""
    return entities()[name]
