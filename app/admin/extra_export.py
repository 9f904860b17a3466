"""What does an export say in the columns of questions? Looked up once for all rows of a portion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.admin.extra_questions import answers_of, joined, known_questions
from app.policy.extra_fields import PREFIX
from app.schema.base import Base
from app.schema.fields import Field
from app.schema.kinds import Kind
from app.security.actor import Actor
from app.security.field_rights import Sight, field_behind, sight
from app.security.masking import mask
from app.security.sealed import unseal
from app.services.extra_fields import short_name
from app.services.table_files import Cell

NUMBERS = frozenset({Kind.integer, Kind.decimal})


class ExtraCells:
    """The chosen questions of one export."""

    def __init__(
        self, session: Session, model: type[Base], names: Sequence[str], who: Actor, *,
        revealing: bool,
    ) -> None:  # fmt: skip
        """Keep which questions are wanted; each is a column under its own name."""
        known = known_questions(model)
        self.session, self.names = session, [name for name in names if name in known]
        self.fields = {name: known[name] for name in self.names}
        self.row = answers_of(model)
        self.sights = {}
        if self.row is not None:
            for one in ("answer", "protected_answer"):
                self.sights[one] = sight(self.row, one, who, revealing=revealing)

    def of(self, ids: Sequence[int]) -> Mapping[int, Mapping[str, Cell]]:
        """Return the cells of some records by their ids, in one statement."""
        if not self.names or self.row is None:
            return {}
        row = self.row
        query = sa.select(
            row.application_id, row.name, row.person, row.answer, row.protected_answer_sealed,
            row.uid,
        ).where(row.application_id.in_(ids), row.name.in_(map(short_name, self.names)))  # fmt: skip
        gathered: dict[int, dict[str, list[tuple[str, str]]]] = {}
        for key, name, person, *kept in self.session.execute(query.order_by(row.id)):
            cells = gathered.setdefault(key, {})
            cells.setdefault(f"{PREFIX}{name}", []).append((person, self._words(*kept)))
        return {
            key: {name: _cell(self.fields[name], rows) for name, rows in cells.items()}
            for key, cells in gathered.items()
        }

    def _words(self, answer: str | None, sealed: bytes | None, uid: str) -> str:
        if sealed is None:
            return (answer or "") if self.sights["answer"] is Sight.plain else ""
        how = self.sights["protected_answer"]
        if how is Sight.hidden:
            return ""
        whole = unseal(self.row.__tablename__, "protected_answer", uid, sealed)
        field: Any = field_behind(self.row, "protected_answer")
        return whole if how is Sight.plain else mask(field, whole)


def _cell(field: Field, rows: Sequence[tuple[str, str]]) -> Cell:
    text = joined(rows)
    if field.kind in NUMBERS and len(rows) == 1 and text.removeprefix("-").isascii():
        try:
            found = Decimal(text)
        except ArithmeticError:
            return text
        return int(found) if field.kind is Kind.integer and found % 1 == 0 else found
    return text
