"""How is a table kept in the store, sealed piece by piece, so that no size fills the memory?"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import BinaryIO

from app.gateways import storage
from app.security.blobs import new_key, open_blob, seal_blob

PIECE = 2 * 1024 * 1024


def fresh_key() -> str:
    """Return a new key for one file, as its column keeps it."""
    return base64.b64encode(new_key()).decode()


def keep(uid: str, name: str, key: str, file: BinaryIO) -> int:
    """Keep a file in pieces, each bound to its place; return their number."""
    number = 0
    while piece := file.read(PIECE):
        place = _place(uid, name, number)
        storage.current().put(place, seal_blob(base64.b64decode(key), place, piece))
        number += 1
    return number


def pieces(uid: str, name: str, key: str, number: int) -> Iterator[bytes]:
    """Yield the file piece by piece; StoredFileMissing when it is gone."""
    for one in range(number):
        place = _place(uid, name, one)
        yield open_blob(base64.b64decode(key), place, storage.current().get(place))


def forget(uid: str, name: str, number: int) -> None:
    """Remove the file from the store."""
    for one in range(number):
        storage.current().delete(_place(uid, name, one))


def _place(uid: str, name: str, number: int) -> str:
    return f"{uid}/{name}_{number}"
