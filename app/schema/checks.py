"""What must the answers of one record keep to, taken together, before they are saved?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from app.schema.base import Base
from app.schema.words import Refusal

Check = Callable[[Any, Mapping[str, Any]], Iterable[tuple[str, Refusal]]]
"""Takes the session and the answers by field; tells at which field something is wrong, and what."""
_checks: dict[type[Base], Check] = {}


def checks(model: type[Base]) -> Callable[[Check], Check]:
    """Let the decorated function check each record of ``model`` that a form, import or REST saves.

    It sees the answers once each is right by itself, a closed choice as its member.
    """

    def register(check: Check) -> Check:
        _checks[model] = check
        return check

    return register


def check_of(model: type[Base]) -> Check | None:
    """Return what checks the records of ``model`` before they are saved."""
    return _checks.get(model)
