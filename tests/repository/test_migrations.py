"""Do the migrations make the schema that the models declare, on the database under test?"""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory

import models  # noqa: F401 - maps every table
from app.preparing import alembic_config
from app.schema.base import Base

OFFICE = {
    "code": "350212",
    "letters": "TA",
    "name": "同安区",
    "office": "同安区教育局",
    "phone": "0592-0000000",
    "hours": "工作日",
    "position": 1,
}


@pytest.fixture
def migrated(empty_database):
    """A connection to a database on which all migrations have run, from nothing."""
    engine = sa.create_engine(empty_database)
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), "head")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(alembic_config())


def test_the_migrations_have_one_head():
    assert len(scripts().get_heads()) == 1


def test_migrations_are_numbered_one_after_the_other():
    numbers = sorted(script.revision for script in scripts().walk_revisions())

    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]


def test_the_schema_has_not_drifted_from_the_models(migrated):
    command.check(alembic_config(migrated))  # raises what differs; mend it with make migration


def test_the_tables_are_those_of_the_models(migrated):
    made = set(sa.inspect(migrated).get_table_names()) - {"alembic_version"}

    assert made == set(Base.metadata.tables)


def test_every_index_of_the_models_is_made(migrated):
    inspector = sa.inspect(migrated)
    tables = Base.metadata.tables

    made = {index["name"] for name in tables for index in inspector.get_indexes(name)}

    assert {index.name for table in tables.values() for index in table.indexes} <= made


def test_what_an_office_entered_survives_every_later_migration(empty_database):
    engine = sa.create_engine(empty_database)
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), "0001")
        connection.execute(sa.insert(Base.metadata.tables["district"]).values(OFFICE))
        command.upgrade(alembic_config(connection), "head")
        kept = connection.execute(sa.text("SELECT name, phone FROM district")).all()
    engine.dispose()

    assert kept == [(OFFICE["name"], OFFICE["phone"])]
