"""What does one edit cost: its form, and its saving with history, audit, event and message?

What families filed is edited by correction: one value, with a reason that the family reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bench.client import Client
from bench.operations import Goal, Operation, Steps, answered, ensure
from models import Application, Kinship, RecordChange
from models.enums import ApplicationStatus

SAMPLES = 200


class Edits:
    """The note on the relation of a family is edited, again and again."""

    def __init__(self, desk: Client, floor: Client, session: Session) -> None:
        """Choose families that wait for review; each side has its own."""
        self.desk, self.floor, self.session = desk, floor, session
        waiting = (
            sa.select(Kinship.id)
            .join(Application)
            .where(Application.status == ApplicationStatus.submitted)
            .order_by(Kinship.id.desc())
            .limit(2 * SAMPLES)
        )
        found = list(session.scalars(waiting))
        self.keys: dict[str, Iterator[int]] = {
            "ours": cycle(found[::2]),
            "floor": cycle(found[1::2]),
        }
        self.typed = 0

    def operations(self) -> list[Operation]:
        """Return both."""
        return [
            Operation("edit form", Goal(ratio=5), self._form, self._floor_form),
            Operation("save an edit", Goal(ratio=3), self._save, self._floor_save),
        ]

    def _form(self, _: int) -> Steps:
        path = self._path(next(self.keys["ours"]))
        answer = yield lambda: self.desk.get(path)
        answered(answer, 200, "reason_of_correction")

    def _floor_form(self, _: int) -> Steps:
        key = next(self.keys["floor"])
        answer = yield lambda: self.floor.get(f"/kinship/{key}")
        answered(answer, 200, 'name="note"')

    def _save(self, _: int) -> Steps:
        key, words = next(self.keys["ours"]), self._words()
        self.desk.get(self._path(key))
        data = [("note", words), ("reason_of_correction", "bench")]
        answer = yield lambda: self.desk.post(self._path(key), data)
        answered(answer, 302)
        self._kept(key, words)

    def _floor_save(self, _: int) -> Steps:
        key, words = next(self.keys["floor"]), self._words()
        answer = yield lambda: self.floor.post(f"/kinship/{key}", [("note", words)])
        answered(answer, 302)
        self._kept(key, words)

    def _words(self) -> str:
        self.typed += 1
        return f"bench {self.typed}"

    def _path(self, key: int) -> str:
        return f"/kinships/correct/{key}/note"

    def _kept(self, key: int, words: str) -> None:
        self.session.rollback()
        now = self.session.scalar(sa.select(Kinship.note).where(Kinship.id == key))
        ensure(now == words, f"the note of relation {key} was not kept")
        told = sa.select(sa.func.count(RecordChange.id)).where(
            RecordChange.entity == "Kinship", RecordChange.entity_id == key
        )
        ensure(bool(self.session.scalar(told)), f"relation {key} has no history")
