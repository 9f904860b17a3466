"""Which of the portal's columns do the peers show? The mapping for those on SQLAlchemy.

The tables are there already; nothing is created. A sealed column means nothing to a peer, so
of an ID number only its blind index is mapped.
"""

from __future__ import annotations

from types import SimpleNamespace

from sqlalchemy import Boolean, Column, Date, DateTime, ForeignKey, Integer, Numeric, String
from sqlalchemy.orm import relationship

from bench.peers.columns import OWNED, RELATED

TABLES = {
    "Student": "student",
    "Guardian": "guardian",
    "Kinship": "kinship",
    "Property": "property",
    "Upload": "upload",
    "ReviewItem": "review_item",
    "Event": "application_event",
}
MORE = {"Student": ("id_number_index",)}
"""Columns that are searched and not shown."""
SCHEMA = {"schema": "public"}
"""Named, since a peer's own tables may be called as the portal's are, in a schema of its own."""
KINDS = {
    "birth_date": Date,
    "points": Numeric,
    "owned": Boolean,
    "uploaded_at": lambda: DateTime(timezone=True),
    "at": lambda: DateTime(timezone=True),
}


def mapped(base: type) -> SimpleNamespace:
    """Return the classes on ``base`` by their names."""
    made = {"District": _named(base, "District", "district"), "Round": _round(base)}
    for name in RELATED:
        made[name] = _part(base, name)
    made["Application"] = _application(base)
    return SimpleNamespace(**made)


def _told(*names: str) -> object:
    """Return a ``__str__`` that says the values of these columns."""
    return lambda row: " ".join(str(getattr(row, name)) for name in names)


def _named(base: type, name: str, table: str, **more: object) -> type:
    columns = {"id": Column(Integer, primary_key=True), "name": Column(String(100), nullable=False)}
    told = {"__str__": _told("name"), "__repr__": _told("name")}
    return type(
        name, (base,), {"__tablename__": table, "__table_args__": SCHEMA, **columns, **told, **more}
    )


def _round(base: type) -> type:
    return _named(base, "Round", "admission_round")


def _part(base: type, name: str) -> type:
    """Map what belongs to an application, as far as it is shown or searched."""
    words = {
        "__tablename__": TABLES[name],
        "__table_args__": SCHEMA,
        "__str__": _told(*RELATED[name]),
    }
    columns = {
        one: Column(one, KINDS.get(one, String)()) for one in RELATED[name] + MORE.get(name, ())
    }
    keys = {
        "id": Column(Integer, primary_key=True),
        "application_id": Column(Integer, ForeignKey("public.application.id"), nullable=False),
    }
    (back,) = (relation for relation, target in OWNED.items() if target == name)
    whole = {"application": relationship("Application", back_populates=back)}
    return type(name, (base,), {**words, **keys, **columns, **whole})


def _application(base: type) -> type:
    columns = {
        "id": Column(Integer, primary_key=True),
        "year": Column(Integer, nullable=False),
        "status": Column(String(32), nullable=False),
        "student_names": Column(String(500), nullable=False),
        "serial_numbers": Column(String(200), nullable=False),
        "guardian_name": Column(String(100), nullable=False),
        "filed_at": Column(DateTime(timezone=True)),
        "district_id": Column(Integer, ForeignKey("public.district.id"), nullable=False),
        "round_id": Column(Integer, ForeignKey("public.admission_round.id"), nullable=False),
    }
    relations = {"district": relationship("District"), "round": relationship("Round")}
    parts = {
        name: relationship(target, back_populates="application") for name, target in OWNED.items()
    }
    told = _told("student_names", "id")
    words = {"__tablename__": "application", "__table_args__": SCHEMA, "__str__": told}
    return type("Application", (base,), {**words, **columns, **relations, **parts})
