"""How is a value of each kind shown to the office?"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask import g
from flask_babel import format_date, gettext, lazy_gettext
from markupsafe import Markup, escape

from app.admin.codes import word
from app.admin.extra_questions import is_question, question, told
from app.admin.naming import named
from app.display import DAY, Late, placed, tag, when
from app.extensions import db
from app.forms.members import chooses, member_word
from app.schema.base import Base
from app.schema.choices import Choice
from app.schema.fields import Field, conditions_of, fields_of, list_columns
from app.schema.kinds import Kind
from app.schema.shapes import Shape
from app.security.actor import actor
from app.security.field_rights import Sight, field_behind, may_ask, sight, visible
from app.security.masking import mask
from app.services import regions


def label(model: type[Base], name: str) -> Any:
    """Return the label of a field, of a relation that of its key; translated when it is shown."""
    field = field_behind(model, name)
    if field is not None:
        return Late(placed, field.label)
    asked = question(model, name)
    return lazy_gettext("Record number") if asked is None else asked.label


def shown(model: type[Base], name: str, row: Any) -> str | Markup:
    """Return what the office reads of one value; what is protected is masked."""
    return teller(model, name)(row)


def teller(model: type[Base], name: str) -> Callable[[Any], str | Markup]:
    """Return what tells one column of any row; what holds for all rows is asked once."""
    if is_question(name):
        return lambda row: told(model, row, name)
    field, how = fields_of(model).get(name), sight(model, name, actor())
    behind = field_behind(model, name)
    if how is Sight.hidden:
        return lambda _row: ""
    if how is Sight.masked and behind is not None:
        return lambda row: _masked(field, behind, getattr(row, name))
    if field is not None and field.kind is Kind.link and field.target:
        target = field.target
        return lambda row: _linked(target, getattr(row, name))
    if name in sa.inspect(model).relationships or (field is not None and field.kind in FEW):
        known: dict[Any, str | Markup] = {}
        return lambda row: _remembered(known, field, getattr(row, name))
    return lambda row: plain(field, getattr(row, name))


FEW = (Kind.choice, Kind.flag)
"""Kinds of which the rows of a page hold the same few values."""


def _remembered(known: dict[Any, str | Markup], field: Field | None, value: Any) -> str | Markup:
    if isinstance(value, list):
        return plain(field, value)
    if value not in known:
        known[value] = plain(field, value)
    return known[value]


def _masked(field: Field | None, behind: Field, value: Any) -> str | Markup:
    return "" if value is None else plain(field, mask(behind, str(value)))


def _linked(target: str, key: Any) -> str:
    return "" if key is None else linked(target, key)


def linked(target: str, key: Any) -> str:
    """Return the name of the record that a key without a relation names; its number at worst."""
    table = target.split(".", maxsplit=1)[0]
    model = next(one.class_ for one in Base.registry.mappers if one.local_table.name == table)
    found = db.session.get(model, key)
    return str(key) if found is None else named(found)


def plain(  # noqa: PLR0911 - one return for each sort of value
    field: Field | None, value: Any
) -> str | Markup:
    """Return an unprotected value in the words of the page's language."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, Choice):
        return tag(value) if _are_states(type(value)) else gettext(value.label)
    if isinstance(value, datetime):
        return when(value)
    if isinstance(value, date):
        return format_date(value, DAY)
    if field is not None and field.kind is Kind.region:
        return region_name(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return named(value) if isinstance(value, Base) else _composed(field, value)


def region_name(code: str) -> str:
    """Return street and community of a code; looked up once for all rows of an answer."""
    known: dict[str, str] = g.setdefault("region_names", {})
    if code not in known:
        known[code] = regions.name_of(db.session(), code)
    return known[code]


def _are_states(of: type[Choice]) -> bool:
    """Return whether the set is one of states, which are told by colour and shape as well."""
    return any(member.tone != "gray" for member in of)


def _composed(field: Field | None, value: Any) -> str | Markup:
    shape = field.shape if field is not None else None
    if isinstance(shape, Shape) and shape(value):
        return Markup("<br>").join(_told(shape, value))
    return _document(field, value)


def _document(field: Field | None, value: Any) -> str | Markup:
    if field is not None and field.entries and isinstance(value, str):
        return member_word(field, value)
    if field is not None and chooses(field) and isinstance(value, list):
        return "、".join(member_word(field, name) for name in value)
    if field is not None and field.coded:
        codes = [value] if isinstance(value, str) else value
        return "、".join(word(one, field.words) for one in codes)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return Markup("<br>").join(escape(item) for item in value)
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, indent=1)
    return str(value)


def _told(shape: Shape, value: Any) -> Iterator[str]:
    """Yield the lines of a document, each with its title."""
    for title, words in shape.told(value):
        line = "、".join(gettext(one) for one in words) or "—"
        whole = gettext("%(name)s: %(sentence)s", name=gettext(title or line), sentence=line)
        yield whole if title else line


def shown_fields(model: type[Base]) -> list[str]:
    """Return the fields that the reader's detail page shows, relations in place of their keys."""
    relations = sa.inspect(model).relationships
    names = []
    for name in visible(model, fields_of(model), actor()):
        is_key = fields_of(model)[name].kind is Kind.link
        related = name.removesuffix("_id") if is_key else name
        names.append(related if related in relations else name)
    return names


def shown_columns(model: type[Base]) -> list[str]:
    """Return the columns of the entity's lists that the reader sees."""
    return visible(model, list_columns(model), actor())


def asked_by(model: type[Base]) -> list[str]:
    """Return the conditions by which the reader may search the entity's lists."""
    return [name for name in conditions_of(model) if may_ask(model, name, actor())]
