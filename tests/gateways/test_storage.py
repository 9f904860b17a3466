"""Does a file lie where its key says, whole or not at all, also after a power cut?"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.gateways import storage
from app.gateways.storage import LocalStorage, StoredFileMissing

KEY = "0123abcd/ffee_full"
LATER, EARLIER = (datetime.now(UTC) + timedelta(days=days) for days in (1, -1))


@pytest.fixture
def store(tmp_path):
    return LocalStorage(tmp_path / "deep" / "pictures")


def test_a_file_comes_back_and_goes(store):
    store.put(KEY, "户口簿".encode())
    assert store.get(KEY) == "户口簿".encode()

    store.delete(KEY)
    with pytest.raises(StoredFileMissing):
        store.get(KEY)


def test_a_file_is_written_over_as_a_whole(store):
    store.put(KEY, b"a long one")
    store.put(KEY, b"short")

    assert store.get(KEY) == b"short"
    assert [path.name for path in store.root.rglob("*_*")] == ["ffee_full"]


def test_removing_what_is_not_there_is_no_error(store):
    store.delete(KEY)

    assert not store.delete_older(KEY, LATER)


@pytest.mark.parametrize(
    "key",
    [
        "../etc/passwd", "/etc/passwd", "0123abcd/../../x", "0123abcd/x.jpg", "0123abcd", "",
        "0123abcd/照片", "0123abcd/x\0", "0123abcd/x\n", "0123abcd//x", "0123ABCD/x", "0123abcd/",
        "0123abcd/" + "x" * 141,
    ],
)  # fmt: skip
def test_no_key_leads_elsewhere(store, key):
    for act in (store.get, store.delete, lambda bad: store.put(bad, b"")):
        with pytest.raises(StoredFileMissing):
            act(key)
    assert not any(path.is_file() for path in store.root.parent.rglob("*"))


def synced(monkeypatch, act) -> list[str]:
    """Return what was synchronised, and when the file was renamed, in order."""
    seen: list[str] = []
    fsync = os.fsync
    monkeypatch.setattr(
        os,
        "fsync",
        lambda fd: (seen.append(str(Path(f"/proc/self/fd/{fd}").readlink())), fsync(fd)),
    )
    act()
    return seen


def test_the_file_is_on_the_disk_before_its_name_and_its_folders_after(store, monkeypatch):
    seen = synced(monkeypatch, lambda: store.put(KEY, b"x"))

    folder = store.root / "0123abcd"
    assert seen[0].startswith(f"{folder}/ffee_full_")
    assert seen[0].endswith("_tmp")
    assert seen[1:] == [str(folder), str(store.root)]


def test_a_write_that_fails_leaves_the_file_before(store, monkeypatch):
    store.put(KEY, b"before")
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "full")))

    with pytest.raises(OSError, match="full"):
        store.put(KEY, b"after")
    assert store.get(KEY) == b"before"


def test_files_are_told_by_their_age(store):
    store.put(KEY, b"x")

    assert list(store.older_than(LATER)) == [KEY]
    assert list(store.older_than(EARLIER)) == []


def test_an_old_file_goes_and_a_new_one_stays(store):
    store.put(KEY, b"x")

    assert not store.delete_older(KEY, EARLIER)
    assert store.delete_older(KEY, LATER)
    assert list(store.older_than(LATER)) == []


def test_an_empty_store_has_no_files(store):
    assert list(store.older_than(LATER)) == []


def test_another_process_opens_the_store_anew(store, monkeypatch):
    before = store._store()
    monkeypatch.setattr(os, "getpid", lambda: 1)

    assert store._store() is not before


def test_nothing_is_stored_before_a_store_is_installed(monkeypatch):
    monkeypatch.setattr(storage, "_installed", [])

    with pytest.raises(StoredFileMissing):
        storage.current()
