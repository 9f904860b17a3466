"""Measure the pages: ``python -m bench``; ``--write`` keeps the table in docs/performance.md."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from contextlib import ExitStack

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.admin.permissions import synchronise
from app.extensions import utc_now
from app.security.actor import SYSTEM, acting_as
from app.services import seed_people
from app.services.seed_reference import load_districts
from bench import families, measure, report
from bench.client import Client
from bench.office import Cases, Office
from bench.operations import Operation, Samples, answered
from bench.registration import ParentsDoor
from bench.servers import OFFICE, PARENTS, Place, apps, place
from bench.statements import Counter
from config import ROOT, Doors

FEWEST, EACH = 400, 45
"""How many families a run needs, and how many more for each case of the bulk action."""
LOGIN = "supervisor"
DOCUMENT = ROOT / "docs" / "performance.md"


def main() -> None:
    """Load, measure, print and perhaps write."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--families", type=int, default=10_000)
    parser.add_argument("--bulk", type=int, default=100, help="cases in one bulk action, ≤ 1000")
    parser.add_argument("--only", default="", help="only operations whose name has these words")
    parser.add_argument("--write", action="store_true", help=f"write {DOCUMENT.name}")
    chosen = parser.parse_args()
    if chosen.families < FEWEST + EACH * chosen.bulk:
        parser.error(f"{FEWEST} families, and {EACH} for each case of the bulk action, are needed")
    with place() as here:
        print(f"loading {chosen.families} families …", flush=True)
        rows = prepare(here, chosen.families)
        results = list(run(here, chosen.bulk, chosen.only))
        where = report.Surroundings(chosen.families, rows, here.cluster.version(), utc_now())
    text = report.table(results)
    print(f"\n{where.sentence()}\n\n{text}")
    if chosen.write:
        DOCUMENT.write_text(report.document(text, where), encoding="utf-8")


def prepare(here: Place, count: int) -> int:
    """Load staff and families; return how many rows there are."""
    staff = apps(here.settings)[Doors.staff]
    with staff.app_context(), acting_as(SYSTEM), Session(here.engine) as session:
        synchronise(staff.appbuilder, session)
        users = seed_people.load_staff(session, load_districts(session))
        reviewer = users[0].id
        session.commit()
        families.load(here.engine, count, reviewer, utc_now())
        counted = sa.text("select sum(n_live_tup)::int from pg_stat_user_tables")
        return int(session.scalar(counted) or 0)


def run(here: Place, bulk: int, only: str) -> Iterator[tuple[Operation, Mapping[str, Samples]]]:
    """Start the servers and measure one operation after the other."""
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
        office = Office(desk, floor, Cases(session), bulk)
        parents = ParentsDoor(here.engine, servers["parents"].port, PARENTS)
        counter = Counter(here.engine, here.server_log)
        of_door = {"office": office.operations(), "parents": parents.operations()}
        for name, operations in of_door.items():
            for operation in operations:
                if only in operation.name:
                    print(f"{operation.name} …", flush=True)
                    who = measure.sides(operation, servers[name], servers["floor"])
                    yield operation, measure.measure(operation, who, counter)


def log_in(desk: Client) -> Client:
    """Let a supervisor of the whole city in."""
    desk.get("/login/")
    data = [("username", LOGIN), ("password", seed_people.PASSWORD)]
    answered(desk.post("/login/", data), 302)
    answered(desk.get("/applications/list/"), 200)
    return desk


if __name__ == "__main__":
    main()
