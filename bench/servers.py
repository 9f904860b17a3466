"""Where do the measured pages run? A PostgreSQL of the run's own, and granian as in production."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from pydantic import SecretStr

from app.cli import server_command
from app.factory import create_public_app, create_staff_app
from app.preparing import prepare_databases
from app.security import keyring
from config import ROOT, Doors, Environment, Jobs, Settings, write_once
from tests import postgres

DURABLE = {"listen_addresses": "''", "max_connections": "300", "shared_buffers": "256MB"}
"""A server as it is installed: every commit reaches the disk."""
PARENTS, OFFICE = "families.test", "office.test"
WAIT = 60
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """One running server and its worker processes."""

    process: subprocess.Popen[bytes]
    port: int

    def cpu_ms(self) -> float:
        """Return the CPU that the workers and their ended children have used, in milliseconds."""
        return sum(_cpu_ms(one) for one in _children(self.process.pid))

    def memory_mb(self) -> float:
        """Return the memory of the largest of its processes, in megabytes."""
        return max((_memory_mb(one) for one in _children(self.process.pid)), default=0.0)

    def forget_peak(self) -> float:
        """Return the memory of the largest process now, and let the kernel measure peaks anew."""
        for one in _children(self.process.pid):
            Path(f"/proc/{one}/clear_refs").write_text("5")
        return self.memory_mb()

    def peak_mb(self) -> float:
        """Return the most memory that one of its processes has had since."""
        return max((_peak_mb(one) for one in _children(self.process.pid)), default=0.0)

    def stop(self) -> None:
        """Stop it and wait until it is gone."""
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _children(process: int) -> list[int]:
    found: list[int] = []
    for tasks in Path(f"/proc/{process}/task").glob("*/children"):
        for one in tasks.read_text().split():
            found += [int(one), *_children(int(one))]
    return found


def _memory_mb(process: int) -> float:
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _peak_mb(process: int) -> float:
    told = Path(f"/proc/{process}/status").read_text()
    found = next((line for line in told.splitlines() if line.startswith("VmHWM")), "VmHWM: 0 kB")
    return int(found.split()[1]) * 1024 / 1e6


def _cpu_ms(process: int) -> float:
    """Return the CPU of the process by its threads' clocks, and by ticks that of its children."""
    folder = Path(f"/proc/{process}")
    own = sum(int(one.read_text().split()[0]) for one in folder.glob("task/*/schedstat")) / 1e6
    ended = (folder / "stat").read_text().rpartition(")")[2].split()[13:15]
    return own + sum(map(int, ended)) * 1000 / TICKS


@dataclass(frozen=True)
class Place:
    """The database, the settings, and how to start servers on them."""

    cluster: postgres.Cluster
    engine: sa.Engine
    settings: Settings
    folder: Path

    @property
    def server_log(self) -> Path:
        """Return the file in which PostgreSQL tells what it does."""
        return self.cluster.folder / "log"

    @property
    def dsn(self) -> str:
        """Return how libpq reaches the database."""
        return f"host={self.cluster.folder} user=jifen dbname=jifen"

    def door(self, doors: Doors) -> Server:
        """Serve one of the two doors."""
        settings = self.settings.model_copy(update={"doors": doors, "port": free_port()})
        return start(server_command(settings), _environment(settings), settings.port)

    def floor(self) -> Server:
        """Serve the floor by the same server with the same number of workers and threads."""
        settings = self.settings.model_copy(update={"port": free_port()})
        command = [*server_command(settings)[:-1], "bench.floor:app"]
        return start(command, {"BENCH_DSN": self.dsn}, settings.port)


def start(command: list[str], more: dict[str, str], port: int) -> Server:
    """Start a server and wait until it answers."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JIFEN_")}
    process = subprocess.Popen(command, cwd=ROOT, env={**kept, **more}, stderr=subprocess.DEVNULL)
    end = time.monotonic() + WAIT
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return Server(process, port)
    process.kill()
    raise RuntimeError(f"no answer from {command[-1]}")


def free_port() -> int:
    """Return a port of the loopback on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(settings: Settings) -> dict[str, str]:
    """Return the settings as the variables from which a process reads them."""
    values = {name: getattr(settings, name) for name in settings.model_fields_set}
    return {f"JIFEN_{name.upper()}": _word(value) for name, value in values.items()}


def _word(value: Any) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


@contextmanager
def place() -> Iterator[Place]:
    """Start a PostgreSQL, migrate a database in it, and take all away again at the end."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="jifen-bench-")))
        cluster = postgres.start(DURABLE)
        if cluster is None:
            raise RuntimeError("no PostgreSQL on this machine: run `make install`")
        stack.callback(cluster.stop)
        _admin(cluster, "create database jifen template template0")
        settings = _settings(cluster.url("jifen"), folder)
        prepare_databases(settings)
        engine = sa.create_engine(settings.database_url)
        stack.callback(engine.dispose)
        yield Place(cluster, engine, settings, folder)


def _admin(cluster: postgres.Cluster, statement: str) -> None:
    engine = sa.create_engine(cluster.url(), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def _settings(url: str, folder: Path) -> Settings:
    """Return settings with which production would start."""
    write_once(folder / "keys.json", keyring.new_keyring().as_json())
    return Settings(
        environment=Environment.production,
        var_dir=folder,
        database_url=url,
        sessions_url=url,
        jobs=Jobs.external,
        jobs_url=url,
        doors=Doors.parents,
        parents_host=PARENTS,
        staff_host=OFFICE,
        secret_key_parents=SecretStr("p" * 32),
        secret_key_staff=SecretStr("s" * 32),
        keyring_file=folder / "keys.json",
        storage_dir=folder / "pictures",
        development_inbox=False,
        limiter_storage="redis://127.0.0.1:1",  # there is none: each worker counts by itself
        login_limit="100000 per minute",
        workers=2,
    )


def apps(settings: Settings) -> dict[Doors, Any]:
    """Return both applications in this process, for what is prepared without a page."""
    return {
        Doors.staff: create_staff_app(settings.model_copy(update={"doors": Doors.staff})),
        Doors.parents: create_public_app(settings),
    }
