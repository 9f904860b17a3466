"""Is a family that disputes its result told everything that is to be mended, at its place?"""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from werkzeug.security import generate_password_hash

from app.security.actor import SYSTEM, acting_as
from app.services.seed_families import Families, reviewer_actor
from app.services.seed_people import PASSWORD
from app.services.synthetic import People
from models.enums import ApplicationStatus
from tests.family_way import Family, a_picture


@pytest.fixture
def rejected(public, session, clock, trial):
    """A family whose registration was rejected, while rechecks are open."""
    with acting_as(SYSTEM):
        trial.recheck_opens_at = clock.now - timedelta(days=1)
        trial.recheck_closes_at = clock.now + timedelta(days=5)
        families = Families(session, trial, People(5), "350212001001")
        reviewer = reviewer_actor(1, "王审核", trial.district_id)
        case = families.make(ApplicationStatus.rejected, clock.now - timedelta(days=1), reviewer)
        case.account.password_hash = generate_password_hash(PASSWORD, "pbkdf2:sha256:1")
        session.commit()
        phone, item = case.account.phone, str(case.review_items[0].id)
    one = Family(public, clock)
    one.log_in(phone)
    one.uid, one.item = case.uid, item
    return one


def dispute(family, *pictures: bytes, **answers):
    path = f"/registration/{family.uid}/ask/request-recheck"
    family.get(path)
    files = [(io.BytesIO(data), "证明.jpg") for data in pictures]
    carried = {name: family.page.value(name) for name in ("version", "key")}
    return family.post(path, **carried, pictures=files, **answers)


def test_everything_that_is_missing_is_told_at_once_and_at_its_place(rejected):
    page = dispute(rejected, *[a_picture()] * 4, reason="")

    assert page.status == 422
    for place in ("disputes", "pictures", "reason"):
        assert f'href="#{place}"' in page.text
        assert f'id="{place}-why"' in page.text
    assert "有 3 处需要修改" in page.words


def test_a_file_that_is_no_picture_is_told_at_the_pictures_and_the_rest_is_kept(rejected):
    page = dispute(rejected, b"no picture", reason="我们有居住证", disputes=[rejected.item])

    assert page.status == 422
    assert 'id="pictures-why"' in page.text
    assert "我们有居住证" in page.text
    assert f'value="{rejected.item}" checked' in page.text


def test_an_item_of_somebody_else_is_no_dispute(rejected):
    page = dispute(rejected, reason="我们有居住证", disputes=["999999"])

    assert 'href="#disputes"' in page.text


def test_a_dispute_with_its_pictures_is_taken(rejected):
    page = dispute(rejected, a_picture(), reason="我们有居住证", disputes=[rejected.item])

    assert page.status == 200
    assert "复查中" in page.words


def test_whoever_presses_again_after_a_conflict_is_heard(rejected):
    path = f"/registration/{rejected.uid}/ask/request-recheck"
    answers = {"reason": "我们有居住证", "disputes": [rejected.item]}
    rejected.get(path)
    late = rejected.post(path, version="1", key=rejected.page.value("key"), **answers)
    assert late.status == 409

    again = {name: late.value(name) for name in ("version", "key")}
    assert rejected.post(path, **again, **answers).status == 200


def test_a_form_of_an_ended_session_says_how_to_go_on(rejected, doors, monkeypatch):
    monkeypatch.setitem(doors["parents"].config, "WTF_CSRF_ENABLED", True)
    rejected.get(f"/registration/{rejected.uid}/ask/request-recheck")
    rejected.client.delete_cookie("jf_p")

    page = rejected.post(f"/registration/{rejected.uid}/ask/request-recheck", reason="我们有居住证")

    assert page.status == 400
    assert "登录已结束" in page.words
