"""Who says who a family is?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from models.enums import RealNameLevel


@dataclass(frozen=True)
class Identity:
    """What a gateway knows of a person, and how surely."""

    name: str
    id_type: str
    id_number: str
    phone: str
    level: RealNameLevel


class IdentityGateway(Protocol):
    """Verifies what somebody says of himself."""

    def verify(self, claimed: Identity) -> Identity:
        """Return the identity with the level that the gateway vouches for."""
        ...


class LocalIdentity:
    """Vouches for nothing but the phone: its code was entered, so the level is junior.

    The middle level is given at the counter, or by a signed list (app.services.real_name).
    """

    def verify(self, claimed: Identity) -> Identity:
        """Return the identity at the junior level."""
        return Identity(
            claimed.name, claimed.id_type, claimed.id_number, claimed.phone, RealNameLevel.junior
        )


def identity_gateway(name: str) -> IdentityGateway:
    """Return the gateway called ``name``; KeyError when there is none."""
    return {"local": LocalIdentity}[name]()
