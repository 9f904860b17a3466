"""What does a rule look at?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.security.actor import Actor
from models.application import Application


class Facts(Protocol):
    """What only the database knows; the services answer, rules ask."""

    def is_complete(self) -> bool:
        """Return whether every section of the draft is complete."""
        ...

    def child_live_elsewhere(self) -> bool:
        """Return whether a child of this case is live in another one of the same year."""
        ...

    def is_own_family(self) -> bool:
        """Return whether the acting member of staff is a guardian in this case."""
        ...

    def has_declared_conflict(self) -> bool:
        """Return whether the acting member of staff declared not to act on this case."""
        ...

    def reminders_recorded(self) -> bool:
        """Return whether every reminder that fell due before the deadline was recorded."""
        ...

    def messages_unsent(self) -> bool:
        """Return whether no message of the last event has left yet."""
        ...


@dataclass(frozen=True)
class Case:
    """One application, who wants to act on it, and the instant at which the request arrived."""

    application: Application
    actor: Actor
    now: datetime
    facts: Facts
