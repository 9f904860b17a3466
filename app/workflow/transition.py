"""What is one row of the table?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.schema.entity import Role
from app.workflow.answers import Answers, Asks
from app.workflow.case import Case
from app.workflow.effects import Effect
from app.workflow.guards import Guard
from models.enums import ApplicationStatus

Target = ApplicationStatus | Callable[[Case, Answers], ApplicationStatus]


@dataclass(frozen=True)
class Transition:
    """One edge set of the workflow; everything about it stands in its row.

    ``second``: where it holds, the first act is kept as a proposal and another person's act
    confirms it. ``bulk``: how many rows one bulk action takes, 0 for none. ``holds``: its
    messages are held back for as long as it can be undone. ``cancels``: it takes back the
    messages of the act before.
    """

    name: str
    sources: frozenset[ApplicationStatus]
    target: Target
    who: frozenset[Role]
    label: str
    guards: tuple[Guard, ...] = ()
    asks: Asks = Asks.nothing
    effects: tuple[Effect, ...] = ()
    tells: str | None = None
    tone: str = ""
    icon: str = "chevron-right"
    bulk: int = 0
    second: Callable[[Case], bool] | None = None
    holds: bool = False
    cancels: bool = False

    @property
    def by_family(self) -> bool:
        """Return whether the family carries it out."""
        return Role.guardian in self.who

    @property
    def by_staff(self) -> bool:
        """Return whether staff carry it out."""
        return not self.who <= {Role.guardian, Role.system}
