"""Does a family's picture reach its slot through the pages, and nobody else's eyes?"""

from __future__ import annotations

import io

import pytest
from sqlalchemy import select

from app.security.actor import SYSTEM, acting_as
from app.services import drafts, filing, uploads
from app.services.pictures import normalise
from models import Application, Upload
from models.enums import ApplicationStatus, KinshipCase, PictureSlot, UploadState
from tests.family_way import a_picture
from tests.photos import DAMAGED_JPEG, HEIC, phone_photo, plain

SLOT = "marriage_certificate|family"
CASE = KinshipCase.with_one_parent


@pytest.fixture
def started(family, trial):
    family.start()
    return family


@pytest.fixture
def kept(started, session):
    """A family with one picture in its slot."""
    started.kinship(CASE, **{SLOT: phone_photo(size=(640, 480))})
    return started


def pictures(session, state=UploadState.draft) -> list[Upload]:
    with acting_as(SYSTEM):
        session.expire_all()
        return list(session.scalars(select(Upload).where(Upload.state == state)))


def draft(family, more=None, **files):
    """Save the section with pictures."""
    sent = {name: (io.BytesIO(data), "照片.jpg") for name, data in files.items()}
    return family.step("kinship", "draft", **{"kinship-1-case": CASE.value, **sent, **(more or {})})


def address(family, session, size: str = "full") -> str:
    return f"/registration/{family.uid}/pictures/{pictures(session)[0].uid}/{size}"


@pytest.mark.parametrize("size", uploads.SIZES)
def test_a_picture_is_served_to_its_family_and_never_cached(kept, session, size):
    answer = kept.client.get(address(kept, session, size))

    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.data[:3] == b"\xff\xd8\xff"


def test_whoever_is_not_logged_in_is_led_to_the_login(kept, session, doors):
    stranger = doors["parents"].test_client()

    answer = stranger.get(address(kept, session))

    assert answer.status_code == 302
    assert "/login" in answer.location


def test_another_family_does_not_find_it_under_its_own_registration(kept, second_family, session):
    second_family.start()
    picture = pictures(session)[0].uid

    for uid in (kept.uid, second_family.uid):
        path = f"/registration/{uid}/pictures/{picture}/full"
        assert second_family.get(path).status == 404


@pytest.mark.parametrize("tail", ["x/full", "x/../full", "%00/full", "x/raw", "照片/small"])
def test_there_are_no_other_addresses(kept, tail):
    assert kept.get(f"/registration/{kept.uid}/pictures/{tail}").status == 404


@pytest.mark.parametrize("data", [HEIC.read_bytes(), plain("PNG"), phone_photo()])
def test_photographs_of_phones_are_taken(started, session, data):
    page = draft(started, **{SLOT: data})

    assert page.status == 200
    assert len(pictures(session)) == 1


HOSTILE = {
    "损坏": DAMAGED_JPEG, "不是照片": b"<svg onload=alert(1)>", "没有收到照片": b"",
    "5000 万像素": plain("PNG", (7_100, 7_100), "white"), "过于狭长": plain(size=(2_200, 200)),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_refused_picture_is_told_at_its_slot_and_in_the_summary(kept, session, name):
    page = kept.kinship(CASE, **{SLOT: HOSTILE[name]})

    assert page.status == 422
    slot = page.text.split(f'id="slot-{SLOT}"')[1].split("</label>")[0]
    sentence = slot.split("</svg>")[-1].split("</small>")[0].strip()
    assert "。" in sentence
    assert page.words.count(sentence) == 2
    assert f'href="#{SLOT}"' in page.text


@pytest.mark.parametrize("name", HOSTILE)
def test_a_refused_picture_leaves_the_one_before(kept, session, name):
    before = [row.id for row in pictures(session)]

    kept.kinship(CASE, **{SLOT: HOSTILE[name]})

    assert [row.id for row in pictures(session)] == before
    assert pictures(session, UploadState.replaced) == []


def test_of_several_pictures_each_wrong_one_is_named_and_each_right_one_kept(started, session):
    sent = {
        "household_head_page|family": b"GIF89a",
        SLOT: a_picture(),
        "household_father_page|family": b"%PDF",
    }

    page = draft(started, **sent)

    assert page.text.count('class="up fail"') == 2
    assert [row.slot for row in pictures(session)] == [PictureSlot.marriage_certificate]


@pytest.mark.parametrize("name", ["../../户口簿.jpg", "照片 1.svg", "a" * 999, "\\\\host\\x.jpg"])
def test_a_file_may_be_called_anything(started, session, name):
    started.step("kinship", **{"kinship-1-case": CASE.value, SLOT: (io.BytesIO(a_picture()), name)})

    assert len(pictures(session)) == 1


def test_an_older_tab_replaces_no_picture(kept, session):
    before = [row.id for row in pictures(session)]

    page = draft(kept, {"revision": "1"}, **{SLOT: a_picture()})

    assert page.status == 409
    assert [row.id for row in pictures(session)] == before


def test_a_closed_section_takes_no_picture(ready, session):
    ready.file()
    with acting_as(SYSTEM):
        session.expire_all()
        application = session.scalars(select(Application)).one()
        application.status, application.sections = ApplicationStatus.modifying, ["students"]
        drafts.copy_of_filing(session, application, ready.clock.now)

    ready.get(f"/registration/{ready.uid}/students")
    page = ready.post(
        f"/registration/{ready.uid}/kinship",
        **{"kinship-1-case": CASE.value, "act": "draft", SLOT: (io.BytesIO(a_picture()), "x.jpg")},
    )

    assert page.status == 404
    assert pictures(session) == []


def test_a_picture_is_taken_out_and_its_section_is_open_again(kept, session):
    uid = pictures(session)[0].uid
    kept.get(f"/registration/{kept.uid}/kinship")

    kept.post(f"/registration/{kept.uid}/pictures/{uid}/remove", section="kinship")

    assert pictures(session) == []


def test_a_page_of_students_opens_before_a_student_was_entered(kept):
    assert kept.get(f"/registration/{kept.uid}/students").status == 200


def test_evidence_survives_a_modification(ready, session):
    ready.file()
    with acting_as(SYSTEM):
        session.expire_all()
        application = session.scalars(select(Application)).one()
        made = normalise(a_picture())
        slot = PictureSlot.office_evidence
        kept = uploads.attach(session, application, slot, made, "", ready.clock.now)
        application.status, application.sections = ApplicationStatus.modifying, ["students"]
        drafts.copy_of_filing(session, application, ready.clock.now)

        assert kept.state is UploadState.attached
        assert filing.content(session, application)["pictures"] == []
