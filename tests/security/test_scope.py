"""Does an actor reach the own rows and no others, whatever the statement?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

import models
from app.exceptions import NotScoped
from app.extensions import present
from app.schema.base import Base
from app.schema.entity import Role
from app.security import keyring, recording
from app.security.actor import NOBODY, SYSTEM, Actor, Party, acting_as, family
from models import Application, Guardian

NOW = datetime(2027, 4, 20, tzinfo=UTC)
OWN, FOREIGN = 1, 2


def staff(*districts: int) -> Actor:
    return Actor(
        party=Party.staff,
        user_id=1,
        roles=frozenset({Role.reviewer}),
        districts=frozenset(districts),
    )


ACTORS = [family(OWN), staff(OWN)]


@pytest.fixture(scope="module")
def engine():
    keyring.install(keyring.new_keyring())
    recording.use_clock(present)
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    Base.metadata.create_all(engine)
    with acting_as(SYSTEM), Session(engine) as session:
        session.add_all([a_case(OWN), a_case(FOREIGN)])
        session.commit()
    return engine


def a_case(number: int) -> Application:
    """One family each, whose account and district have the same number."""
    application = Application(
        id=number, account_id=number, district_id=number, round_id=1, year=2027, created_at=NOW,
        picture_key="k",
    )  # fmt: skip
    application.guardians.append(a_guardian(application))
    return application


def a_guardian(application: Application, position: int = 1) -> Guardian:
    return Guardian(
        application=application, position=position, name="陈建国", id_type="resident_id_card",
        id_number="350212198805120018", phone="13800138000", relation="father",
    )  # fmt: skip


@pytest.fixture
def session(engine):
    with Session(engine) as session:
        yield session
        session.rollback()


READS = {
    "select": lambda: sa.select(Guardian.application_id),
    "entity": lambda: sa.select(Guardian),
    "alias": lambda: sa.select(aliased(Guardian).application_id),
    "join": lambda: sa.select(Guardian.application_id).join(Application),
    "subquery": lambda: sa.select(sa.select(Guardian.application_id).subquery()),
    "exists": lambda: sa.select(Guardian.application_id).where(
        sa.exists().where(Application.id == Guardian.application_id)
    ),
    "union": lambda: sa.union_all(
        sa.select(Guardian.application_id), sa.select(Guardian.application_id)
    ),
    "count": lambda: sa.select(sa.func.count(Guardian.id)),
}


@pytest.mark.parametrize("who", ACTORS, ids=["family", "staff"])
@pytest.mark.parametrize("name", READS)
def test_no_form_of_reading_shows_a_foreign_row(session, who, name):
    with acting_as(who):
        found = session.scalars(READS[name]()).all()

    numbers = [row.application_id if isinstance(row, Guardian) else row for row in found]
    assert set(numbers) == {OWN}


@pytest.mark.parametrize("loading", [joinedload, selectinload])
@pytest.mark.parametrize("who", ACTORS, ids=["family", "staff"])
def test_relations_load_own_rows_only(session, who, loading):
    with acting_as(who):
        rows = session.scalars(
            sa.select(Application).options(loading(Application.guardians))
        ).unique()

        assert [[g.application_id for g in row.guardians] for row in rows] == [[OWN]]


def test_a_foreign_row_is_not_found_by_its_id(session):
    with acting_as(staff(OWN)):
        assert session.get(Application, FOREIGN) is None


def test_nobody_and_staff_without_a_district_find_nothing(session):
    for who in (NOBODY, staff()):
        with acting_as(who):
            assert session.scalars(sa.select(Application)).all() == []


def test_the_office_of_the_whole_city_finds_all(session):
    city = Actor(party=Party.staff, user_id=1, whole_city=True)

    with acting_as(city):
        assert len(session.scalars(sa.select(Application)).all()) == 2


@pytest.mark.parametrize(
    "statement",
    [
        sa.text("select 1"),
        sa.select(models.Application.__table__),
        sa.update(models.Application.__table__).values(year=1),
    ],
    ids=["text", "core select", "core update"],
)
def test_statements_that_cannot_be_narrowed_are_refused(session, statement):
    with acting_as(staff(OWN)), pytest.raises(NotScoped):
        session.execute(statement)


def test_a_bulk_update_touches_own_rows_only(session):
    with acting_as(staff(OWN)):
        update = sa.update(Application).values(recheck_count=1)
        touched = session.execute(update, execution_options={"unrecorded": "a test of the scope"})

    assert touched.rowcount == 1


def test_a_foreign_row_can_be_neither_added_nor_changed_nor_moved_nor_removed(session):
    with acting_as(SYSTEM):
        own, foreign = session.get(Application, OWN), session.get(Application, FOREIGN)
    attempts = [
        lambda: session.add(a_guardian(foreign, 2)),
        lambda: setattr(foreign, "year", 2030),
        lambda: setattr(own, "district_id", FOREIGN),
        lambda: session.delete(foreign),
    ]
    for attempt in attempts:
        with acting_as(staff(OWN)), pytest.raises(NotScoped):  # noqa: PT012 - either may refuse
            attempt()
            session.flush()
        session.rollback()
        with acting_as(SYSTEM):
            own, foreign = session.get(Application, OWN), session.get(Application, FOREIGN)


def test_what_is_append_only_is_changed_by_nobody_not_even_the_system(session):
    with acting_as(SYSTEM):
        event = models.ApplicationEvent(
            at=NOW, name="submit", source="draft", target="submitted",
            party="family", details={},
        )  # fmt: skip
        application = session.get(Application, OWN)
        application.events.append(event)
        session.flush()
        event.reason = "changed"

        with pytest.raises(NotScoped):
            session.flush()
