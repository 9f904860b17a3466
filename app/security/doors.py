"""Through which door does the present actor write?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token

from app.security.actor import Actor, Party

DOORS = {
    Party.family: "parents",
    Party.staff: "staff",
    Party.system: "job",
    Party.nobody: "parents",
}
"""The door of each party, where nobody said another one."""

_door: ContextVar[str] = ContextVar("door", default="")


def door_of(who: Actor) -> str:
    """Return the door that was entered, or the usual one of the actor's party."""
    return _door.get() or DOORS[who.party]


def enter_by(name: str) -> Token[str]:
    """Come through a door from now on; give the token to :func:`leave_by`."""
    return _door.set(name)


def leave_by(token: Token[str]) -> None:
    """End what :func:`enter_by` began."""
    _door.reset(token)


@contextmanager
def through(name: str) -> Iterator[None]:
    """Come through ``name``, a member of ``models.enums.Door``, inside the block."""
    token = enter_by(name)
    try:
        yield
    finally:
        leave_by(token)
