"""What is kept of whom, for which purpose, how long, and who sees how much of it?"""

from __future__ import annotations

import models  # noqa: F401 - maps every entity
from app.docs.table import page, table
from app.schema.base import Base
from app.schema.entity import Scope
from app.schema.fields import Field, fields_of, optional
from app.schema.kinds import Kind
from app.schema.registry import entities
from app.schema.retention import Retention
from app.security.masking import STARS, mask

SAMPLES = {
    Kind.id_number: "350212199001011237",
    Kind.phone: "13800000001",
    Kind.certificate: "ABCD00000012",
    Kind.address: "Xiamen, a street, number 12",
}
HEAD = ("column", "label", "kind", "presence", "kept", "seen as", "purpose", "retention", "section")


def dictionary_page() -> str:
    """Return the data dictionary."""
    rules = [(one.value, str(one)) for one in Retention]
    return page(
        "Data dictionary",
        "Every declared column. *Kept*: sealed values are encrypted and bound to their row. "
        "*Seen as*: what the office reads without revealing. *Retention*: defaults of this "
        "program until the bureau decides; nothing is deleted by them yet, and no law is quoted.",
        "## Retention",
        table(("rule", "kept"), rules),
        *(_entity(name, model) for name, model in entities().items()),
    )


def _entity(name: str, model: type[Base]) -> str:
    entity = model.__entity__
    rows = [_row(model, key, field) for key, field in fields_of(model).items()]
    kept = entity.retention.value if entity.retention else "not decided"
    about = f"{entity.purpose} Rows: {_scope(entity.scope)}. Retention: {kept}."
    return f"## {name}\n\n{about}\n\n{table(HEAD, rows)}"


def _row(model: type[Base], key: str, field: Field) -> tuple[str, ...]:
    return (
        f"`{key}`",
        field.label,
        field.kind.value,
        "optional" if optional(model, key) else "required",
        "sealed" if field.sealed else "plain",
        _seen(field),
        field.purpose,
        field.retention.value if field.retention else "",
        field.step or "",
    )


def _seen(field: Field) -> str:
    """Return how much of the value a reader sees, and which readers."""
    if field.internal:
        return "never"
    shown = "in full"
    if field.sensitive:
        sample = SAMPLES.get(field.kind)
        shown = f"`{mask(field, sample) if sample else STARS}`"
    roles = ", ".join(role.value for role in field.seen_by or ())
    return f"{shown}, by {roles}" if roles else shown


def _scope(scope: Scope) -> str:
    words = [f"district by `{scope.district}`"] if scope.district else []
    words += [f"family by `{scope.account}`"] if scope.account else []
    words += ["all staff"] if scope.staff else []
    words += ["everybody may read"] if scope.everyone else []
    words += ["never changed"] if scope.append else []
    return ", ".join(words) or "the system only"
