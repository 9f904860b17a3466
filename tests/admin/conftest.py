"""Who works in the portal during these tests, and on which families?"""

from __future__ import annotations

import re

import pytest
from flask_appbuilder.security.sqla.models import Role as PortalRole
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from werkzeug.security import generate_password_hash

from app.admin.permissions import synchronise
from app.schema.entity import Role
from app.security.actor import SYSTEM, acting_as
from app.services import seed_reference, seed_regions
from app.services.seed_families import Families, reviewer_actor
from app.services.synthetic import People
from models import Application
from models.enums import ApplicationStatus
from models.staff_member import StaffMember
from tests.admin import stock
from tests.conftest import NOON
from tests.prepared import read_whole, standing_on

INSIDE = "http://localhost/staff"
WORD = "ein-Wort-2027"


@pytest.fixture(scope="session")
def office_engine(filled, doors):
    """The office's database: two districts with one submitted family each."""

    def fill(session) -> None:
        synchronise(doors["staff"].appbuilder, session)
        seed_regions.load_regions(session)
        rounds = seed_reference.load_rounds(session, NOON)
        for letters in ("TA", "SM"):
            people = People(len(letters) + ord(letters[0]))
            families = Families(session, rounds[letters], people, rounds[letters].district.code)
            reviewer = reviewer_actor(1, "王审核", rounds[letters].district_id)
            families.make(ApplicationStatus.submitted, NOON, reviewer)

    return filled("office", fill)


ground = standing_on("office")


@pytest.fixture
def office(session):
    """Two districts with one submitted family each; returns them by letters."""
    with acting_as(SYSTEM):
        found = {one.district.letters: one for one in session.scalars(select(Application))}
        read_whole(found.values())
    return found


class Desk:
    """A browser at the staff's door."""

    def __init__(self, client) -> None:
        self.client = client

    def get(self, path: str, **more):
        return self.client.get(path, base_url=INSIDE, **more)

    def post(self, path: str, page: str = "/login/", **data):
        """Send what was typed with what the page carries: its token, and the version it read."""
        text = self.get(page).text
        carried = {}
        for name in ("csrf_token", "version"):
            found = re.search(rf'name="{name}"[^>]*value="([^"]+)"', text)
            carried |= {name: found.group(1)} if found else {}
        return self.client.post(path, base_url=INSIDE, data={**carried, **data})


@pytest.fixture
def log_in(office, session, doors):
    """Log in somebody new with a role, for a district or for the whole city."""

    def enter(role: Role, letters: str | None = "TA") -> Desk:
        with acting_as(SYSTEM):
            held = session.scalar(select(PortalRole).where(PortalRole.name == role.value))
            user = User(
                username=f"{role.value}.{letters}", first_name="审核", last_name="王", active=True,
                email=f"{role.value}.{letters}@example.org", roles=[held],
                password=generate_password_hash(WORD, "pbkdf2:sha256:1"),
            )  # fmt: skip
            session.add(user)
            session.flush()
            district = office[letters].district_id if letters else None
            session.add(StaffMember(user_id=user.id, district_id=district))
            session.commit()
        desk = Desk(doors["staff"].test_client())
        desk.post("/login/", username=f"{role.value}.{letters}", password=WORD)
        return desk

    return enter


@pytest.fixture
def reviewer(log_in):
    """A reviewer of Tong'an."""
    return log_in(Role.reviewer)


@pytest.fixture
def supervisor(log_in):
    """A supervisor of the whole city."""
    return log_in(Role.supervisor, None)


@pytest.fixture(scope="session")
def stock_door(tmp_path_factory):
    """A stock application, against which each check of an edge must fail; built once."""
    door = stock.build(tmp_path_factory.mktemp("stock"))
    yield door
    with door.app.app_context():
        door.app.extensions["sqlalchemy"].engine.dispose()


@pytest.fixture
def visitor(stock_door):
    """A visitor of the stock application, with its toys as at first."""
    with stock_door.app.app_context():
        stock.fill(stock_door.session)
    return stock.StockDesk(stock_door.app, stock_door.session)


@pytest.fixture
def boss(visitor):
    """Who may do everything in the stock application, within a district."""
    return visitor.log_in("Boss")
