"""Is everything there that a process needs before it starts: every table, up to date?"""

from __future__ import annotations

import hashlib
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.orm import Session

from app import jobs
from app.extensions import session_store
from app.security.actor import SYSTEM, acting_as
from app.services.search_keys import fill_missing
from config import ROOT, Settings


class NewerDatabase(Exception):
    """The database was migrated by a later version of this code."""

    def __init__(self, found: str) -> None:
        """Say what to do, without a trace of how it was noticed."""
        super().__init__(
            f"The database is newer than this code: it stands at revision {found}, which is not "
            "among its migrations. Go back to the version that made it, or migrate it down there."
        )


def prepare_databases(settings: Settings) -> None:
    """Make or bring up to date every table: the data's, the jobs', and the sessions'."""
    upgrade(settings.database_url)
    session_store.create_table(settings.sessions_url)


def upgrade(url: str) -> None:
    """Run the migrations on the database at ``url``, fill what they added, make job tables."""
    with _engine(url).begin() as connection:
        _refuse_newer(connection)
        command.upgrade(alembic_config(connection), "head")
    with Session(_engine(url)) as session, acting_as(SYSTEM):
        fill_missing(session)
    jobs.create_tables(url)


def _engine(url: str) -> sa.Engine:
    """Return an engine that keeps no connection, so that none stays open after a refusal."""
    return sa.create_engine(url, hide_parameters=True, poolclass=sa.NullPool)


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


def was_prepared(settings: Settings) -> bool:
    """Return whether this very code has prepared these databases before."""
    marker = _marker(settings)
    kept = marker.is_file() and marker.read_text(encoding="utf-8") == _state(settings)
    return kept and _has_tables(settings)


def remember_preparation(settings: Settings) -> None:
    """Note that this code prepared these databases, so that the next start is quick."""
    _marker(settings).write_text(_state(settings), encoding="utf-8")


def _marker(settings: Settings) -> Path:
    return settings.var_dir / "prepared"


def _state(settings: Settings) -> str:
    """Return what decides whether migrations, permissions or seeds may have changed."""
    files = [path for name in ("models", "app") for path in (ROOT / name).rglob("*")]
    newest = max(path.stat().st_mtime_ns for path in files if path.suffix in {".py", ".yaml"})
    return f"{newest} {hashlib.sha256(settings.database_url.encode()).hexdigest()}"


def _has_tables(settings: Settings) -> bool:
    """Return whether both databases are there; somebody may have removed a file."""
    tables = {settings.database_url: "alembic_version", settings.sessions_url: "door_session"}
    return all(sa.inspect(_engine(url)).has_table(name) for url, name in tables.items())
