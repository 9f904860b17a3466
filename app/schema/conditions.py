"""When does a field show, and when is it required?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class When:
    """Holds when the answer to ``field`` is one of ``values``; the browser gets the same rule."""

    field: str
    values: tuple[str, ...]

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Return whether the rule holds for these answers; an unanswered field is no match."""
        answer = answers.get(self.field)
        return any(item in self.values for item in self._words(answer))

    @staticmethod
    def _words(answer: Any) -> list[str]:
        if answer is None:
            return []
        if isinstance(answer, bool):
            return ["yes" if answer else "no"]
        if isinstance(answer, (list, tuple, set, frozenset)):
            return [str(item) for item in answer]
        return [str(answer)]

    def as_json(self) -> dict[str, Any]:
        """Return the rule as the page's script reads it."""
        return {"field": self.field, "in": list(self.values)}


def when(field: str, *values: str) -> When:
    """Return the rule that ``field`` has one of ``values``; without values, that it is ticked."""
    return When(field, values or ("yes",))
