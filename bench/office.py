"""What does the office do all day, and what does the floor do in its place?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from app.admin.keyset import Order, token
from app.policy.search_keys import keys_within
from app.security.sealed import indexed
from bench.client import Client, Data
from bench.operations import Goal, Operation, Steps, answered, ensure
from models import Application, ApplicationEvent, ReviewItem, Student
from models.enums import ApplicationStatus, Verdict

SAMPLES = 200
DEEP, PAGE = 10_000, 25
"""The deepest page that is looked at, and how many rows each has."""


@dataclass(frozen=True)
class Known:
    """A case that is looked for, by what stands on its pages."""

    id: int
    district_id: int
    status: str
    student: str
    id_number: str
    serial_number: str
    deep: tuple[str, str]
    """After which row the deepest page begins, as our address and as the floor's says it."""


class Cases:
    """Which cases are looked at, and which are changed? Each is changed once, by one side."""

    def __init__(self, session: Session) -> None:
        """Choose them from what was loaded."""
        self.session = session
        found = session.scalars(
            sa.select(Application)
            .where(Application.status == ApplicationStatus.submitted)
            .options(selectinload(Application.students))
            .order_by(sa.func.md5(Application.uid))
            .limit(SAMPLES)
        )
        deep = self._deep()
        self.known = [_known(one, deep) for one in found.unique()]
        self.ready = self._submitted(judged=True)
        self.open = self._submitted(judged=False)

    def _deep(self) -> tuple[str, str]:
        """Return where page 10 000 begins, or the last page of a shorter list."""
        total = self._count(sa.select(sa.func.count(Application.id)))
        before = (min(DEEP, max(2, total // PAGE)) - 1) * PAGE
        order = Order(Application, Application.__entity__.order[0], down=True)
        ids = sa.select(Application.id).order_by(*order.whole()).offset(before - 1).limit(1)
        row = self.session.get_one(Application, self._count(ids))
        filed = row.filed_at.isoformat() if row.filed_at else ""
        return token(order, row), f"{filed}|{row.id}"

    def _submitted(self, *, judged: bool) -> Iterator[int]:
        bare = sa.exists().where(
            ReviewItem.application_id == Application.id, ReviewItem.verdict.is_(None)
        )
        return iter(
            self.session.scalars(
                sa.select(Application.id)
                .where(Application.status == ApplicationStatus.submitted, ~bare if judged else bare)
                .order_by(Application.id)
            ).all()
        )

    def at(self, number: int) -> Known:
        """Return a case to look at."""
        return self.known[number % len(self.known)]

    def approved(self, ids: Sequence[int]) -> int:
        """Return how many of the cases are approved now and have the event that says so."""
        self.session.rollback()
        return self._count(
            sa.select(sa.func.count(sa.distinct(Application.id)))
            .join(ApplicationEvent, ApplicationEvent.application_id == Application.id)
            .where(
                Application.id.in_(ids),
                Application.status == ApplicationStatus.approved,
                ApplicationEvent.name == "approve",
            )
        )

    def without_verdict(self, key: int) -> int:
        """Return how many items of the case do not meet the requirement yet."""
        self.session.rollback()
        return self._count(
            sa.select(sa.func.count(ReviewItem.id)).where(
                ReviewItem.application_id == key, ReviewItem.verdict.is_distinct_from(Verdict.meets)
            )
        )

    def _count(self, statement: Any) -> int:
        return int(self.session.scalar(statement) or 0)

    def items(self, key: int) -> list[int]:
        """Return the items on which the verdicts of a case are given."""
        wanted = sa.select(ReviewItem.id).where(ReviewItem.application_id == key)
        return list(self.session.scalars(wanted))


def _known(row: Application, deep: tuple[str, str]) -> Known:
    child: Student = row.students[0]
    return Known(
        row.id, row.district_id, row.status.value, child.name, child.id_number,
        child.serial_number, deep,
    )  # fmt: skip


@dataclass(frozen=True)
class Look:
    """A page to look at: where it is at both sides, and which words of the case stand on it."""

    name: str
    goal: Goal
    ours: Callable[[Known], str]
    floor: Callable[[Known], str]
    words: Callable[[Known], str] = lambda _: ""


def _student(one: Known) -> str:
    return one.student


def _serial(one: Known) -> str:
    return one.serial_number


def _two_characters(one: Known) -> str:
    return one.student[-2:]


def _key(one: Known) -> str:
    """Return what the index of names holds of every name that has the two characters."""
    return keys_within(_two_characters(one))[0]


LOOKS = (
    Look(
        "staff list, page 1",
        Goal(ratio=4, statements=6, cpu_ms=8, kilobytes=40),
        ours=lambda _: "/applications/list/",
        floor=lambda _: "/",
    ),
    Look(
        "page 10 000 of the list",
        Goal(ratio=4, statements=6),
        ours=lambda one: f"/applications/list/?after={one.deep[0]}",
        floor=lambda one: f"/?before={quote(one.deep[1])}",
    ),
    Look(
        "filter by district and status",
        Goal(ratio=4, statements=6),
        ours=lambda one: f"/applications/list/?district={one.district_id}&status=submitted",
        floor=lambda one: f"/?district={one.district_id}&status=submitted",
    ),
    Look(
        "sort by points",
        Goal(ratio=4, statements=6),
        ours=lambda _: "/students/list/?order=points&down=1",
        floor=lambda _: "/?sort=points",
    ),
    Look(
        "search by exact ID number",
        Goal(ratio=4, statements=6),
        ours=lambda one: f"/students/list/?id_number=~{indexed('id_number', one.id_number)}",
        floor=lambda one: f"/?index={indexed('id_number', one.id_number)}",
        words=_serial,
    ),
    Look(
        "search by a name of two characters",
        Goal(ratio=5, statements=6),
        ours=lambda one: f"/applications/list/?q={quote(_two_characters(one))}",
        floor=lambda one: f"/?name={quote(_two_characters(one))}&key={quote(_key(one))}",
        words=_two_characters,
    ),
    Look(
        "detail with related rows",
        Goal(ratio=4),
        ours=lambda one: f"/applications/show/{one.id}",
        floor=lambda one: f"/case/{one.id}",
        words=_student,
    ),
    Look(
        "review page, the form of a case",
        Goal(ratio=5),
        ours=lambda one: f"/applications/{one.id}/review",
        floor=lambda one: f"/case/{one.id}",
        words=_student,
    ),
)


class Office:
    """The operations of the office, on our pages and on the floor's."""

    def __init__(self, desk: Client, floor: Client, cases: Cases, bulk: int) -> None:
        """Know both servers and the cases."""
        self.desk = desk
        self.floor = floor
        self.cases = cases
        self.bulk = bulk

    def operations(self) -> list[Operation]:
        """Return all of them, with the goals that were set before there was a portal."""
        return [*map(self._look, LOOKS), *self._changes()]

    def _look(self, look: Look) -> Operation:
        return Operation(
            look.name,
            look.goal,
            partial(_page, self.desk, self.cases, look.ours, look.words),
            partial(_page, self.floor, self.cases, look.floor, look.words),
        )

    def _changes(self) -> list[Operation]:
        save = Goal(ratio=3)
        return [
            Operation("save the verdicts of a case", save, self._judge, self._floor_judge),
            Operation("approve one", save, self._approve, self._floor_approve),
            Operation(
                f"approve {self.bulk} at once",
                Goal(ratio=3),
                partial(self._approve_many, self.bulk),
                partial(self._floor_approve_many, self.bulk),
                times=3,
            ),
        ]

    def _judge(self, _: int) -> Steps:
        key = next(self.cases.open)
        page = f"/applications/{key}/review"
        self.desk.get(page)
        data = [(f"item_verdict-{item}", "meets") for item in self.cases.items(key)]
        answer = yield lambda: self.desk.post(page, data)
        answered(answer, 302)
        ensure(not self.cases.without_verdict(key), f"a verdict of case {key} was not kept")

    def _floor_judge(self, _: int) -> Steps:
        key = next(self.cases.open)
        answer = yield lambda: self.floor.post(f"/case/{key}/verdict", [])
        answered(answer, 302)
        ensure(not self.cases.without_verdict(key), f"a verdict of case {key} was not kept")

    def _approve(self, _: int) -> Steps:
        key = next(self.cases.ready)
        page = f"/applications/{key}/approve"
        self.desk.get(page)
        answer = yield lambda: self.desk.post(page, [])
        answered(answer, 302)
        ensure(self.cases.approved([key]) == 1, f"case {key} was not approved")

    def _floor_approve(self, number: int) -> Steps:
        yield from self._floor_approve_many(1, number)

    def _approve_many(self, size: int, _: int) -> Steps:
        ids = [next(self.cases.ready) for _ in range(size)]
        data = [("action", "approve"), *_rows(ids)]
        answer = yield lambda: self.desk.post("/bulk", data)
        answered(answer, 200)
        ensure(self.cases.approved(ids) == size, "not every chosen case was approved")

    def _floor_approve_many(self, size: int, _: int) -> Steps:
        ids = [next(self.cases.ready) for _ in range(size)]
        answer = yield lambda: self.floor.post("/approve", _rows(ids))
        answered(answer, 302)
        ensure(self.cases.approved(ids) == size, "not every chosen case was approved")


def _page(
    client: Client,
    cases: Cases,
    path: Callable[[Known], str],
    words: Callable[[Known], str],
    number: int,
) -> Steps:
    """Ask for one page about one case."""
    one = cases.at(number)
    answer = yield lambda: client.get(path(one))
    answered(answer, 200, words(one))


def _rows(ids: Sequence[int]) -> Data:
    return [("rowid", str(one)) for one in ids]
