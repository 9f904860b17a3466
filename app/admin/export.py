"""Which table does an office take away from a list? Its filtered rows, masked, as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy.orm import Session

from app.admin.codes import word
from app.admin.columns import label, region_name, shown_fields
from app.admin.listing import statement
from app.policy.deadlines import SHANGHAI
from app.schema.base import Base
from app.schema.choices import Choice
from app.schema.fields import Field, Kind, fields_of
from app.security.actor import actor
from app.security.field_rights import seen

MOST_ROWS = 10_000
BOM = "\ufeff"
"""Without it Excel reads UTF-8 as GBK."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the start of a formula."""


def export_columns(model: type[Base]) -> list[str]:
    """Return the columns of an export: all that the detail page shows but whole documents."""
    fields = fields_of(model)
    return [
        name
        for name in shown_fields(model)
        if name not in fields or fields[name].kind is not Kind.document
    ]


def as_csv(session: Session, model: type[Base], args: Mapping[str, str]) -> tuple[str, list[int]]:
    """Return the rows that the list's address asks for, at most MOST_ROWS, and their ids."""
    names = export_columns(model)
    query = statement(model, args, names).limit(MOST_ROWS)
    rows = session.scalars(query).unique().all()
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([str(label(model, name)) for name in names])
    for row in rows:
        writer.writerow([_cell(_text(model, name, row)) for name in names])
    return BOM + out.getvalue(), [row.id for row in rows]


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


def _text(model: type[Base], name: str, row: Any) -> str:
    value = seen(model, name, getattr(row, name), actor())
    return "" if value is None else _plain(fields_of(model).get(name), value)


def _plain(  # noqa: PLR0911 - one return for each sort of value
    field: Field | None, value: Any
) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, Choice):
        return gettext(value.label)
    if isinstance(value, datetime):
        return f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    if field is not None and field.kind is Kind.region:
        return region_name(value)
    if isinstance(value, list):
        known = field.choices.__members__ if field is not None and field.choices else {}
        return "、".join(gettext(known[one].label) if one in known else str(one) for one in value)
    return word(value) if field is not None and field.coded else str(value)
