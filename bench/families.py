"""How do ten thousand families get into a database in seconds?

They are made by the seeds and go through the workflow; only the session is another one: it
hands out the ids itself and keeps the rows, which are then written many at a time. Sealed
values are sealed by their columns, as everywhere.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import MANYTOONE, Session

from app.schema.base import Base
from app.security.actor import SYSTEM, acting_as
from app.services.search_keys import in_keys, keys_for
from app.services.seed_families import EVERY_STATUS, Families, reviewer_actor
from app.services.seed_reference import load_rounds
from app.services.seed_regions import community_of, load_regions
from app.services.synthetic import People, Person
from models import Application
from models.enums import ApplicationStatus, Verdict

SEED = 2027
CHUNK = 500
PARTS = (
    "guardians", "students", "kinships", "properties", "review_items", "filings", "events",
)  # fmt: skip
COUNTED = 0.8
"""So many of the students have points."""
WEIGHTS = {ApplicationStatus.submitted: 12, ApplicationStatus.approved: 4}
"""Of twenty-three families twelve wait for review and four are approved."""


class DistinctPeople(People):
    """Invented people of whom no two have the same number or telephone."""

    def __init__(self, seed: int) -> None:
        """Start with nobody."""
        super().__init__(seed)
        self.taken: set[str] = set()

    def adult(self, surname: str, *, male: bool, today: date) -> Person:
        """Return a guardian who was not there before."""
        return self._new(lambda: super(DistinctPeople, self).adult(surname, male=male, today=today))

    def child(self, surname: str, born_from: date, born_to: date) -> Person:
        """Return a child that was not there before."""
        return self._new(lambda: super(DistinctPeople, self).child(surname, born_from, born_to))

    def phone(self) -> str:
        """Return a number that nobody has."""
        return next(one for one in iter(super().phone, "") if self.is_new(one))

    def _new(self, make: Any) -> Person:
        found: Person = next(one for one in iter(make, None) if self.is_new(one.id_number))
        return found

    def is_new(self, number: str) -> bool:
        """Return whether the number is taken now and was not before."""
        before = len(self.taken)
        self.taken.add(number)
        return len(self.taken) > before


class DistinctFamilies(Families):
    """Families of whose children no two have the same serial number."""

    people: DistinctPeople

    def serial(self) -> str:
        """Return a number that no child has."""
        return next(one for one in iter(super().serial, "") if self.people.is_new(one))


class Batch:
    """Stands where the seeds expect a session, and keeps rows until they are written."""

    def __init__(self, session: Session) -> None:
        """Begin to count where the database's ids end."""
        self.session = session
        self.roots: list[Any] = []
        self.rows: dict[type[Base], list[dict[str, Any]]] = defaultdict(list)
        self.ids: dict[type[Base], Iterator[int]] = {}

    def add(self, row: Any) -> None:
        """Take a row; what belongs to it comes along."""
        self.roots.append(row)

    def flush(self) -> None:
        """Give every row what the database would give it: id, defaults, keys of its relations."""
        for row in self._all():
            if row.id is None:
                settle(row, self._ids(type(row)))

    def take(self) -> None:
        """Keep the values of one family's rows and forget the family."""
        self.flush()
        for row in self._all():
            model: type[Base] = type(row)
            if names := in_keys(model):
                row.search_key = keys_for(row, names)
            self.rows[model].append(values(row))
        self.roots.clear()

    def write(self, connection: sa.Connection) -> None:
        """Write all that was kept, parents before their children."""
        for table in Base.metadata.sorted_tables:
            for model, rows in self.rows.items():
                if model.__table__ is table:
                    connection.execute(table.insert(), rows)
        self.rows.clear()

    def _all(self) -> Iterator[Any]:
        for root in self.roots:
            yield root
            if isinstance(root, Application):
                for name in PARTS:
                    yield from getattr(root, name)
                if root.draft is not None:
                    yield root.draft

    def _ids(self, model: type[Base]) -> Iterator[int]:
        if model not in self.ids:
            key = model.id  # type: ignore[attr-defined]
            last = self.session.scalar(sa.select(sa.func.max(key))) or 0
            self.ids[model] = itertools.count(last + 1)
        return self.ids[model]


def settle(row: Any, ids: Iterator[int]) -> None:
    """Fill in what the first flush of a row would fill in."""
    row.id = next(ids)
    mapper = sa.inspect(type(row))
    for attribute in mapper.column_attrs:
        default = attribute.columns[0].default
        if default is not None and default.is_scalar and getattr(row, attribute.key) is None:
            setattr(row, attribute.key, default.arg)
    for relation in mapper.relationships:
        other = vars(row).get(relation.key)
        if relation.direction is MANYTOONE and other is not None:
            (local,) = relation.local_columns
            setattr(row, mapper.get_property_by_column(local).key, other.id)


def values(row: Any) -> dict[str, Any]:
    """Return what stands in the columns of a row."""
    attributes = sa.inspect(type(row)).column_attrs
    return {one.columns[0].key: getattr(row, one.key) for one in attributes}


def load(engine: sa.Engine, count: int, reviewer: int, now: datetime) -> None:
    """Load ``count`` families, spread over all districts and statuses."""
    random = Random(SEED)
    statuses = list(EVERY_STATUS)
    weights = [WEIGHTS.get(one, 1) for one in statuses]
    with acting_as(SYSTEM), Session(engine, expire_on_commit=False) as session:
        load_regions(session)
        rounds = [row for name, row in load_rounds(session, now).items() if name != "manual"]
        session.commit()
        batch, people = Batch(session), DistinctPeople(SEED)
        offices = [
            DistinctFamilies(
                cast("Session", batch), row, people, community_of(session, row.district.code)
            )
            for row in rounds
        ]
        for number, status in enumerate(random.choices(statuses, weights, k=count), 1):
            office = random.choice(offices)
            started = now - timedelta(days=random.uniform(1, 4.5))
            who = reviewer_actor(reviewer, "", office.round.district_id)
            made = office.make(status, started, who)
            if number % 2:
                _judge(made)
            _count_points(made, random)
            batch.take()
            if number % CHUNK == 0 or number == count:
                with engine.begin() as connection:
                    batch.write(connection)
    catch_up(engine)


def _judge(application: Application) -> None:
    """Give every item its verdict, so that the case can be approved."""
    for item in application.review_items:
        item.verdict = item.verdict or Verdict.meets


def _count_points(application: Application, random: Random) -> None:
    """Give four of five students points, so that there is something to sort by."""
    for student in application.students:
        if random.random() < COUNTED:
            student.points = Decimal(random.randrange(1, 20_000)) / 100


def catch_up(engine: sa.Engine) -> None:
    """Let the database count on behind the ids that were given, and look at its new rows."""
    with engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            if "id" in table.c and table.c.id.autoincrement:
                name = f"pg_get_serial_sequence('{table.name}', 'id')"
                last = f"(select coalesce(max(id), 1) from {table.name})"
                connection.exec_driver_sql(
                    f"select setval({name}, {last}) where {name} is not null"
                )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("vacuum analyze")
