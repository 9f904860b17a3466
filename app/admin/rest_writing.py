"""How do the answers in a program's JSON come to a record? Through the very form of the pages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.admin.office_form import OfficeForm, editable, empty_is_none, fill, form_class, offer_links
from app.admin.rest_bodies import moment
from app.policy.deadlines import SHANGHAI
from app.schema.base import Base
from app.schema.choices import Choice
from app.schema.fields import Field, fields_of
from app.schema.kinds import Kind
from app.schema.shapes import Shape

BOXES = frozenset({Kind.flag, Kind.several})
"""Kinds of which a browser sends nothing where nothing is ticked."""


def form_of(
    model: type[Base], row: Any, sent: Mapping[str, Any], session: Session, *, whole: bool
) -> OfficeForm:
    """Return the form as if it had been sent by the page; what is not named stays as it is.

    Of a whole record what is not named is empty: its schema has then asked for what must be there.
    """
    texts: dict[str, Any] = {}
    for name, field in editable(model).items():
        if name in sent:
            texts[name] = text_of(field, sent[name])
        elif not whole:
            texts[name] = text_of(field, getattr(row, name))
        elif field.kind not in BOXES:
            texts[name] = ""
    form = form_class(model)(MultiDict(texts), obj=row if row.id else None, meta={"csrf": False})
    offer_links(form, session)
    return form


def text_of(  # noqa: PLR0911 - one return for each sort of value
    field: Field, value: Any
) -> str | list[str]:
    """Return a value as a browser would send it for the field."""
    if value is None:
        return ""
    if isinstance(field.shape, Shape):
        return field.shape.texts(value)
    if field.kind is Kind.document:
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return [str(one) for one in value]
    if isinstance(value, bool):
        return "y" if value else ""
    if isinstance(value, Choice):
        return value.name
    if field.kind is Kind.moment:
        return clock_text(value)
    return str(value)


def clock_text(value: Any) -> str:
    """Return a moment as clocks in Xiamen show it; a text that names none as it was sent."""
    try:
        found = value if isinstance(value, datetime) else moment(str(value))
        return f"{found.astimezone(SHANGHAI):%Y-%m-%dT%H:%M:%S}"
    except (ValueError, OverflowError):
        return str(value)


def fill_parts(
    form: OfficeForm, row: Any, sent: Mapping[str, Any] | None, session: Session, now: datetime
) -> dict[str, tuple[Any, Any]]:
    """Write the answers to the row, of a part no others; return what changed, old and new.

    What other answers hide is emptied, as by the page; what was sent is kept to the second.
    """
    if row.id is None:
        return fill(form, row, session, now)
    fields, gone = editable(type(row)), form.hidden()
    names = fields if sent is None else {**sent, **dict.fromkeys(gone)}
    before = {name: getattr(row, name) for name in names}
    for name in names:
        if name not in gone:
            form[name].populate_obj(row, name)
            empty_is_none(row, name)
        elif not fields[name].keep_hidden:
            setattr(row, name, False if fields[name].kind is Kind.flag else None)
    return {
        name: (old, getattr(row, name)) for name, old in before.items() if getattr(row, name) != old
    }


def changes(model: type[Base], changed: Mapping[str, tuple[Any, Any]]) -> dict[str, Any]:
    """Return old and new value of each changed field as the audit keeps them."""
    fields = fields_of(model)
    return {
        name: [str(before), str(after)]
        for name, (before, after) in changed.items()
        if not fields[name].sensitive
    }
