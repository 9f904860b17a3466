"""Does whoever decides on a family's request read what it asked for, and why?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from app.schema.entity import Role
from app.security.actor import SYSTEM, acting_as
from app.services import uploads
from app.services.pictures import normalise
from app.services.seed_families import family_actor
from app.services.transitions import carry_out
from app.workflow.answers import Answers
from models.enums import ApplicationStatus, PictureSlot
from tests.family_way import a_picture

CHOSEN = re.compile(r'<input checked [^>]*name="sections"[^>]*value="(\w+)"')
REASON = "孩子现居住地址填错了门牌号"


@pytest.fixture
def case(office):
    return office["TA"]


def page(desk, case, name: str) -> str:
    return desk.get(f"/applications/{case.id}/{name}").text


def ask(session, case, name: str, now, **answers) -> None:
    family = family_actor(case.account_id, case.guardian_name)
    with acting_as(SYSTEM):
        carry_out(session, case.id, name, Answers(reason=REASON, **answers), family, now)


@pytest.fixture
def asked(session, case, clock):
    """A family that asked to change two sections."""
    ask(session, case, "request_modification", clock.now, sections=("students", "property"))
    return case


def test_a_grant_shows_the_reason_and_offers_the_sections_asked_for(reviewer, asked):
    text = page(reviewer, asked, "grant-modification")

    assert REASON in text
    assert "学生信息、购房信息" in text
    assert CHOSEN.findall(text) == ["students", "property"]


@pytest.mark.parametrize("name", ["refuse-modification", "withdraw-on-behalf"])
def test_every_other_answer_shows_the_reason_as_well(reviewer, asked, name):
    text = page(reviewer, asked, name)

    assert REASON in text
    assert asked.students[0].serial_number in text


@pytest.fixture
def disputed(session, case, clock):
    """A rejected family that disputes the item of a person, with a picture; and both."""
    with acting_as(SYSTEM):
        case.status = ApplicationStatus.rejected
        case.round.recheck_opens_at = clock.now - timedelta(days=1)
        case.round.recheck_closes_at = clock.now + timedelta(days=9)
        picture = uploads.attach(
            session, case, PictureSlot.recheck_evidence, normalise(a_picture()), "", clock.now
        )
        session.commit()
        item = next(one for one in case.review_items if one.person)
        person = item.person
    disputes, pictures = (str(item.id),), (picture.id,)
    ask(session, case, "request_recheck", clock.now, disputes=disputes, pictures=pictures)
    return person, picture


@pytest.mark.parametrize("name", ["uphold", "overturn"])
def test_a_recheck_shows_reason_disputed_item_and_picture(log_in, case, disputed, name):
    person, picture = disputed
    desk = log_in(Role.senior_reviewer)

    text = page(desk, case, name)

    assert REASON in text
    assert re.search(rf'有异议的事项</dt><dd>[^<]+ <span class="pname">{person}<', text)
    assert f"/pictures/{picture.uid}/small" in text
    assert desk.get(f"/pictures/{picture.uid}/small").mimetype == "image/jpeg"
