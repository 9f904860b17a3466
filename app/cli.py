"""Which commands does ``jifen`` know?"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from app.exceptions import DeclarationError, NewerDatabase
from app.prepared import remember_preparation, was_prepared
from config import ROOT, Jobs, Settings, UnsafeSettings, refuse_unsafe


class Commands(click.Group):
    """Commands that say in one sentence what keeps them from running."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what the reader can mend is no error of ours, and has no traceback."""
        try:
            return super().invoke(ctx)
        except (UnsafeSettings, NewerDatabase, DeclarationError) as known:
            raise click.ClickException(str(known)) from known


@click.group(cls=Commands)
def main() -> None:
    """Run and look after the enrolment portal."""


@contextmanager
def staff_context() -> Iterator[Settings]:
    """Enter the staff application, as the system, outside of any request."""
    from app.extensions import db
    from app.factory import create_staff_app
    from app.security.actor import SYSTEM, acting_as
    from app.security.doors import through

    settings = Settings().completed()
    with create_staff_app(settings).app_context(), acting_as(SYSTEM), through("command"):
        try:
            yield settings
        finally:
            db.session.remove()
            db.engine.dispose()


@main.command()
def migrate() -> None:
    """Bring the database up to date."""
    from app.preparing import prepare_databases

    settings = Settings().completed()
    refuse_unsafe(settings)
    prepare_databases(settings)


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
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def raise_levels(file: Path) -> None:
    """Raise the accounts of a signed list to the middle real-name level."""
    from app.exceptions import JifenError
    from app.extensions import clock, db
    from app.services import real_name

    with staff_context() as settings:
        try:
            risen = real_name.raise_by_list(
                db.session(), file.read_bytes(), settings.level_list_key, clock()
            )
        except JifenError as refused:
            raise click.ClickException(refused.msgid % refused.params) from refused
    click.echo(f"{risen} accounts rose to the middle level.")


@main.command()
@click.argument("login")
@click.option("--role", required=True, help="A built-in role; docs/permissions.md lists them.")
@click.option("--district", default="", help="Letters of the district; none for the whole city.")
@click.option("--surname", prompt=True)
@click.option("--given", prompt=True, help="Given name.")
@click.password_option()
def add_staff(login: str, role: str, district: str, **person: str) -> None:
    """Make the account of a member of staff; the password is asked for, never an argument."""
    from app.admin.roles import STAFF_ROLES
    from app.exceptions import JifenError
    from app.extensions import clock, db
    from app.schema.entity import Role
    from app.services import staff_accounts

    if role not in STAFF_ROLES:
        raise click.UsageError(f"--role is one of {', '.join(STAFF_ROLES)}.")
    with staff_context():
        new = staff_accounts.NewStaff(
            login=login, role=Role(role), letters=district.upper(), **person
        )
        try:
            staff_accounts.add_staff(db.session(), new, clock())
        except JifenError as refused:
            raise click.ClickException(refused.msgid % refused.params) from refused
    click.echo(f"{login} may log in to the portal.")


@main.command()
def serve() -> None:
    """Serve the doors that JIFEN_DOORS names."""
    settings = Settings().completed()
    refuse_unsafe(settings)
    os.execv(sys.executable, server_command(settings))  # noqa: S606 - our own interpreter


def server_command(settings: Settings) -> list[str]:
    """Return the command line of the server."""
    arguments = {
        "--interface": "wsgi",
        "--host": settings.host,
        "--port": str(settings.port),
        "--workers": str(settings.workers),
        "--blocking-threads": "8",
        "--log-level": "error",
        # A process that is told to stop while it still loads the application forgets the word.
        "--workers-kill-timeout": "10",
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
    from app.extensions import logs
    from app.factory import create_public_app

    settings = Settings().completed()
    refuse_unsafe(settings)
    logs.configure(settings.log_level, as_json=settings.production)
    create_public_app(settings)
    jobs.launch(name or settings.worker_id)
    threading.Event().wait()


@main.command()
def run() -> None:
    """Migrate, seed and serve with the embedded worker; what ``make run`` does."""
    settings = Settings().completed()
    if settings.production:
        raise click.UsageError("`run` is for trials: use migrate, bootstrap, serve and worker.")
    if not was_prepared(settings):
        from app.preparing import prepare_databases

        prepare_databases(settings)
        with staff_context():
            bootstrap_here()
            seed_here(settings)
        remember_preparation(settings)
    print_addresses(settings)
    os.environ["JIFEN_JOBS"] = Jobs.embedded.value
    os.execv(sys.executable, server_command(settings))  # noqa: S606 - our own interpreter


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
@click.option("--data", is_flag=True, help="Also check the dictionaries of the database.")
def check(data: bool) -> None:  # noqa: FBT001 - click's form
    """Check every declaration: entities, fields, transitions, catalogue."""
    from app.extensions import db
    from app.selfchecks import findings
    from app.services import dictionaries

    found = findings()
    if data:
        with staff_context():
            found += dictionaries.missing(db.session())
    for finding in found:
        click.echo(finding)
    if found:
        raise click.ClickException(f"{len(found)} findings")


if __name__ == "__main__":
    main()
