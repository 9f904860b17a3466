"""What does a whole process cost: its start, and how many requests it answers in a second?"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Protocol

from bench.client import Client
from bench.operations import Goal, Operation, Samples, Steps, answered
from bench.servers import Place, Server
from config import Doors

CLIENTS = 8
SECONDS = 4.0
ROUNDS = 3

Measured = tuple[Operation, Mapping[str, Samples]]
Start = tuple[Callable[[], Server], str, str]
"""How a server is started, and the host and the page that are asked for."""


class Others(Protocol):
    """Other frameworks that are measured as well."""

    def starts(self) -> Mapping[str, Start]:
        """Return how each is started."""

    def lists(self) -> Mapping[str, tuple[Client, str]]:
        """Return who looks at the first page of each one's list, and where it is."""


def whole_process(
    here: Place, desk: Client, floor: Client, others: Others | None = None
) -> Iterator[Measured]:
    """Yield the cold start and the throughput of the first page of the list."""
    print("cold start …", flush=True)
    ours = {"ours": _ours(here), "floor": (here.floor, "floor.test", "/")}
    yield cold_start(ours | dict(others.starts() if others else {}))
    print(f"{CLIENTS} clients …", flush=True)
    lists = {"ours": (desk, "/applications/list/"), "floor": (floor, "/")}
    yield throughput(lists | dict(others.lists() if others else {}))


def _ours(here: Place) -> Start:
    return lambda: here.door(Doors.staff), "office.test", "/login/"


def cold_start(starts: Mapping[str, Start]) -> Measured:
    """Return how long it takes from the command to the first page that is answered."""
    found = {name: Samples() for name in starts}
    for _ in range(ROUNDS):
        for name, (begin, host, path) in starts.items():
            began = time.perf_counter()
            server = begin()
            try:
                answered(Client(server.port, host).get(path), 200)
                found[name].times.append((time.perf_counter() - began) * 1000)
                found[name].memory_mb = server.memory_mb()
            finally:
                server.stop()
    goal = Goal(p50_ms=3000)
    return Operation("cold start to the first answer", goal, _no_steps), found


def throughput(sides: Mapping[str, tuple[Client, str]]) -> Measured:
    """Return the time in which one request is answered while eight clients ask at once."""
    found = {name: Samples() for name in sides}
    for _ in range(ROUNDS):
        for name, (client, path) in sides.items():
            done = _answered_in(client, path)
            found[name].times.append(SECONDS * 1000 / max(done, 1))
    name = f"one request of {CLIENTS} clients, list page 1"
    return Operation(name, Goal(ratio=4), _no_steps), found


def _answered_in(client: Client, path: str) -> int:
    ends = time.monotonic() + SECONDS
    counts: list[int] = []

    def ask() -> None:
        own = replace(client, connection=None, cookies=dict(client.cookies))
        done = 0
        while time.monotonic() < ends:
            done += own.get(path).status == 200  # noqa: PLR2004 - the one good answer
        counts.append(done)

    threads = [threading.Thread(target=ask) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts)


def _no_steps(_: int) -> Steps:
    """Stand where an operation of one request names its steps."""
    raise AssertionError("a process is no request")
