"""Which entities are there, with which columns?"""

from __future__ import annotations

import models  # noqa: F401 - maps every entity
from app.docs.table import page, table
from app.schema.base import Base
from app.schema.entity import Scope
from app.schema.fields import fields_of, optional
from app.schema.registry import entities


def entities_page() -> str:
    """Return the data dictionary."""
    return page("Entities", *(_entity(name, model) for name, model in entities().items()))


def _entity(name: str, model: type[Base]) -> str:
    entity = model.__entity__
    about = (model.__doc__ or "").strip().splitlines()[0]
    rows = [
        (
            f"`{key}`",
            field.label,
            field.kind.value,
            "optional" if optional(model, key) else "required",
            "sealed" if field.sealed else "plain",
            field.step or "",
        )
        for key, field in fields_of(model).items()
    ]
    head = ("column", "label", "kind", "presence", "kept", "section of the form")
    return f"## {name}\n\n{about} Rows: {_scope(entity.scope)}.\n\n{table(head, rows)}"


def _scope(scope: Scope) -> str:
    words = [f"district by `{scope.district}`"] if scope.district else []
    words += [f"family by `{scope.account}`"] if scope.account else []
    words += ["all staff"] if scope.staff else []
    words += ["everybody may read"] if scope.everyone else []
    words += ["never changed"] if scope.append else []
    return ", ".join(words) or "the system only"
