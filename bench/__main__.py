"""Measure the pages: ``python -m bench``; the tables are kept in docs/benchmarks.md."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.admin.permissions import synchronise
from app.extensions import utc_now
from app.security.actor import SYSTEM, acting_as
from app.services import seed_people
from app.services.seed_reference import load_districts
from bench import copies, families, load, measure, report
from bench.client import Client
from bench.edits import Edits
from bench.exports import Exports
from bench.office import Cases, Office
from bench.operations import answered
from bench.peers.steps import beside
from bench.peers.targets import PEERS
from bench.registration import ParentsDoor
from bench.servers import OFFICE, PARENTS, Place, apps, place
from bench.statements import Counter
from config import ROOT, Doors

FEWEST, EACH = 400, 45
"""How many families a run needs, and how many more for each case of the bulk action."""
LOGIN = "supervisor"
DOCUMENT = ROOT / "docs" / "benchmarks.md"
TEMPLATES = 2_000
"""How many families go through the workflow; further ones are copies with their own numbers."""


def main() -> None:
    """Load, measure, print and write, for one number of families after the other."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--families", type=int, nargs="+", default=[10_000])
    parser.add_argument("--bulk", type=int, default=1000, help="cases in one bulk action, ≤ 1000")
    parser.add_argument("--only", default="", help="only operations whose name has these words")
    parser.add_argument("--times", type=int, default=30, help="repetitions of a page, at most")
    parser.add_argument("--without-peers", action="store_true", help="ours and the floor only")
    parser.add_argument("--no-write", action="store_true", help=f"leave {DOCUMENT.name} as it is")
    chosen = parser.parse_args()
    # Whoever ends a run early ends its servers, too, which would go on without it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("bench: ended before it was through"))
    report.commit()  # looked up before the run writes its document
    sizes: list[report.Size] = []
    for count in chosen.families:
        sizes.append(measured(count, chosen))
        text = report.document(sizes, utc_now())
        # After each size: who ends the run of an hour early keeps what was measured.
        if not chosen.no_write:
            DOCUMENT.write_text(text, encoding="utf-8")
    print(f"\n{text}")


def measured(count: int, chosen: argparse.Namespace) -> report.Size:
    """Load so many families into a database of their own and measure everything over them."""
    with place() as here:
        print(f"loading {count} families …", flush=True)
        rows = prepare(here, count)
        bulk = min(chosen.bulk, max(1, (count - FEWEST) // EACH))
        absent: dict[str, str] = {}
        results = list(run(here, bulk, chosen, absent))
        return report.Size(count, rows, here.cluster.version(), results, absent)


def prepare(here: Place, count: int) -> int:
    """Load staff and families; return how many rows there are."""
    staff = apps(here.settings)[Doors.staff]
    with staff.app_context(), acting_as(SYSTEM), Session(here.engine) as session:
        synchronise(staff.appbuilder, session)
        users = seed_people.load_staff(session, load_districts(session))
        reviewer = users[0].id
        session.commit()
        first = min(count, TEMPLATES)
        families.load(here.engine, first, reviewer, utc_now())
        if count > first:
            with copies.in_haste(here.dsn):
                copies.multiply(here.dsn, -(-count // first) - 1)
                families.catch_up(here.engine)
        counted = sa.text("select sum(n_live_tup)::bigint from pg_stat_user_tables")
        return int(session.scalar(counted) or 0)


def run(
    here: Place, bulk: int, chosen: argparse.Namespace, absent: dict[str, str]
) -> Iterator[load.Measured]:
    """Start the servers and measure one operation after the other; tell which peers are absent."""
    with ExitStack() as stack:
        servers = {
            "office": here.door(Doors.staff),
            "parents": here.door(Doors.parents),
            "floor": here.floor(),
        }
        for server in servers.values():
            stack.callback(server.stop)
        stack.enter_context(acting_as(SYSTEM))
        session = stack.enter_context(Session(here.engine))
        desk = log_in(Client(servers["office"].port, OFFICE))
        floor = Client(servers["floor"].port, "floor.test")
        cases = Cases(session)
        office = Office(desk, floor, cases, bulk)
        peers = () if chosen.without_peers else PEERS
        others = stack.enter_context(beside(here, cases, bulk, peers))
        absent.update(others.absent)
        parents = ParentsDoor(here.engine, servers["parents"].port, PARENTS)
        counter = Counter(here.engine, here.server_log)
        if not chosen.only:
            yield from load.whole_process(here, desk, floor, others)
        edits, exports = Edits(desk, floor, session), Exports(desk, floor, session)
        at_desk = [*office.operations(), *edits.operations(), *exports.operations()]
        of_door = {"office": at_desk, "parents": parents.operations()}
        for name, operations in of_door.items():
            for operation in operations:
                if chosen.only in operation.name:
                    joined = others.join(operation)
                    one = replace(joined, times=min(joined.times, chosen.times))
                    print(f"{one.name} …", flush=True)
                    who = measure.sides(one, servers[name], servers["floor"])
                    yield one, measure.measure(one, who, counter)


def log_in(desk: Client) -> Client:
    """Let a supervisor of the whole city in."""
    desk.get("/login/")
    data = [("username", LOGIN), ("password", seed_people.PASSWORD)]
    answered(desk.post("/login/", data), 302)
    answered(desk.get("/applications/list/"), 200)
    return desk


if __name__ == "__main__":
    main()
