"""What can one declare wrongly? Each finding has a stable id and a hint (docs/selfchecks.md)."""

from __future__ import annotations

from functools import lru_cache

import models  # noqa: F401 - maps every entity
from app.exceptions import DeclarationError
from app.selfchecks import charts, columns, entities, forms, whole, workflow  # noqa: F401 - the rules
from app.selfchecks.rules import RULES, Portal, portal


def findings(everything: Portal | None = None, level: str = "EW") -> list[str]:
    """Return every wrong declaration; none when all is well."""
    known = everything or portal()
    return [
        f"jifen.{one.id} {where}: {what}. {one.hint}"
        for _, one in sorted(RULES.items())
        if one.id[0] in level
        for where, what in one.look(known)
    ]


@lru_cache(maxsize=1)
def refuse_wrong() -> None:
    """Refuse to start with declarations that would go wrong later, before somebody's eyes."""
    found = findings(level="E")
    if found:
        raise DeclarationError("\n".join(found))
