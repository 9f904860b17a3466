"""How does a test get a valid record of any entity? From its declaration, and overrides."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import User
from sqlalchemy.orm import Session

from app.schema.base import Base
from app.schema.fields import Field, fields_of, optional
from app.schema.kinds import Kind
from app.schema.registry import entities
from app.services.dictionaries import first_entries
from tests.conftest import NOON
from tests.family_way import id_number

NUMBER = itertools.count(1)
FIRST_CODES = {row["dictionary"]: row["code"] for row in reversed(first_entries())}


def _text(number: int, field: Field) -> str:
    return f"样{number}"[: field.length or 64]


SAMPLES: dict[Kind, Callable[[int, Field], Any]] = {
    Kind.text: _text,
    Kind.long_text: _text,
    Kind.person_name: lambda number, _: f"陈{'子雨思浩梓'[number % 5]}轩",
    Kind.integer: lambda number, _: number,
    Kind.decimal: lambda number, _: Decimal(number % 100),
    Kind.flag: lambda number, _: bool(number % 2),
    Kind.day: lambda number, _: date(2020, 9, 1) + timedelta(days=number % 365),
    Kind.moment: lambda number, _: NOON + timedelta(minutes=number),
    Kind.choice: lambda _, field: next(iter(field.choices)),
    Kind.entry: lambda _, field: FIRST_CODES[field.entries],
    Kind.several: lambda _, field: [
        next(iter(field.choices)).name if field.choices else FIRST_CODES[field.entries]
    ],
    Kind.document: lambda *_: {},
    Kind.id_number: lambda number, _: id_number(date(1988, 1, 1) + timedelta(days=number)),
    Kind.phone: lambda number, _: f"136{number:08d}",
    Kind.address: lambda number, _: f"阳翟二里 {number} 号",
    Kind.region: lambda number, _: f"350212{number % 1000:03d}001",
    Kind.certificate: lambda number, _: f"厦国土房证第{number:08d}号",
}


def build(model: type[Base], **values: Any) -> Any:
    """Return a record with every column that needs a value; links are left to ``create``."""
    number = next(NUMBER)
    sampled = {
        name: SAMPLES[field.kind](number, field)
        for name, field in fields_of(model).items()
        if field.kind is not Kind.link and _wanted(model, name)
    }
    return model(**{**_undeclared(model, number), **sampled, **values})


def create(session: Session, model: type[Base], **values: Any) -> Any:
    """Keep a record, and first whatever it cannot be without; of each entity one is enough."""
    return _create(session, model, values, {})


def _create(
    session: Session, model: type[Base], values: dict[str, Any], known: dict[type, Any]
) -> Any:
    tables = {one.__tablename__: one for one in entities().values()}
    for name, field in fields_of(model).items():
        if field.kind is not Kind.link or name in values or optional(model, name):
            continue
        target = tables.get(str(field.target).partition(".")[0], User)
        if target not in known:
            made = _a_user(session) if target is User else _create(session, target, {}, known)
            known[target] = made
        values[name] = known[target].id
    row = build(model, **values)
    session.add(row)
    session.flush()
    return row


def _a_user(session: Session) -> User:
    """Keep a user of the portal; the framework's own table has no declaration."""
    name = f"user{next(NUMBER)}"
    user = User(username=name, email=f"{name}@example.org", first_name="审核", last_name="王")
    session.add(user)
    session.flush()
    return user


def _wanted(model: type[Base], name: str) -> bool:
    attribute = sa.inspect(model).column_attrs.get(name)
    return attribute is None or attribute.columns[0].default is None


def _undeclared(model: type[Base], number: int) -> dict[str, Any]:
    """Return values of the columns that must be there and are nobody's field."""
    samples: dict[type, Any] = {str: f"{number:064x}", int: number, bytes: b"sample", dict: {}}
    found = {}
    for attribute in sa.inspect(model).column_attrs:
        column = attribute.columns[0]
        needed = not (column.nullable or column.primary_key or column.default is not None)
        if needed and "field" not in column.info:
            text = samples[column.type.python_type]
            length = getattr(column.type, "length", None)
            found[attribute.key] = text[-length:] if length and isinstance(text, str) else text
    return found
