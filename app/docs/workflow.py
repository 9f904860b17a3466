"""What may happen to a registration?"""

from __future__ import annotations

from app.docs.table import page, table
from app.workflow.transition import Transition
from app.workflow.transitions import TRANSITIONS
from models.enums import ApplicationStatus


def workflow_page() -> str:
    """Return the diagram and the table of all transitions."""
    statuses = [(one.name, one.label, one.tone) for one in ApplicationStatus]
    head = ("name", "from", "to", "who", "asks", "guards", "tells")
    return page(
        "Workflow",
        _diagram(),
        "## Statuses",
        table(("status", "meaning", "tone"), statuses),
        "## Transitions",
        table(head, [_row(row) for row in TRANSITIONS.values()]),
    )


def _diagram() -> str:
    lines = ["```mermaid", "stateDiagram-v2", "    [*] --> draft"]
    for row in TRANSITIONS.values():
        lines += [f"    {source} --> {_target(row)}: {row.name}" for source in sorted(row.sources)]
    return "\n".join([*lines, "```"])


def _target(row: Transition) -> str:
    return row.target.__name__ if callable(row.target) else row.target.name


def _row(row: Transition) -> tuple[str, ...]:
    return (
        row.name,
        ", ".join(sorted(row.sources)),
        _target(row).replace("_", " "),
        ", ".join(sorted(row.who)),
        ", ".join(str(one.name) for one in row.asks).replace("_", " "),
        ", ".join(guard.__name__.replace("_", " ") for guard in row.guards),
        row.tells or "",
    )
