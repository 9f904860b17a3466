"""Does a reviewer see what a family changed, old beside new?"""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from app.security.actor import SYSTEM, acting_as
from app.services import seed_people, uploads
from models import Application, Upload
from models.enums import KinshipCase, UploadState
from tests.admin.test_decisions import decide
from tests.family_way import Family, a_picture
from tests.views.test_filing import CHILD_SLOT, FAMILY_SLOTS

PAPERS = {f"{slot}|family": a_picture for slot in FAMILY_SLOTS} | {CHILD_SLOT: a_picture}
HEAD = "household_head_page|family"


def another_picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "navy").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def family(public, office, session, clock):
    """A family of Tong'an that filed with the papers of case two."""
    with acting_as(SYSTEM):
        seed_people.load_parents(session, clock.now)
        session.commit()
        born = office["TA"].round.born_from + timedelta(days=100)
    one = Family(public, clock)
    one.born = born
    one.log_in()
    one.start()
    one.fill(born, KinshipCase.with_one_parent, **{name: make() for name, make in PAPERS.items()})
    one.file()
    return one


@pytest.fixture
def refiled(family, reviewer, session, clock):
    """The same family, sent back, with another name of the child and another head's page."""
    case = found(session, family)
    with acting_as(SYSTEM):
        item = case.review_items[0].id
    decide(
        reviewer, case, "return-for-modification", sections=["students", "kinship"],
        deadline=f"{clock.now + timedelta(days=3):%Y-%m-%dT%H:%M}", items=[str(item)],
        **{f"item-{item}": "姓名有误"},
    )  # fmt: skip
    family.get(f"/registration/{family.uid}/status")
    family.post(f"/registration/{family.uid}/modify")
    family.students(family.born, **{"students-1-name": "陈子涵"})
    family.kinship(KinshipCase.with_one_parent, **{HEAD: another_picture()})
    clock.now += timedelta(minutes=2)
    family.file()
    return found(session, family)


def found(session, family) -> Application:
    with acting_as(SYSTEM):
        session.expire_all()
        return session.scalars(select(Application).filter_by(uid=family.uid)).one()


def test_the_review_page_shows_old_beside_new(reviewer, refiled):
    page = reviewer.get(f"/applications/{refiled.id}/review").text

    assert "<del>陈子轩</del>" in page
    assert "<ins>陈子涵</ins>" in page


def test_the_picture_of_the_earlier_filing_is_kept_and_shown_beside_the_new_one(
    reviewer, refiled, session, clock
):
    with acting_as(SYSTEM):
        uploads.sweep(session, clock.now + timedelta(days=400))
        old, new = session.scalars(
            select(Upload).filter_by(application_id=refiled.id, slot="household_head_page")
            .order_by(Upload.id)
        )  # fmt: skip

    page = reviewer.get(f"/applications/{refiled.id}/review").text

    assert (old.state, new.state) == (UploadState.superseded, UploadState.filed)
    assert [reviewer.get(f"/pictures/{one.uid}/full").status_code for one in (old, new)] == [
        200
    ] * 2
    assert f"/pictures/{old.uid}/small" in page


def test_a_first_filing_is_compared_with_nothing(reviewer, office):
    page = reviewer.get(f"/applications/{office['TA'].id}/review").text

    assert "与上次提交的不同" not in page
