"""Which commands does ``jifen`` know?"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import sqlalchemy as sa
from alembic.config import Config

from config import ROOT, Jobs, Settings, UnsafeSettings, refuse_unsafe


@click.group()
def main() -> None:
    """Run and look after the enrolment portal."""


@contextmanager
def staff_context() -> Iterator[Settings]:
    """Enter the staff application, as the system, outside of any request."""
    from app.factory import create_staff_app
    from app.security.actor import SYSTEM, acting_as

    settings = Settings().completed()
    with create_staff_app(settings).app_context(), acting_as(SYSTEM):
        yield settings


@main.command()
def migrate() -> None:
    """Bring the database up to date."""
    settings = Settings().completed()
    upgrade(settings.database_url)


def upgrade(url: str) -> None:
    """Run the migrations on the database at ``url`` and make the job engine's tables."""
    from alembic import command

    from app import jobs

    engine = sa.create_engine(url, hide_parameters=True)
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), "head")
    engine.dispose()
    jobs.create_tables(url)


def alembic_config(connection: sa.Connection | None = None) -> Config:
    """Return Alembic's configuration; it is handed our connection."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "models" / "migrations"))
    config.attributes["connection"] = connection
    return config


@main.command()
def bootstrap() -> None:
    """Bring roles and permissions up to date with the code."""
    with staff_context():
        bootstrap_here()


def bootstrap_here() -> None:
    """Synchronise roles and permissions in the present application context."""
    from flask import current_app

    from app.admin.permissions import synchronise
    from app.extensions import db

    synchronise(current_app.appbuilder, db.session())  # type: ignore[attr-defined]


@main.command()
def seed() -> None:
    """Load districts, regions, rounds, demo accounts and synthetic families, when empty."""
    with staff_context() as settings:
        seed_here(settings)


def seed_here(settings: Settings) -> None:
    """Load the seeds in the present application context; production gets reference data only."""
    from app.extensions import clock, db
    from app.services import seeds

    seeds.load(db.session(), clock(), demo=not settings.production)


@main.command()
def serve() -> None:
    """Serve both doors."""
    settings = Settings().completed()
    try:
        refuse_unsafe(settings)
    except UnsafeSettings as unsafe:
        raise click.ClickException(str(unsafe)) from unsafe
    os.execv(sys.executable, server_command(settings))  # noqa: S606 - our own interpreter


def server_command(settings: Settings) -> list[str]:
    """Return the command line of the server."""
    arguments = {
        "--interface": "wsgi",
        "--host": "127.0.0.1",
        "--port": str(settings.port),
        "--workers": str(settings.workers),
        "--blocking-threads": "8",
        "--log-level": "warning",
    }
    words = [word for pair in arguments.items() for word in pair]
    flags = ["--respawn-failed-workers", "--no-ws"]
    return [sys.executable, "-m", "granian", *words, *flags, "app.wsgi:app"]


@main.command()
@click.argument("name", required=False)
def worker(name: str | None) -> None:
    """Work on jobs, under a name that no other live process has."""
    import threading

    from app import jobs

    with staff_context() as settings:
        jobs.launch(name or settings.worker_id)
        threading.Event().wait()


@main.command()
def run() -> None:
    """Migrate, seed and serve with the embedded worker; what ``make run`` does."""
    settings = Settings().completed()
    marker = settings.var_dir / "seeded"
    if not _is_current(marker):
        upgrade(settings.database_url)
        with staff_context():
            bootstrap_here()
            seed_here(settings)
        marker.write_text(_state(), encoding="utf-8")
    print_addresses(settings)
    os.environ["JIFEN_JOBS"] = Jobs.embedded.value
    os.execv(sys.executable, server_command(settings))  # noqa: S606 - our own interpreter


def _is_current(marker: Path) -> bool:
    """Return whether this very code has prepared this database before."""
    return marker.is_file() and marker.read_text(encoding="utf-8") == _state()


def _state() -> str:
    """Return what decides whether migrations, permissions or seeds may have changed."""
    folders = ("models", "app")
    files = [path for name in folders for path in (ROOT / name).rglob("*.py")]
    return str(max(path.stat().st_mtime_ns for path in files))


def print_addresses(settings: Settings) -> None:
    """Print where the two doors are, and the demo accounts."""
    from app.services.seeds import demo_accounts

    base = f"http://127.0.0.1:{settings.port}"
    click.echo(
        f"\n  Parents   {base}/\n  Staff     {base}/staff/\n  SMS       {base}/development/inbox\n"
    )
    for who, login, password in demo_accounts():
        click.echo(f"  {who:<34}{login:<22}{password}")
    click.echo("")


@main.command()
@click.option("--check", is_flag=True, help="Fail when a generated file is stale.")
def docs(check: bool) -> None:  # noqa: FBT001 - click's form
    """Write the generated documents, or check that they are fresh."""
    from app.docs import write_all

    stale = write_all(ROOT / "docs", check=check)
    for path in stale:
        click.echo(f"{'stale' if check else 'wrote'}: {path}")
    if check and stale:
        raise click.ClickException("run `jifen docs` and commit what it wrote")


@main.command()
def check() -> None:
    """Check every declaration: entities, fields, transitions, catalogue."""
    from app.selfchecks import findings

    found = findings()
    for finding in found:
        click.echo(finding)
    if found:
        raise click.ClickException(f"{len(found)} findings")


if __name__ == "__main__":
    main()
