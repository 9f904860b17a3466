"""Does a picture come to its own slot, stay secret, and go when nothing needs it any more?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidTag

from app.exceptions import NotScoped, SealBroken
from app.gateways import storage
from app.security.actor import NOBODY, Actor, Party, acting_as, family
from app.security.blobs import open_blob
from app.services import uploads
from app.services.pictures import MEGA, Picture
from app.services.uploads import TooManyPictures, keep, open_picture, sweep
from models.enums import PictureSlot, UploadState
from tests.conftest import NOON
from tests.photos import plain

HEAD, CHILD = PictureSlot.household_head_page, PictureSlot.household_child_page
YOUNG, OLD = datetime.now(UTC), datetime.now(UTC) + timedelta(days=2)


def a_picture(words: str = "户口簿", size: int = 0) -> Picture:
    data = words.encode().ljust(size, b"\0")
    return Picture(data, b"medium " + data[:99], b"small " + data[:99], 30, 20, "0" * 64)


def put(session, application, words: str = "户口簿", slot=HEAD, subject="family", **more):
    kept = keep(session, application, slot, subject, a_picture(words), "照片.jpg", NOON, **more)
    session.commit()
    return kept


def files(store) -> set[str]:
    return {str(path.relative_to(store.root)) for path in store.root.rglob("*") if path.is_file()}


def full(session, row) -> bytes:
    return open_picture(session, row.uid, "full")[1]


def test_a_picture_comes_back_in_every_size(session, application):
    row = put(session, application)

    found = [open_picture(session, row.uid, size)[1] for size in uploads.SIZES]

    words = "户口簿".encode()
    assert found == [words, b"medium " + words, b"small " + words]


def test_the_store_holds_nothing_readable(session, application, store):
    put(session, application)

    held = b"".join((store.root / name).read_bytes() for name in files(store))
    assert "户口簿".encode() not in held
    assert not any("照片" in name for name in files(store))


def test_files_of_one_family_lie_together_and_only_their_owner_may_read_them(
    session, application, store
):
    put(session, application)

    assert {name.split("/")[0] for name in files(store)} == {application.uid}
    assert {(store.root / name).stat().st_mode & 0o777 for name in files(store)} == {0o600}
    assert store.root.stat().st_mode & 0o777 == 0o700


def test_the_same_picture_lies_once_in_a_family_and_elsewhere_in_another(
    session, application, another, store
):
    first = put(session, application)
    second = put(session, application, slot=CHILD, subject="student:a")
    third = put(session, another)

    assert first.address == second.address != third.address
    assert len(files(store)) == 2 * len(uploads.SIZES)


def test_a_key_opens_the_pictures_of_its_family_only(session, application, another, store):
    row = put(session, application)
    name = f"{application.uid}/{row.address}_full"

    with pytest.raises((SealBroken, InvalidTag)):
        open_blob(uploads._key(another), name, store.get(name))


@pytest.mark.parametrize("size", ["small", "medium"])
def test_a_file_under_another_name_does_not_open(session, application, store, size):
    row = put(session, application)
    place = store.root / application.uid
    (place / f"{row.address}_full").replace(place / f"{row.address}_{size}")

    with pytest.raises(SealBroken):
        open_picture(session, row.uid, size)


def test_a_changed_byte_is_noticed(session, application, store):
    row = put(session, application)
    path = store.root / application.uid / f"{row.address}_full"
    path.write_bytes(path.read_bytes()[:-1] + b"\0")

    with pytest.raises(SealBroken):
        full(session, row)


def test_a_file_that_is_gone_is_not_found(session, application, store):
    row = put(session, application)
    (store.root / application.uid / f"{row.address}_full").unlink()

    with pytest.raises(NotScoped):
        full(session, row)


@pytest.mark.parametrize("size", ["large", "", "full/../../x", "原图"])
def test_there_is_no_other_size(session, application, size):
    row = put(session, application)

    with pytest.raises(NotScoped):
        open_picture(session, row.uid, size)


def test_a_new_picture_takes_the_slot_and_the_old_file_waits(session, application):
    old = put(session, application, "旧")

    new = put(session, application, "新")

    assert uploads.in_slots(session, application)[(HEAD.value, "family")] is new
    assert old.state is UploadState.replaced
    assert full(session, old) == "旧".encode()


def test_each_child_has_a_slot_of_its_own(session, application):
    rows = [put(session, application, key, CHILD, f"student:{key}") for key in ("a", "b")]

    assert {row.state for row in rows} == {UploadState.draft}


def test_a_replacement_that_is_rolled_back_leaves_the_old_picture(session, application):
    old = put(session, application, "旧")
    keep(session, application, HEAD, "family", a_picture("新"), "", NOON)

    session.rollback()
    sweep(session, OLD)

    assert uploads.in_slots(session, application)[(HEAD.value, "family")] is old
    assert full(session, old) == "旧".encode()


def test_pictures_of_one_family_have_at_most_60_mb(session, application, another):
    for number in range(3):
        big = a_picture(str(number), 20 * MEGA)
        row = keep(session, application, HEAD, f"student:{number}", big, "", NOON)
    session.commit()

    with pytest.raises(TooManyPictures):
        keep(session, application, CHILD, "family", a_picture(), "", NOON)
    assert keep(session, application, HEAD, row.subject, a_picture("更小"), "", NOON).id
    assert keep(session, another, HEAD, "family", a_picture(), "", NOON).id


def test_a_picture_too_many_changes_nothing(session, application, store, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_FILES", 1)
    old = put(session, application)
    before = files(store)

    with pytest.raises(TooManyPictures):
        keep(session, application, CHILD, "family", a_picture("多"), "", NOON)
    assert old.state is UploadState.draft
    assert files(store) == before


def test_a_refused_picture_changes_nothing(session, application, store):
    old = put(session, application)
    before = files(store)

    with pytest.raises(uploads.JifenError):
        uploads.store(session, application, HEAD, "family", b"<svg>", "照片.jpg", NOON)
    assert old.state is UploadState.draft
    assert files(store) == before


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "户口簿 第一页.jpg",
        "a\0b.jpg",
        "C:\\照片\\1.heic",
        "x" * 5000,
        "\ufffd",
        "",
    ],
)
def test_a_file_may_be_called_anything(session, application, store, name):
    row = uploads.store(session, application, HEAD, "family", plain(), name, NOON)
    session.commit()

    assert row.original_name == (name[: uploads.LONGEST_NAME] or None)
    assert {path.split("/")[0] for path in files(store)} == {application.uid}


def test_a_picture_is_taken_out_of_its_slot(session, application):
    row = put(session, application)

    uploads.remove(session, application, row.uid)

    assert uploads.in_slots(session, application) == {}


@pytest.mark.parametrize("state", [one for one in UploadState if one is not UploadState.draft])
def test_what_was_filed_or_is_evidence_is_not_taken_out(session, application, state):
    row = put(session, application)
    row.state = state

    with pytest.raises(NotScoped):
        uploads.remove(session, application, row.uid)
    assert row.state is state


def test_a_picture_is_not_taken_out_by_way_of_another_registration(session, application, another):
    row = put(session, another)

    with pytest.raises(NotScoped):
        uploads.remove(session, application, row.uid)


def reader(application, who: str) -> Actor:
    district = application.district_id
    return {
        "family": family(application.account_id),
        "another family": family(application.account_id + 1),
        "reviewer": Actor(party=Party.staff, user_id=1, districts=frozenset({district})),
        "another district": Actor(
            party=Party.staff, user_id=1, districts=frozenset({district + 1})
        ),
        "nobody": NOBODY,
    }[who]


@pytest.mark.parametrize("who", ["family", "reviewer"])
def test_its_family_and_its_district_see_a_picture(session, application, who):
    row = put(session, application)
    session.expunge_all()

    with acting_as(reader(application, who)):
        assert full(session, row) == "户口簿".encode()


@pytest.mark.parametrize("who", ["another family", "another district", "nobody"])
def test_nobody_else_sees_a_picture(session, application, who):
    row = put(session, application)
    session.expunge_all()

    with acting_as(reader(application, who)), pytest.raises(NotScoped):
        full(session, row)


def test_without_a_store_nothing_is_kept(session, application, monkeypatch):
    monkeypatch.setattr(storage, "_installed", [])

    with pytest.raises(storage.StoredFileMissing):
        put(session, application)
