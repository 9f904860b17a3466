"""Which settings are there? Read once from the environment; production refuses unsafe ones."""

from __future__ import annotations

import enum
import os
import secrets
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent


class Environment(enum.StrEnum):
    """Where the application runs."""

    development = enum.auto()
    test = enum.auto()
    production = enum.auto()


class Jobs(enum.StrEnum):
    """Who works on jobs: a thread of one web process, a process of its own, or nobody."""

    embedded = enum.auto()
    external = enum.auto()
    off = enum.auto()


class Doors(enum.StrEnum):
    """Which doors a process serves: both below one address, or one of them on a host of its own."""

    both = enum.auto()
    parents = enum.auto()
    staff = enum.auto()


class Settings(BaseSettings):
    """All settings, read from variables ``JIFEN_…``."""

    model_config = SettingsConfigDict(env_prefix="JIFEN_", extra="ignore")

    environment: Environment = Field(Environment.development, description="Where it runs.")
    debug: bool = Field(default=False, description="Flask's debug mode; never in production.")
    var_dir: Path = Field(ROOT / "var", description="Folder of all that a trial run writes.")
    database_url: str = Field("", description="Database; default SQLite in the var folder.")
    sessions_url: str = Field(
        "", description="Database of the sessions; default a file of its own."
    )
    jobs: Jobs = Field(Jobs.embedded, description="Who works on jobs: embedded, external, off.")
    jobs_url: str = Field(
        "", description="Another way to the same database for the jobs, past a pooler."
    )
    worker_id: str = Field("local", description="Fixed name of the worker process.")
    parents_host: str = Field("", description="Host name of the parents' site.")
    staff_host: str = Field("", description="Host name of the staff portal.")
    doors: Doors = Field(Doors.both, description="Which doors it serves: both, parents, staff.")
    host: str = Field("127.0.0.1", description="Address that the server listens on.")
    port: int = Field(8000, description="Port that the server listens on.")
    workers: int = Field(2, description="Number of web processes.")
    secret_key_parents: SecretStr = Field(SecretStr(""), description="Signs the parents' cookies.")
    secret_key_staff: SecretStr = Field(SecretStr(""), description="Signs the staff's cookies.")
    keyring_file: Path | None = Field(None, description="File of the sealing keys, mode 0600.")
    storage_dir: Path | None = Field(None, description="Folder of the sealed pictures.")
    sms_gateway: str = Field("log", description="Which gateway sends SMS.")
    identity_gateway: str = Field("local", description="Which gateway knows the families.")
    development_inbox: bool = Field(default=True, description="Show sent SMS on a page.")
    self_upgrade: bool = Field(
        default=False, description="Families raise their own level; trials only."
    )
    level_list_key: str = Field("", description="Public key of signed real-name lists (Ed25519).")
    trusted_proxies: int = Field(0, description="Number of proxies whose headers count.")
    arrival_header: str = Field(
        "", description="Header in which the proxy writes the instant of arrival (Unix seconds)."
    )
    parents_idle_minutes: int = Field(60, description="A family's session ends when idle.")
    parents_session_hours: int = Field(12, description="A family's session ends at the latest.")
    staff_idle_minutes: int = Field(30, description="A staff session ends when idle.")
    staff_session_hours: int = Field(10, description="A staff session ends at the latest.")
    login_limit: str = Field(
        "60 per minute", description="Log-ins, registrations and resets from one address."
    )
    api_token_days: int = Field(365, description="An access token lasts at most so many days.")
    api_limit: str = Field("600 per minute", description="Requests of one access token.")
    limiter_storage: str = Field("memory://", description="Where request rates are counted.")
    statement_timeout_ms: int = Field(15000, description="Longest statement on PostgreSQL.")
    export_most: int = Field(500_000, description="Most rows that one export may hold.")
    export_at_once: int = Field(
        100_000, description="CSV of more rows is made by a job; a workbook of a tenth of it."
    )
    export_hours: int = Field(24, le=24, description="How long the file of a job is kept.")
    import_at_once: int = Field(500, description="An import of more rows is worked on by a job.")
    log_level: str = Field("INFO", description="What is logged.")

    @property
    def production(self) -> bool:
        """Return whether this is the real thing."""
        return self.environment is Environment.production

    @property
    def hosts(self) -> tuple[str, str]:
        """Return the host names of the parents' and of the staff's door."""
        return self.parents_host, self.staff_host

    def completed(self) -> Settings:
        """Return the settings with the trial defaults filled in; secrets are made once, 0600."""
        if self.production:
            return self.model_copy(update={"jobs_url": self.jobs_url or self.database_url})
        var = self.var_dir
        var.mkdir(parents=True, exist_ok=True, mode=0o700)
        database = self.database_url or f"sqlite:///{var / 'jifen.db'}"
        return self.model_copy(
            update={
                "database_url": database,
                "jobs_url": self.jobs_url or database,
                "sessions_url": self.sessions_url or f"sqlite:///{var / 'sessions.db'}",
                "keyring_file": self.keyring_file or var / "keys.json",
                "storage_dir": self.storage_dir or var / "pictures",
                "secret_key_parents": _secret(self.secret_key_parents, var / "parents.key"),
                "secret_key_staff": _secret(self.secret_key_staff, var / "staff.key"),
            }
        )


class UnsafeSettings(Exception):
    """Production was asked to start with settings that are not safe; names each of them."""


def _secret(given: SecretStr, path: Path) -> SecretStr:
    if given.get_secret_value():
        return given
    write_once(path, secrets.token_hex(32))
    return SecretStr(path.read_text(encoding="utf-8"))


def write_once(path: Path, text: str) -> None:
    """Write a secret file, readable by its owner only, unless it is there.

    It appears whole or not at all: another process may start at the same moment and read it.
    """
    if path.exists():
        return
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent) as file:
        file.write(text)
        file.flush()
        with suppress(FileExistsError):
            os.link(file.name, path)


SHORTEST_SECRET = 32


def unsafe(settings: Settings) -> list[str]:
    """Return a sentence for every setting that production refuses, each naming its variable."""
    if not settings.production:
        return []
    checks = _unsafe_secrets(settings) | _unsafe_servers(settings) | _unsafe_conduct(settings)
    return [sentence for sentence, bad in checks.items() if bad]


def refuse_unsafe(settings: Settings) -> None:
    """Raise UnsafeSettings that names every unsafe setting."""
    found = unsafe(settings)
    if found:
        raise UnsafeSettings("; ".join(found))


def _unsafe_secrets(settings: Settings) -> dict[str, bool]:
    parents, staff = settings.secret_key_parents, settings.secret_key_staff
    return {
        "JIFEN_SECRET_KEY_PARENTS must be set, at least 32 characters": _weak(parents),
        "JIFEN_SECRET_KEY_STAFF must be set, at least 32 characters": _weak(staff),
        "JIFEN_SECRET_KEY_STAFF must differ from JIFEN_SECRET_KEY_PARENTS": staff == parents,
        "JIFEN_KEYRING_FILE must name a file that only its owner reads": _open_file(
            settings.keyring_file
        ),
    }


def _unsafe_servers(settings: Settings) -> dict[str, bool]:
    jobs_url = settings.jobs_url or settings.database_url
    return {
        "JIFEN_PARENTS_HOST must be set": not settings.parents_host,
        "JIFEN_STAFF_HOST must be set": not settings.staff_host,
        "JIFEN_STAFF_HOST must differ from JIFEN_PARENTS_HOST": len(set(settings.hosts)) == 1,
        "JIFEN_DATABASE_URL must name a PostgreSQL database": _not_server(settings.database_url),
        "JIFEN_SESSIONS_URL must name a PostgreSQL database": _not_server(settings.sessions_url),
        "JIFEN_JOBS_URL must name a PostgreSQL database": _not_server(jobs_url),
        "JIFEN_STORAGE_DIR must be set": settings.storage_dir is None,
        "JIFEN_LIMITER_STORAGE must be shared by all processes": (
            settings.limiter_storage.startswith("memory")
        ),
    }


def _unsafe_conduct(settings: Settings) -> dict[str, bool]:
    return {
        "JIFEN_DEBUG must be off": settings.debug,
        "JIFEN_LOG_LEVEL must not be DEBUG": settings.log_level.upper() == "DEBUG",
        "JIFEN_JOBS must be external": settings.jobs is not Jobs.external,
        "JIFEN_DOORS must be parents or staff": settings.doors is Doors.both,
        "JIFEN_DEVELOPMENT_INBOX must be off": settings.development_inbox,
        "JIFEN_SELF_UPGRADE must be off": settings.self_upgrade,
        "JIFEN_ARRIVAL_HEADER needs JIFEN_TRUSTED_PROXIES": (
            bool(settings.arrival_header) and settings.trusted_proxies < 1
        ),
    }


def _weak(secret: SecretStr) -> bool:
    return len(secret.get_secret_value()) < SHORTEST_SECRET


def _not_server(url: str) -> bool:
    return not url.startswith("postgresql")


def _open_file(path: Path | None) -> bool:
    if path is None or not path.is_file():
        return True
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
