"""What may an actor see, ask for, change and take away of each field? Said here and nowhere else.

Lists, details, forms, history, export, import, REST and printed pages all ask this module, so
that no door shows what another one hides.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import Any

from app.schema.base import Base
from app.schema.entity import Can, Role
from app.schema.fields import Field, fields_of
from app.security.actor import Actor, Party
from app.security.masking import mask


class Sight(enum.IntEnum):
    """How much of a field an actor sees."""

    hidden = 0
    masked = 1
    plain = 2


def field_behind(model: type[Base], name: str) -> Field | None:
    """Return the field called ``name``, or the key field of the relation called so."""
    fields = fields_of(model)
    return fields.get(name) or fields.get(f"{name}_id")


def sight(model: type[Base], name: str, who: Actor, *, revealing: bool = False) -> Sight:
    """Return how much ``who`` sees of a field or relation; ``revealing`` lifts the mask.

    A caller that reveals has a recorded reason and has asked :func:`may_reveal`.
    """
    field = field_behind(model, name)
    if field is None:
        return Sight.plain
    if field.internal or not _one_of(field.seen_by, who):
        return Sight.hidden
    return Sight.masked if field.sensitive and not revealing else Sight.plain


def visible(model: type[Base], names: Iterable[str], who: Actor) -> list[str]:
    """Return those of ``names`` of which ``who`` sees at least the mask."""
    return [name for name in names if sight(model, name, who) is not Sight.hidden]


def may_ask(model: type[Base], name: str, who: Actor) -> bool:
    """Return whether ``who`` may filter, sort or group by the field: only by what it sees."""
    return sight(model, name, who) is not Sight.hidden


def may_change(model: type[Base], name: str, who: Actor) -> bool:
    """Return whether ``who`` may change the field where it may change the record."""
    field = fields_of(model)[name]
    return sight(model, name, who) is not Sight.hidden and _one_of(field.changed_by, who)


def may_reveal(model: type[Base], who: Actor) -> bool:
    """Return whether ``who`` may see protected values of the entity in full, for a reason."""
    return who.party is Party.system or Can.reveal in model.__entity__.allows(who.roles)


def seen(model: type[Base], name: str, value: Any, who: Actor, *, revealing: bool = False) -> Any:
    """Return what ``who`` may see of a value of the field: itself, its mask, or None."""
    how = sight(model, name, who, revealing=revealing)
    if how is Sight.hidden or value is None:
        return None
    field = field_behind(model, name)
    return mask(field, str(value)) if how is Sight.masked and field is not None else value


def _one_of(roles: tuple[Role, ...] | None, who: Actor) -> bool:
    return roles is None or who.party is Party.system or who.has(*roles)
