"""What does it cost to take 100 000 rows away: time, first byte, memory?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.admin.filters import Group, Term, written
from bench.client import Client, Data
from bench.operations import Goal, Operation, Steps, answered, ensure
from models import Student

MOST = 100_000
PLAIN = ("name", "pinyin", "serial_number", "birth_date", "sex", "outcome", "points")
SEALED = ("name", "serial_number", "id_number", "address", "disability_card")
"""Three of them are sealed: they are decrypted, and shown masked."""
MEMORY_MB, FIRST_MS = 20, 500
TIMES = 5


class Exports:
    """The exports of the list of students, of no more rows than are answered at once."""

    def __init__(self, desk: Client, floor: Client, session: Session) -> None:
        """Choose those who were born up to a day, so that they are no more than those."""
        self.desk, self.floor = desk, floor
        self.last = _last_day(session)
        born = Student.birth_date <= self.last
        self.rows = session.scalar(sa.select(sa.func.count(Student.id)).where(born)) or 0

    def operations(self) -> list[Operation]:
        """Return both exports; the floor writes stored bytes where ours opens what is sealed."""
        asked = (("plain columns", PLAIN, 2.0), ("three sealed columns", SEALED, 4.0))
        return [
            Operation(
                f"export of 100 000 rows, {words}",
                Goal(ratio=ratio, memory_mb=MEMORY_MB, first_ms=FIRST_MS),
                partial(self._ours, columns),
                partial(self._floor, columns),
                times=TIMES,
            )
            for words, columns, ratio in asked
        ]

    def _ours(self, columns: Sequence[str], _: int) -> Steps:
        term = Term("birth_date", "between", f"1900-01-01, {self.last:%Y-%m-%d}")
        path = f"/students/export?where={quote(written(Group('all', (term,))))}"
        answered(self.desk.get(path), 200)
        data: Data = [
            ("form", "csv"),
            ("reason", "bench"),
            *(("column", name) for name in columns),
            *((f"place-{name}", str(place)) for place, name in enumerate(columns, 1)),
        ]
        answer = yield lambda: self.desk.post(path, data)
        answered(answer, 200)
        self._full(answer.text)

    def _floor(self, columns: Sequence[str], _: int) -> Steps:
        path = f"/export?columns={','.join(columns)}&last={self.last:%Y-%m-%d}"
        answer = yield lambda: self.floor.get(path)
        answered(answer, 200)
        self._full(answer.text)

    def _full(self, text: str) -> None:
        lines = text.count("\n") - 1
        ensure(lines == self.rows, f"an export has {lines} rows, not {self.rows}")


def _last_day(session: Session) -> date:
    """Return the latest day up to which no more children were born than are exported at once."""
    counted = sa.select(Student.birth_date, sa.func.count(Student.id))
    days = session.execute(counted.group_by(Student.birth_date).order_by(Student.birth_date))
    last, number = date.min, 0
    for day, more in days:
        number += more
        if number > MOST:
            break
        last = day
    return last
