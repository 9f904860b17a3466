"""How do protected values come in by a table? Whole, sealed for their row, and never kept plain."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from app.admin.import_cells import WrongCell
from app.schema.base import Base
from app.schema.fields import Field, fields_of
from app.schema.kinds import Kind
from app.schema.words import N_
from app.security.actor import actor
from app.security.field_rights import may_change
from app.security.masking import mask
from app.security.sealed import Sealed, seal, unseal
from app.services.filed_rows import NORMAL
from app.services.table_reading import CELLS

TABLE = "import_change"
RUINED = CELLS["ruined"]
STAR = "*"
POWER = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d{1,3}")
"""How a spreadsheet writes a long number once it has taken it for a number."""
ROUNDED = re.compile(r"\d{15}0{1,5}")
"""What is left of a number of which a spreadsheet kept fifteen digits."""
LONG = frozenset({Kind.id_number, Kind.phone, Kind.certificate})
MASKED = N_(
    "This value is masked. Enter it in full, or leave the column out so that it stays as it is."
)


def protected(model: type[Base]) -> dict[str, Field]:
    """Return the protected fields that a table of the actor may replace."""
    return {
        name: field
        for name, field in fields_of(model).items()
        if field.sealed
        and field.kind is not Kind.document
        and field.editable
        and not field.internal
        and not field.derived
        and may_change(model, name, actor())
    }


def check_cell(field: Field, text: str) -> None:
    """Raise WrongCell for what a spreadsheet ruined, and for a mask in place of its value."""
    if field.kind in LONG and POWER.fullmatch(text):
        raise WrongCell(gettext(RUINED))
    if field.sealed and STAR in text:
        raise WrongCell(gettext(MASKED))


def stays(field: Field, row: Any, name: str, text: str) -> bool:
    """Return whether the cell is the mask of what stands there: an export that comes back."""
    if not field.sealed or row is None or STAR not in text:
        return False
    return text == mask(field, getattr(row, name))


def rounded(field: Field | None, text: str) -> bool:
    """Return whether a refused number looks as if a spreadsheet had rounded it."""
    return field is not None and field.kind is Kind.id_number and bool(ROUNDED.fullmatch(text))


def normal(field: Field, value: Any) -> Any:
    """Return a protected value in the form in which it is kept, None for an empty one."""
    if not field.sealed:
        return value
    made = NORMAL.get(field.kind)
    return (made(value) if made else value) if value else None


def fingerprint(model: type[Base], name: str) -> Sealed[Any] | None:
    """Return the protected column when equal values of it can be found."""
    declared = vars(model).get(name)
    return declared if isinstance(declared, Sealed) and declared.group else None


def shut(row: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values of a record as the list of changes keeps them, the protected ones sealed."""
    fields = fields_of(_model(row))
    return {
        name: _shut(row, name, value) if fields[name].sealed and value is not None else value
        for name, value in values.items()
    }


def _shut(row: Any, name: str, value: Any) -> str:
    return base64.b64encode(seal(TABLE, name, row.uid, str(value))).decode()


def opened(row: Any, name: str, value: Any) -> Any:
    """Return a value that :func:`shut` wrote."""
    if value is None or not fields_of(_model(row))[name].sealed:
        return value
    return unseal(TABLE, name, row.uid, base64.b64decode(value))


def _model(row: Any) -> type[Base]:
    found: type[Base] = type(row)
    return found
