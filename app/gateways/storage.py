"""Where do the sealed files lie?"""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.exceptions import JifenError

if TYPE_CHECKING:
    from obstore.store import LocalStore

KEY = re.compile(r"[0-9a-f]{8,64}(?:/[0-9a-z_]{1,140}){1,3}")


class StoredFileMissing(JifenError):
    """The store has no file under this key."""


class Storage(Protocol):
    """A store of sealed files by key."""

    def put(self, key: str, data: bytes) -> None:
        """Keep the file; it is durable when this returns."""
        ...

    def get(self, key: str) -> bytes:
        """Return the file; StoredFileMissing when there is none."""
        ...

    def delete(self, key: str) -> None:
        """Remove the file, if it is there."""
        ...

    def delete_older(self, key: str, moment: datetime) -> bool:
        """Remove the file unless it was written since ``moment``; return whether it is gone."""
        ...

    def older_than(self, moment: datetime) -> Iterator[str]:
        """Yield the keys of files last written before ``moment``."""
        ...


class LocalStorage:
    """Files in a local folder, through obstore.

    obstore does not survive a fork: it is opened lazily in the process that uses it.
    """

    def __init__(self, root: Path) -> None:
        """Name the folder; it is made when the first file comes."""
        self.root = root
        self._opened: tuple[int, LocalStore] | None = None

    def _store(self) -> LocalStore:
        if self._opened is None or self._opened[0] != os.getpid():
            from obstore.store import LocalStore

            self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._opened = (os.getpid(), LocalStore(self.root))
        return self._opened[1]

    def put(self, key: str, data: bytes) -> None:
        """Write under a temporary name, sync, rename, sync the folder and what holds it."""
        store, temporary = self._store(), f"{_checked(key)}_{uuid.uuid4().hex}_tmp"
        store.put(temporary, data)
        path = self.root / temporary
        path.chmod(0o600)
        _sync(path)
        store.rename(temporary, key)
        for folder in path.relative_to(self.root).parents:
            _sync(self.root / folder)

    def get(self, key: str) -> bytes:
        """Return the file."""
        try:
            return bytes(self._store().get(_checked(key)).bytes())
        except FileNotFoundError as missing:
            raise StoredFileMissing from missing

    def delete(self, key: str) -> None:
        """Remove the file, if it is there."""
        try:
            self._store().delete(_checked(key))
        except FileNotFoundError:
            return

    def delete_older(self, key: str, moment: datetime) -> bool:
        """Remove the file unless the same picture came again while others were looked at."""
        try:
            if self._store().head(_checked(key))["last_modified"] >= moment:
                return False
        except FileNotFoundError:
            return False
        self.delete(key)
        return True

    def older_than(self, moment: datetime) -> Iterator[str]:
        """Yield the keys of files last written before ``moment``."""
        for page in self._store().list():
            for item in page:
                if item["last_modified"] < moment and KEY.fullmatch(item["path"]):
                    yield item["path"]


def _checked(key: str) -> str:
    if not KEY.fullmatch(key):
        raise StoredFileMissing
    return key


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


_installed: list[Storage] = []


def install(storage: Storage) -> None:
    """Use ``storage`` in this process."""
    _installed[:] = [storage]


def current() -> Storage:
    """Return the installed storage; StoredFileMissing when the process has none."""
    if not _installed:
        raise StoredFileMissing
    return _installed[0]
