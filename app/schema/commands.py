"""What may one do with a row besides reading and changing it, alone or with many at once?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


def always(row: Any, now: datetime) -> str | None:  # noqa: ARG001 - same form as every condition
    """Return that nothing forbids it."""
    return None


@dataclass(frozen=True, kw_only=True)
class Command:
    """One deed, under the name of the act whose right it asks; app.admin.commands carries it out.

    ``asks`` is what its page asks before it is done; ``why_not`` tells the msgid of what forbids
    it on a row at a moment, or nothing.
    """

    label: str
    asks: str
    icon: str = "check"
    tone: str = ""
    why_not: Callable[[Any, datetime], str | None] = always
