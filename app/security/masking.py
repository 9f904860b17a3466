"""What may be seen of a protected value without revealing it?"""

from __future__ import annotations

from app.schema.fields import Field
from app.schema.kinds import Kind

KEEP = {Kind.id_number: (6, 4), Kind.phone: (3, 4), Kind.certificate: (4, 2), Kind.address: (3, 0)}
"""How many characters stay readable at the front and at the back, by kind."""
STARS = "****"


def mask(field: Field, value: str | None) -> str:
    """Return ``value`` with its middle hidden, or stars only when it is short."""
    if not value:
        return ""
    front, back = KEEP.get(field.kind, (0, 0))
    if len(value) <= front + back:
        return STARS
    return value[:front] + "*" * (len(value) - front - back) + (value[-back:] if back else "")
