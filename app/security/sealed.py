"""How is a protected column declared in one line, and its value bound to its row?"""

from __future__ import annotations

import json
import unicodedata
from typing import Any, Generic, TypeVar, Unpack, overload

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, MappedColumn

from app.schema.fields import Field, Told, column
from app.schema.kinds import Kind
from app.security.keyring import ring

T = TypeVar("T")


def context(table: str, name: str, uid: str) -> bytes:
    """Return what a sealed value is bound to: its table, column and row."""
    return f"{table}|{name}|{uid}".encode()


def seal(table: str, name: str, uid: str, value: str) -> bytes:
    """Return ``value`` sealed for one cell; Core writes go through here as well."""
    return ring().seal(value.encode(), context(table, name, uid))


def unseal(table: str, name: str, uid: str, sealed: bytes) -> str:
    """Return the value of one cell; SealBroken when it was moved or changed."""
    return ring().unseal(bytes(sealed), context(table, name, uid)).decode()


def indexed(group: str, value: str) -> str:
    """Return the blind index of an identifier; spelling variants of a number are one."""
    folded = unicodedata.normalize("NFKC", value).upper()
    return ring().blind(group, "".join(folded.split()))


class Sealed(Generic[T]):
    """A protected column: sealed bytes in the database, the value on the object.

    ``group`` names the group in which equal values can be found; it adds a column
    ``<name>_index`` with the keyed fingerprint.
    """

    def __init__(self, field: Field, *, group: str | None, optional: bool, unique: bool) -> None:
        """Keep the declaration; the columns are made when the class is mapped."""
        self.field = field
        self.group = group
        self.optional = optional
        self.unique = unique
        self.name = ""
        self.owner: type = object

    def __set_name__(self, owner: type, name: str) -> None:
        """Remember the class and the name under which the value is declared."""
        self.owner = owner
        self.name = name

    def fingerprint(self) -> InstrumentedAttribute[str | None]:
        """Return the column of blind indexes, to compare with :func:`indexed`."""
        found: InstrumentedAttribute[str | None] = getattr(self.owner, f"{self.name}_index")
        return found

    def is_there(self) -> sa.ColumnElement[bool]:
        """Return the condition that a row holds a value."""
        found: InstrumentedAttribute[bytes | None] = getattr(self.owner, f"{self.name}_sealed")
        return found.is_not(None)

    def fingerprint_of(self, row: Any) -> str | None:
        """Return the blind index of the value of ``row``."""
        found: str | None = getattr(row, f"{self.name}_index")
        return found

    def unfold(self, name: str) -> dict[str, MappedColumn[Any]]:
        """Return the sealed column and, where asked for, its blind index."""
        sealed = column(self.field, name, sa.LargeBinary(), nullable=self.optional)
        sealed.column.info["public"] = name
        made: dict[str, MappedColumn[Any]] = {f"{name}_sealed": sealed}
        if self.group:
            made[f"{name}_index"] = MappedColumn(
                f"{name}_index", sa.String(32), nullable=True, index=True, unique=self.unique
            )
        return made

    @overload
    def __get__(self, row: None, owner: type) -> Sealed[T]: ...
    @overload
    def __get__(self, row: Any, owner: type) -> T: ...
    def __get__(self, row: Any, owner: type) -> Any:
        """Open the value; it is decrypted only when somebody asks for it."""
        if row is None:
            return self
        sealed = getattr(row, f"{self.name}_sealed")
        if sealed is None:
            return None
        return self._load(unseal(row.__tablename__, self.name, row.uid, sealed))

    def __set__(self, row: Any, value: T) -> None:
        """Seal the value for this row and keep its fingerprint."""
        plain = None if value is None else self._dump(value)
        sealed = None if plain is None else seal(row.__tablename__, self.name, row.uid, plain)
        setattr(row, f"{self.name}_sealed", sealed)
        if self.group:
            setattr(row, f"{self.name}_index", indexed(self.group, plain) if plain else None)

    def _dump(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False) if self._is_document else str(value)

    def _load(self, plain: str) -> Any:
        return json.loads(plain) if self._is_document else plain

    @property
    def _is_document(self) -> bool:
        return self.field.kind is Kind.document


def sealed(
    kind: Kind,
    label: str,
    *,
    group: str | None = None,
    unique: bool = False,
    **told: Unpack[Told],
) -> Sealed[str]:
    """Declare a protected value that is always there."""
    return Sealed(_field(kind, label, told), group=group, optional=False, unique=unique)


def sealed_or_none(
    kind: Kind,
    label: str,
    *,
    group: str | None = None,
    unique: bool = False,
    **told: Unpack[Told],
) -> Sealed[str | None]:
    """Declare a protected value that may be missing."""
    return Sealed(_field(kind, label, told), group=group, optional=True, unique=unique)


def sealed_document(label: str, **told: Unpack[Told]) -> Sealed[dict[str, Any]]:
    """Declare a protected JSON document."""
    field = _field(Kind.document, label, told)
    return Sealed(field, group=None, optional=False, unique=False)


def _field(kind: Kind, label: str, told: Told) -> Field:
    return Field(kind=kind, label=label, sensitive=True, sealed=True, **told)
