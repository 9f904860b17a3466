"""Is everything there that a process needs before it starts: every table, up to date?"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.orm import Session

from app import jobs
from app.exceptions import NewerDatabase
from app.extensions import session_store
from app.prepared import lone_engine
from app.security.actor import SYSTEM, acting_as
from app.services.search_keys import fill_missing
from config import ROOT, Settings


def prepare_databases(settings: Settings) -> None:
    """Make or bring up to date every table: the data's, the jobs', and the sessions'."""
    upgrade(settings.database_url)
    session_store.create_table(settings.sessions_url)


def upgrade(url: str) -> None:
    """Run the migrations on the database at ``url``, fill what they added, make job tables."""
    with lone_engine(url).begin() as connection:
        _refuse_newer(connection)
        command.upgrade(alembic_config(connection), "head")
    with Session(lone_engine(url)) as session, acting_as(SYSTEM):
        fill_missing(session)
    jobs.create_tables(url)


def _refuse_newer(connection: sa.Connection) -> None:
    """Raise NewerDatabase when the database stands at a revision that this code has not."""
    known = {one.revision for one in ScriptDirectory.from_config(alembic_config()).walk_revisions()}
    here = set(MigrationContext.configure(connection).get_current_heads())
    if here - known:
        raise NewerDatabase(", ".join(sorted(here - known)))


def alembic_config(connection: sa.Connection | None = None) -> Config:
    """Return Alembic's configuration; it is handed our connection."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "models" / "migrations"))
    config.attributes["connection"] = connection
    return config
