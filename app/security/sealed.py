"""How is a protected column declared in one line, and its value bound to its row?"""

from __future__ import annotations

import json
import unicodedata
from typing import Any, Generic, TypeVar, Unpack, overload

import sqlalchemy as sa
from sqlalchemy.orm import MappedColumn

from app.schema.fields import Field, Kind, Line, column
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

    ``index`` names the group in which equal values can be found; it adds a column
    ``<name>_index`` with the keyed fingerprint.
    """

    def __init__(self, field: Field, *, index: str | None, optional: bool, unique: bool) -> None:
        """Keep the declaration; the columns are made when the class is mapped."""
        self.field = field
        self.index = index
        self.optional = optional
        self.unique = unique
        self.name = ""

    def unfold(self, name: str) -> dict[str, MappedColumn[Any]]:
        """Return the sealed column and, where asked for, its blind index."""
        self.name = name
        sealed = column(self.field, name, sa.LargeBinary(), nullable=self.optional)
        sealed.column.info["public"] = name
        made: dict[str, MappedColumn[Any]] = {f"{name}_sealed": sealed}
        if self.index:
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
        if self.index:
            setattr(row, f"{self.name}_index", indexed(self.index, plain) if plain else None)

    def _dump(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False) if self._is_document else str(value)

    def _load(self, plain: str) -> Any:
        return json.loads(plain) if self._is_document else plain

    @property
    def _is_document(self) -> bool:
        return self.field.kind is Kind.document


def sealed(kind: Kind, label: str, *, index: str | None = None, **line: Unpack[Line]) -> Sealed[str]:
    """Declare a protected value that is always there."""
    unique = bool(line.pop("unique", False))
    field = Field(kind=kind, label=label, sensitive=True, sealed=True, **line)  # type: ignore[misc]
    return Sealed(field, index=index, optional=False, unique=unique)


def sealed_or_none(
    kind: Kind, label: str, *, index: str | None = None, **line: Unpack[Line]
) -> Sealed[str | None]:
    """Declare a protected value that may be missing."""
    unique = bool(line.pop("unique", False))
    field = Field(kind=kind, label=label, sensitive=True, sealed=True, **line)  # type: ignore[misc]
    return Sealed(field, index=index, optional=True, unique=unique)


def sealed_document(label: str, **line: Unpack[Line]) -> Sealed[dict[str, Any]]:
    """Declare a protected JSON document."""
    field = Field(kind=Kind.document, label=label, sensitive=True, sealed=True, **line)  # type: ignore[misc]
    return Sealed(field, index=None, optional=False, unique=False)
