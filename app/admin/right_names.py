"""What is a right on an entity called in the portal?"""

from __future__ import annotations

from app.schema.entity import Can


def right_of(can: Can) -> str:
    """Return the name of the right; that of Python's own word ``import`` loses its mark."""
    return f"can_{str(can.name).strip('_')}"
