"""Does the sweeper take every file that nothing needs, and no other?"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

from app.services import uploads
from app.services.uploads import keep, sweep
from models.enums import UploadState
from tests.conftest import NOON
from tests.services.test_uploads import HEAD, OLD, YOUNG, a_picture, files, full, put


def test_a_sweeper_takes_what_no_row_needs(session, application, store):
    put(session, application, "旧")
    new = put(session, application, "新")

    swept = sweep(session, OLD)

    assert swept == len(uploads.SIZES)
    assert {name.split("/")[1].split("_")[0] for name in files(store)} == {new.address}


def test_a_sweeper_takes_the_files_of_a_transaction_that_failed(session, application, store):
    keep(session, application, HEAD, "family", a_picture(), "", NOON)
    session.rollback()

    assert sweep(session, OLD) == len(uploads.SIZES)
    assert files(store) == set()


def test_a_sweeper_leaves_what_is_still_on_its_way(session, application, store):
    keep(session, application, HEAD, "family", a_picture(), "", NOON)

    assert sweep(session, YOUNG) == 0
    assert len(files(store)) == len(uploads.SIZES)


def test_a_sweeper_takes_what_a_crash_left_under_a_temporary_name(session, application, store):
    row = put(session, application)
    left = store.root / application.uid / f"{row.address}_full_{'0' * 32}_tmp"
    left.write_bytes(b"half")

    assert sweep(session, OLD) == 1
    assert full(session, row) == "户口簿".encode()


def test_a_sweeper_leaves_a_picture_that_came_again_while_it_looked(
    session, application, store, monkeypatch
):
    put(session, application, "旧")
    put(session, application, "新")
    listed = list(store.older_than(OLD))
    for path in store.root.rglob("*_*"):
        os.utime(path, (OLD.timestamp() - 10,) * 2)
    again = put(session, application, "旧")
    again.state = UploadState.replaced  # as a sweeper sees it that asked a moment ago
    session.commit()
    monkeypatch.setattr(type(store), "older_than", lambda *_: iter(listed))
    files_before = files(store)

    sweep(session, datetime.now(UTC) + timedelta(hours=23))

    assert files(store) == files_before


def test_a_sweeper_touches_nothing_that_is_not_ours(session, application, store):
    put(session, application)
    (store.root / "README").write_text("备份说明")

    assert sweep(session, OLD) == 0
    assert "README" in files(store)


def test_files_of_a_filed_picture_stay(session, application):
    row = put(session, application)
    row.state = UploadState.filed
    session.commit()

    assert sweep(session, OLD) == 0
    assert full(session, row) == "户口簿".encode()
