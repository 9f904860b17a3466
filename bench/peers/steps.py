"""How does a peer do an operation? By the request of the table, checked as ours is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from http.client import HTTPException
from urllib.parse import quote

import sqlalchemy as sa

from app.security.sealed import indexed
from bench.client import Answer, Client, Data
from bench.load import Start
from bench.office import Cases, Known
from bench.operations import Operation, Refused, Steps
from bench.peers.forms import form_with
from bench.peers.requests import LIST, REQUESTS, Ask, Check
from bench.peers.targets import PATIENCE, Missing, Peer, Target, serve, target
from bench.servers import Place

DEEP = 10_000
PAGE = 25


@contextmanager
def beside(here: Place, cases: Cases, bulk: int, peers: Sequence[Peer]) -> Iterator[Peers]:
    """Serve all peers that can be served."""
    found: list[Target] = []
    absent: dict[str, str] = {}
    with ExitStack() as stack:
        for peer in peers:
            try:
                one = target(peer, here)
            except (Missing, RuntimeError, OSError) as why:
                absent[peer.name] = str(why)
            else:
                stack.callback(partial(_stop, one))
                found.append(one)
        yield Peers(found, absent, Rows(here.engine, cases, bulk))


def _stop(one: Target) -> None:
    one.server.stop()


class Rows:
    """Which rows do the peers look at and change, and did they?

    What they change is set back each time, since none of them asks what may follow a status.
    """

    def __init__(self, engine: sa.Engine, cases: Cases, bulk: int) -> None:
        """Take the newest of those that wait; ours and the floor begin at the oldest."""
        self.engine = engine
        self.cases = cases
        with engine.connect() as connection:
            newest = "select id from application where status = 'submitted' order by id desc limit"
            self.ids = list(connection.scalars(sa.text(f"{newest} {bulk}")))
            self.deep = min(DEEP, max(1, self._count(connection) // PAGE))
            far = "select id from application order by id desc limit 1 offset"
            self.deep_id = connection.scalar(sa.text(f"{far} {(self.deep - 1) * PAGE}"))

    def _count(self, connection: sa.Connection) -> int:
        return int(connection.scalar(sa.text("select count(*) from application")) or 0)

    def words(self, number: int) -> Mapping[str, str]:
        """Return what stands in the requests of one repetition."""
        one = self.cases.at(number)
        own = self.ids[number % len(self.ids)]
        return {
            "id": str(one.id),
            "own": str(own),
            "district": str(one.district_id),
            "status": one.status,
            "first": str(self._first(one)),
            "index": indexed("id_number", one.id_number),
            "serial": one.serial_number,
            "student": one.student,
            "said": one.student[-2:],
            "name": quote(one.student[-2:]),
            "page0": str(self.deep - 1),
            "page1": str(self.deep),
            "deep": str(self.deep_id),
            "value": f"bench {number}",
            "ids": ",".join(map(str, self.ids)),
        }

    def _first(self, like: Known) -> int:
        """Return the newest of the same district and status, which comes first in the list."""
        newest = "select max(id) from application where district_id = :district and status = :at"
        of = {"district": like.district_id, "at": like.status}
        with self.engine.connect() as connection:
            return int(connection.scalar(sa.text(newest), of) or 0)

    @contextmanager
    def changed(self, check: Check, words: Mapping[str, str]) -> Iterator[None]:
        """Set the rows back at the end."""
        before = self._guardian(int(words["own"])) if check is Check.saved else ""
        try:
            yield
        finally:
            if check is Check.saved:
                self._set("guardian_name = :value where id = :id", value=before, id=words["own"])
            elif check is Check.approved:
                self._set("status = 'submitted' where id = any(:ids)", ids=self.ids)

    def hold(self, check: Check, words: Mapping[str, str]) -> bool:
        """Return whether the database has what was sent."""
        if check is Check.saved:
            return self._guardian(int(words["own"])) == words["value"]
        asked = sa.text(
            "select count(*) from application where status = 'approved' and id = any(:ids)"
        )
        with self.engine.connect() as connection:
            return bool(connection.scalar(asked, {"ids": self.ids}) == len(self.ids))

    def _guardian(self, key: int) -> str:
        asked = sa.text("select guardian_name from application where id = :id")
        with self.engine.connect() as connection:
            return str(connection.scalar(asked, {"id": key}))

    def _set(self, what: str, **values: object) -> None:
        with self.engine.begin() as connection:
            connection.execute(sa.text(f"update application set {what}"), values)


@dataclass
class Peers:
    """The peers that are served, and why the others are not."""

    targets: Sequence[Target]
    absent: Mapping[str, str]
    rows: Rows

    def starts(self) -> Mapping[str, Start]:
        """Return how each is started, and a page that it shows to everybody."""
        return {
            one.peer.name: (partial(serve, one.peer, one.here), "127.0.0.1", one.peer.login)
            for one in self.targets
        }

    def lists(self) -> Mapping[str, tuple[Client, str]]:
        """Return the first page of each one's list."""
        return {
            one.peer.name: (one.client, REQUESTS[one.peer.key][LIST].path) for one in self.targets
        }

    def join(self, operation: Operation) -> Operation:
        """Return the operation with what the peers do in it."""
        name = operation.name.replace(f"approve {len(self.rows.ids)} at", "approve 1000 at")
        found = {
            one.peer.name: (partial(self._steps, one, asks[name]), one)
            for one in self.targets
            if name in (asks := REQUESTS[one.peer.key])
        }
        return replace(operation, peers=found)

    def _steps(self, one: Target, ask: Ask, number: int) -> Steps:
        words = self.rows.words(number)
        path = ask.path.format(**words)
        data = self._data(one, ask, words)
        with self.rows.changed(ask.check, words):
            answer = yield lambda: patiently(one, path, data)
            if answer.status != ask.status:
                raise Refused(f"status {answer.status} from {path[:80]}")
            if ask.words.format(**words) not in answer.text:
                raise Refused(f"not in the answer of {path[:80]}: {ask.words.format(**words)}")
            if ask.check is not Check.nothing and not self.rows.hold(ask.check, words):
                raise Refused(f"nothing was kept by {path[:80]}")

    def _data(self, one: Target, ask: Ask, words: Mapping[str, str]) -> Data | None:
        """Return the form as a browser would send it, or None where nothing is sent."""
        if not ask.form:
            return None
        shown: dict[str, str] = {}
        if ask.page:
            page = patiently(one, ask.page.format(**words), None)
            found = form_with(page.text, ask.has)
            if found is None:
                raise Refused(f"no form with {ask.has} on {ask.page}")
            shown = found
        typed = {name: value.format(**words) for name, value in ask.form.items()}
        rows = [(ask.rows, str(key)) for key in self.rows.ids] if ask.rows else []
        return [*{**shown, **typed}.items(), *rows]


def patiently(one: Target, path: str, data: Data | None) -> Answer:
    """Send a request; a peer that works too long at it is stopped and left out."""
    one.client.carried = {}
    try:
        return one.client.get(path) if data is None else one.client.post(path, data)
    except TimeoutError:
        one.restart()
        raise Refused(f"one request takes more than {PATIENCE:.0f} s") from None
    except (OSError, HTTPException) as why:
        one.restart()
        raise Refused(f"no answer, {type(why).__name__}") from None
