"""What can one declare wrongly, and how is it mended?"""

from __future__ import annotations

import app.selfchecks  # noqa: F401 - registers the rules
from app.docs.table import page, table
from app.selfchecks.rules import RULES


def selfchecks_page() -> str:
    """Return the table of all self-checks."""
    rows = [(f"`jifen.{one.id}`", one.meaning, one.hint) for _, one in sorted(RULES.items())]
    return page(
        "Self-checks",
        "`jifen check` tells every finding. With one whose id begins with E no process starts; "
        "one that begins with W fails the checks only. Ids never change.",
        table(("id", "what is wrong", "how to mend it"), rows),
    )
