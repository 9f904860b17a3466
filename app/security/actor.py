"""Who acts in this thread or job?"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass, field

from app.schema.entity import Role, with_implied


class Party(enum.StrEnum):
    """From which side an actor comes."""

    nobody = enum.auto()
    family = enum.auto()
    staff = enum.auto()
    system = enum.auto()


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who acts: a family's account, a member of staff, the system, or nobody.

    ``districts`` are the ids whose rows staff may reach; ``whole_city`` lifts that limit.
    """

    party: Party
    account_id: int | None = None
    user_id: int | None = None
    name: str = ""
    roles: frozenset[Role] = field(default_factory=frozenset)
    districts: frozenset[int] = field(default_factory=frozenset)
    whole_city: bool = False
    token: str = ""
    """Name of the access token by which a program acts for a member of staff."""

    def has(self, *roles: Role) -> bool:
        """Return whether the actor holds one of ``roles``, directly or by a greater one."""
        return not with_implied(self.roles).isdisjoint(roles)

    def reaches(self, district_id: int | None) -> bool:
        """Return whether the rows of the district are in the actor's scope."""
        if self.party is Party.system:
            return True
        if self.party is not Party.staff:
            return False
        return self.whole_city or district_id in self.districts


NOBODY = Actor(party=Party.nobody)
SYSTEM = Actor(party=Party.system, name="system", roles=frozenset({Role.system}))

_current: ContextVar[Actor] = ContextVar("actor", default=NOBODY)


def actor() -> Actor:
    """Return who acts now; nobody, unless somebody was named."""
    return _current.get()


def enter(who: Actor) -> Token[Actor]:
    """Let ``who`` act from now on; give the token to :func:`leave`."""
    return _current.set(who)


def leave(token: Token[Actor]) -> None:
    """End what :func:`enter` began."""
    _current.reset(token)


@contextmanager
def acting_as(who: Actor) -> Iterator[Actor]:
    """Let ``who`` act inside the block."""
    token = enter(who)
    try:
        yield who
    finally:
        leave(token)


def family(account_id: int, name: str = "") -> Actor:
    """Return the actor of a family's account."""
    return Actor(
        party=Party.family, account_id=account_id, name=name, roles=frozenset({Role.guardian})
    )
