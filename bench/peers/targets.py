"""Who are the peers, and how is each served?

By the server of our own pages with as many workers; their code runs in environments of their
own, and what they write for themselves (accounts, sessions) is in schemas of their own.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from app.cli import server_command
from bench.client import Client
from bench.peers.forms import form_with
from bench.servers import Place, Server, free_port, start
from config import ROOT

UV = ROOT / ".uv" / "bin" / "uv"
HERE = Path(__file__).parent
PATIENCE = 25.0
"""Seconds after which a peer's answer is given up."""
NAME = PASSWORD = "admin"
PLAIN_INDEX = "create index if not exists bench_points on student (points)"
"""None of the peers writes NULLS LAST, so the portal's index does not serve their order."""


class Missing(Exception):
    """A peer cannot take part, or not in one operation; the message says why."""


@dataclass(frozen=True)
class Peer:
    """A framework, by what the server loads of it."""

    name: str
    """As the report calls it."""
    key: str
    """Of its requirements, its environment and its schema."""
    app: str
    login: str
    interface: str = "wsgi"
    path: str = ""
    """The schemas in which its statements look for tables that they do not name in full."""
    prepare: tuple[tuple[str, ...], ...] = ()
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """Return where its environment is."""
        return ROOT / "var" / "bench" / self.key

    @property
    def python(self) -> Path:
        """Return its interpreter."""
        return self.folder / "bin" / "python"


PEERS = (
    Peer(
        "Flask-AppBuilder",
        "fab",
        "bench.peers.fab:app",
        "/login/",
        path="peer_fab",
        prepare=(("-c", "import bench.peers.fab"),),
    ),
    Peer(
        "Django admin",
        "django",
        "bench.peers.django.wsgi:app",
        "/admin/login/",
        path="peer_django,public",
        prepare=(
            ("-m", "django", "migrate", "--verbosity=0"),
            ("-m", "django", "createsuperuser", "--noinput", "--verbosity=0"),
        ),
        variables={
            "DJANGO_SETTINGS_MODULE": "bench.peers.django.settings",
            "DJANGO_SUPERUSER_USERNAME": NAME,
            "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
            "DJANGO_SUPERUSER_EMAIL": "admin@example.org",
        },
    ),
    Peer("Flask-Admin", "flaskadmin", "bench.peers.flaskadmin:app", "/login"),
    Peer("sqladmin", "sqladmin", "bench.peers.sqladmin:app", "/admin/login", interface="asgi"),
)


@dataclass
class Target:
    """A peer that is served, and somebody who is logged in there."""

    peer: Peer
    here: Place
    server: Server
    client: Client

    def forget_peak(self) -> float:
        """Return the memory of its largest process now, and measure its peak anew."""
        return self.server.forget_peak()

    def peak_mb(self) -> float:
        """Return the most memory that a process of it has had since."""
        return self.server.peak_mb()

    def cpu_ms(self) -> float:
        """Return the CPU that its workers have used."""
        return self.server.cpu_ms()

    def restart(self) -> None:
        """Serve it anew, since it still works at what nobody waits for any more."""
        self.server.stop()
        self.server = serve(self.peer, self.here)
        self.client = logged_in(self.peer, self.server.port)


def target(peer: Peer, here: Place) -> Target:
    """Make its environment and its own tables, serve it and log in."""
    install(peer)
    prepare(peer, here)
    server = serve(peer, here)
    try:
        return Target(peer, here, server, logged_in(peer, server.port))
    except Missing:
        server.stop()
        raise


def install(peer: Peer) -> None:
    """Make the environment of a peer, unless it is there with the same packages."""
    wanted = HERE / f"requirements-{peer.key}.txt"
    made = peer.folder / "made-from.txt"
    if made.exists() and made.read_text() == wanted.read_text():
        return
    print(f"environment of {peer.name} …", flush=True)
    _run(peer, [str(UV), "venv", "--clear", "--python", sys.executable, str(peer.folder)])
    pip = [str(UV), "pip", "install", "--python", str(peer.python), "--requirement", str(wanted)]
    _run(peer, pip)
    made.write_text(wanted.read_text())


def prepare(peer: Peer, here: Place) -> None:
    """Let a peer make its own tables and its user."""
    with here.engine.begin() as connection:
        connection.exec_driver_sql(PLAIN_INDEX)
        for name in peer.path.split(","):
            if name not in {"", "public"}:
                connection.exec_driver_sql(f"create schema if not exists {name}")
    for words in peer.prepare:
        _run(peer, [str(peer.python), *words], _variables(peer, here) | {"BENCH_PREPARE": "1"})


def _run(peer: Peer, command: list[str], more: dict[str, str] | None = None) -> None:
    known = {**os.environ, "UV_PYTHON_DOWNLOADS": "never", **(more or {})}
    done = subprocess.run(command, cwd=ROOT, env=known, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        raise Missing(f"{peer.name} could not be prepared: {done.stderr.strip()[-200:]}")


def _variables(peer: Peer, here: Place) -> dict[str, str]:
    """Return how its driver reaches the database."""
    reached = {"PGHOST": str(here.cluster.folder), "PGUSER": "jifen", "PGDATABASE": "jifen"}
    path = {"PGOPTIONS": f"-c search_path={peer.path}"} if peer.path else {}
    return {**reached, **path, **peer.variables}


def serve(peer: Peer, here: Place) -> Server:
    """Serve a peer by the same server as ours, under its kind of interface."""
    settings = here.settings.model_copy(update={"port": free_port()})
    words = server_command(settings)[1:-1]
    if peer.interface != "wsgi":  # one thread serves many requests there
        words[words.index("wsgi")] = peer.interface
        words[words.index("--blocking-threads") + 1] = "1"
    return start([str(peer.python), *words, peer.app], _variables(peer, here), settings.port)


def logged_in(peer: Peer, port: int) -> Client:
    """Return somebody who is logged in."""
    client = Client(port, "127.0.0.1", patience=PATIENCE)
    form = form_with(client.get(peer.login).text, "username")
    if form is None:
        raise Missing(f"{peer.name} shows no form to log in")
    client.carried = {}
    answer = client.post(peer.login, list({**form, "username": NAME, "password": PASSWORD}.items()))
    if answer.status != 302:  # noqa: PLR2004 - to the first page
        raise Missing(f"{peer.name} lets nobody in: status {answer.status}")
    return client
