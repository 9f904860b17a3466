"""Has this very code prepared these databases before? Asked before anything heavy is imported."""

from __future__ import annotations

import hashlib
from pathlib import Path

import sqlalchemy as sa

from config import ROOT, Settings


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
    return all(sa.inspect(lone_engine(url)).has_table(name) for url, name in tables.items())


def lone_engine(url: str) -> sa.Engine:
    """Return an engine that keeps no connection, so that none stays open after a refusal."""
    return sa.create_engine(url, hide_parameters=True, poolclass=sa.NullPool)
