"""On which declarative base do all models stand?"""

from __future__ import annotations

import enum
import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, cast, runtime_checkable

import sqlalchemy as sa
from flask_appbuilder.models.sqla import Model
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, mapped_column

from app.schema.ordering import add_order_indexes
from app.schema.search_key import add_search_index, add_search_key
from app.schema.types import UtcDateTime

if TYPE_CHECKING:
    from app.schema.entity import Entity

NAMING = {
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


@runtime_checkable
class Expands(Protocol):
    """A class attribute that stands for several columns, such as a sealed value and its index."""

    def unfold(self, name: str) -> dict[str, MappedColumn[Any]]:
        """Return the columns to map in place of the attribute ``name``."""
        ...


class Base(DeclarativeBase):
    """The base of every model; it shares its registry with Flask-AppBuilder's own tables."""

    registry = Model.registry
    __entity__: ClassVar[Entity]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Unfold one-line declarations before the class is mapped; then index its orders."""
        for name, value in list(vars(cls).items()):
            if isinstance(value, Expands):
                for column_name, column in value.unfold(name).items():
                    setattr(cls, column_name, column)
        add_search_key(cls)
        super().__init_subclass__(**kwargs)
        if "__table__" in vars(cls):
            add_search_index(cast("sa.Table", cls.__table__))
        if "__entity__" in vars(cls):
            add_order_indexes(cast("sa.Table", cls.__table__), cls.__entity__.order)

    def __str__(self) -> str:
        """Return the record's number; what has a name of its own says that instead."""
        key = sa.inspect(self).identity
        return str(key[0]) if key else ""


# Flask-AppBuilder names only its indexes; Alembic can alter only what has a name.
Base.metadata.naming_convention = cast("Any", {**Base.metadata.naming_convention, **NAMING})
Base.registry.update_type_annotation_map(
    {
        enum.Enum: sa.Enum(enum.Enum, native_enum=False, length=32),
        datetime: UtcDateTime(),
    }
)


def new_uid() -> str:
    """Return a random identity made by the client, before the row is written."""
    return uuid.uuid4().hex


class HasUid:
    """Gives a row an identity that exists before INSERT; sealed values are bound to it."""

    uid: Mapped[str] = mapped_column(sa.String(32), unique=True)

    def __init__(self, **values: Any) -> None:
        """Make the identity first, since sealed values in ``values`` are bound to it."""
        self.uid = values.pop("uid", None) or new_uid()
        for name, value in values.items():
            if not hasattr(type(self), name):
                message = f"{type(self).__name__} has no attribute {name}"
                raise TypeError(message)
            setattr(self, name, value)
