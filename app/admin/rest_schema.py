"""Which JSON stands for the records of an entity? One schema: published, and asked of bodies."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa

from app.admin.columns import shown_columns, shown_fields
from app.admin.extra_questions import askable_questions
from app.admin.extra_questions import may_read as may_read_extras
from app.admin.listing import PAGE_SIZES, QUICK, WHERE
from app.admin.office_form import editable
from app.admin.quick_search import can_search
from app.admin.rest_filters import LONGEST, filter_schema
from app.forms.members import all_members
from app.schema.base import Base
from app.schema.fields import Field, conditions_of, fields_of, optional
from app.schema.kinds import Kind
from app.schema.shapes import Shape
from app.security.actor import actor
from app.security.field_rights import Sight, field_behind, may_ask, sight

Schema = dict[str, Any]

DATE_TIME = r"^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)$"
DECIMAL = r"^-?\d{1,12}(\.\d{1,6})?$"
LARGEST = 2**31 - 1
REFERENCE: Schema = {
    "type": ["object", "null"],
    "required": ["id", "name"],
    "additionalProperties": False,
    "properties": {"id": {"type": "integer"}, "name": {"type": "string"}},
    "description": "The record on the other side: its number, and what it is called.",
}
TEXT: Schema = {"type": "string"}
DOCUMENT: Schema = {"type": ["object", "array"]}
KEY: Schema = {"type": "integer", "minimum": 1, "maximum": LARGEST}


def _whole(field: Field) -> Schema:
    least = -LARGEST if field.least is None else field.least
    return {
        "type": "integer",
        "minimum": least,
        "maximum": LARGEST if field.most is None else field.most,
    }


def _text(field: Field) -> Schema:  # noqa: ARG001 - one signature for all
    return dict(TEXT)


def _names(field: Field) -> list[str]:
    return [code for code, _ in all_members(field)]


def _several(field: Field) -> Schema:
    return {"type": "array", "items": {"enum": _names(field)}, "uniqueItems": True}


BY_KIND: dict[Kind, Callable[[Field], Schema]] = {
    Kind.integer: _whole,
    Kind.link: lambda _: dict(KEY),
    Kind.decimal: lambda _: {"type": "string", "pattern": DECIMAL},
    Kind.flag: lambda _: {"type": "boolean"},
    Kind.day: lambda _: {"type": "string", "format": "date"},
    Kind.moment: lambda _: {"type": "string", "format": "date-time"},
    Kind.choice: lambda field: {"type": "string", "enum": _names(field)},
    Kind.entry: lambda field: {"type": "string", "enum": _names(field)},
    Kind.several: _several,
    Kind.document: lambda _: dict(DOCUMENT),
}
"""What each kind is in JSON; every other kind is a text."""


def of_field(field: Field, *, writing: bool) -> Schema:
    """Return the schema of a value; what is written has the length that the column takes."""
    schema = BY_KIND.get(field.kind, _text)(field)
    if writing and isinstance(field.shape, Shape):
        schema = field.shape.schema()
    if writing and schema == TEXT and field.length:
        schema["maxLength"] = field.length
    if not writing:
        # What was written before a bound was drawn is still shown.
        schema = {key: one for key, one in schema.items() if key not in {"minimum", "maximum"}}
    return schema | {"title": field.label} | ({"description": field.help} if field.help else {})


def or_null(schema: Schema) -> Schema:
    """Return the schema of a value that may be missing."""
    if "type" not in schema:
        return schema
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    loose = {**schema, "type": [*kinds, *(["null"] if "null" not in kinds else [])]}
    return {**loose, "enum": [*schema["enum"], None]} if "enum" in schema else loose


def _shown(model: type[Base], name: str) -> Schema:
    """Return what the reader gets of a field or a relation."""
    if name == "id":
        return dict(KEY)
    if name in sa.inspect(model).relationships:
        field = field_behind(model, name)
        return REFERENCE | ({"title": field.label} if field else {})
    field = fields_of(model)[name]
    if sight(model, name, actor()) is Sight.masked:
        masked = "Masked: only its ends can be read."
        return {"type": ["string", "null"], "title": field.label, "description": masked,
                "readOnly": True, "x-masked": True}  # fmt: skip
    schema = of_field(field, writing=False)
    schema = or_null(schema) if optional(model, name) else schema
    return schema if name in editable(model) else schema | {"readOnly": True}


def _object(properties: Schema, required: Iterable[str]) -> Schema:
    needed = list(required)
    made: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**made, "required": needed} if needed else made


def row_schema(model: type[Base]) -> Schema:
    """Return what a list tells of each record."""
    names = ["id", *shown_columns(model)]
    return _object({name: _shown(model, name) for name in names}, dict.fromkeys(names))


def record_schema(model: type[Base], actions: Iterable[str] = ()) -> Schema:
    """Return what the resource tells of one record."""
    names = ["id", *shown_fields(model)]
    properties = {name: _shown(model, name) for name in names}
    properties["version"] = TEXT | {"readOnly": True}
    if model.__entity__.workflow:
        named = {"type": "string", "enum": list(actions)} if actions else TEXT
        properties["actions"] = {"type": "array", "items": named, "readOnly": True}
    if may_read_extras(model, actor()):
        properties["extra"] = {"type": "array", "items": {"type": "object"}, "readOnly": True}
    return _object(properties, [*names, *(["actions"] if model.__entity__.workflow else [])])


def is_required(model: type[Base], name: str, field: Field) -> bool:
    """Return whether a whole record must name the field."""
    return not optional(model, name) and field.kind is not Kind.flag


def body_schema(model: type[Base], *, whole: bool) -> Schema:
    """Return what is taken for a whole record, or for a part of one."""
    properties, required = {}, []
    for name, field in editable(model).items():
        schema = of_field(field, writing=True)
        if is_required(model, name, field):
            required.append(name)
            schema |= {"minLength": 1} if schema["type"] == "string" else {}
        elif field.kind is not Kind.flag or optional(model, name):
            schema = or_null(schema)
        properties[name] = schema
    made = _object(properties, required if whole else ())
    return made if whole else made | {"minProperties": 1}


def asked_schema(model: type[Base]) -> Schema:
    """Return the arguments of the list: place, size, order, and a condition on each field."""
    entity = model.__entity__
    orders = [name for name in entity.order if may_ask(model, name, actor())]
    known: Schema = {
        "size": {"type": "integer", "enum": list(PAGE_SIZES)},
        "order": {"type": "string", "enum": orders},
        "down": {"type": "string", "enum": ["0", "1"]},
        "after": TEXT | {"pattern": r"^[A-Za-z0-9_-]{1,200}$"},
        "before": TEXT | {"pattern": r"^[A-Za-z0-9_-]{1,200}$"},
        "from": TEXT | {"minLength": 1, "maxLength": 60, "pattern": r"\S"},
    }
    if can_search(model):
        known[QUICK] = TEXT | {"minLength": 1, "maxLength": 200, "pattern": r"\S"}
    names = [*conditions_of(model), *([entity.tabs] if entity.tabs else [])]
    for name in dict.fromkeys(names):
        if may_ask(model, name, actor()):
            known[name] = _condition(fields_of(model).get(name))
    known |= {name: _condition(field) for name, field in askable_questions(model).items()}
    known[WHERE] = TEXT | {"minLength": 1, "maxLength": LONGEST}
    return known


def published_schema(model: type[Base]) -> Schema:
    """Return the arguments of the list as the document tells them, the filter's grammar too."""
    found = filter_schema(model)
    own = {name: one for name, one in asked_schema(model).items() if name != WHERE}
    return own | ({WHERE: found} if found else {})


def _condition(field: Field | None) -> Schema:
    if field is None:
        return {"type": "integer", "minimum": 1, "maximum": 999_999_999}
    words = {"title": field.label}
    if field.kind in {Kind.choice, Kind.entry}:
        return {"type": "string", "enum": _names(field)} | words
    if field.kind is Kind.flag:
        return {"type": "string", "enum": ["yes", "no"]} | words
    if field.kind in {Kind.day, Kind.moment}:
        return {"type": "string", "format": "date"} | words
    if field.kind in {Kind.integer, Kind.link}:
        return {"type": "integer", "minimum": 0, "maximum": 999_999_999} | words
    return {"type": "string", "minLength": 1, "maxLength": 200, "pattern": r"\S"} | words
