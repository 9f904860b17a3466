"""Which records does one form show together: the record, and the children it is edited with?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext
from sqlalchemy.orm import Session, with_parent
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from app.admin.merging import MINE, THEIRS, Clash, Read, choice_of, clash_of, told
from app.admin.office_form import (
    OfficeForm,
    canonical,
    defaults,
    form_class,
    offer_links,
    version_of,
)
from app.forms.validators import whole_number
from app.schema.base import Base
from app.schema.fields import fields_of, fieldsets_of
from app.words import N_

Sent = MultiDict[str, str]
May = Callable[[str, str], bool]
MOST_ROWS = 50
FEW = 6
"""So many fields of a child stand open, also where there is nothing to mend in them."""
LOST = N_("Somebody else removed this row. It is added again unless you remove it.")


@dataclass
class Record:
    """One record of the form; ``key`` stands before the names of its fields on the page."""

    model: type[Base]
    row: Any
    form: OfficeForm
    key: str
    new: bool
    number: str = ""
    removed: bool = False
    lost: bool = False

    def names(self) -> list[str]:
        """Return the fields that one fills in, in the order of the schema."""
        return [name for name in fields_of(self.model) if name in self.form]

    def groups(self) -> list[tuple[str, list[str]]]:
        """Return the fields in the groups of their entity."""
        return fieldsets_of(self.model, self.names())

    def blank(self) -> bool:
        """Return whether nothing was filled in."""
        empty = type(self.form)(None, obj=defaults(self.model), meta={"csrf": False})
        return all(canonical(self.form[name]) == canonical(empty[name]) for name in self.names())

    def skipped(self) -> bool:
        """Return whether nothing is to be saved of it."""
        return self.new and bool(self.key) and (self.removed or self.blank())

    def folded(self) -> bool:
        """Return whether its fields may be folded away: many, and nothing to look at in them."""
        return not (self.new or self.lost or self.form.errors) and len(self.names()) > FEW


@dataclass
class Children:
    """The records of one relation that are edited with their parent."""

    name: str
    model: type[Base]
    records: list[Record]
    may_add: bool
    may_remove: bool
    held: tuple[str, str]
    """Which column of the child holds which one of its parent."""
    too_many: int = 0
    """How many there are when they are more than one form takes; then none of them is in it."""

    def ties(self, parent: Any) -> dict[str, Any]:
        """Return the value by which a child belongs to its parent."""
        child, own = self.held
        return {child: getattr(parent, own)}


@dataclass
class Sheet:
    """The whole form."""

    main: Record
    children: list[Children]
    clashes: dict[str, Clash] = field(default_factory=dict)

    def records(self) -> Iterator[Record]:
        """Yield every record, the parent first."""
        yield self.main
        for group in self.children:
            yield from group.records

    def fields(self) -> Iterator[tuple[Record, str]]:
        """Yield every field of every record that is stored already."""
        for record in self.records():
            if not record.new:
                yield from ((record, name) for name in record.names())

    def read(self) -> Read:
        """Return what stands in the database now, as the form carries it."""
        now = {one.key: _stored(one) for one in self.records() if not one.new}
        answers = {
            record.form[name].name: canonical(now[record.key][name])
            for record, name in self.fields()
        }
        versions = {one.key: version_of(one.row) for one in self.records() if not one.new}
        return Read(versions, answers)

    def stale(self, read: Read | None, version: str | None) -> bool:
        """Return whether a record was changed or removed since the form was opened."""
        if any(one.lost for one in self.records()):
            return True
        known = read.versions if read else {"": version}
        return any(
            known.get(one.key) != version_of(one.row) for one in self.records() if not one.new
        )

    def compare(self, read: Read | None, sent: Sent) -> None:
        """Set both answers side by side, of each field that somebody else changed meanwhile."""
        for record, name in self.fields():
            bound, stored = record.form[name], _stored(record)[name]
            key = bound.name
            opened = read.answers.get(key) if read else None
            said = choice_of(sent, key) if read and key in read.opened else None
            mine = opened if said == THEIRS else canonical(bound)
            keep = clash_of(mine, canonical(stored), opened, said if said == MINE else None)
            if keep is not None:
                theirs = told(record.model, name, canonical(stored))
                self.clashes[key] = Clash(theirs, told(record.model, name, opened), keep)

    def choose(self, read: Read, sent: Sent) -> bool:
        """Take what was chosen of each field that the page asked about; return if all was."""
        for record, name in self.fields():
            bound = record.form[name]
            if bound.name not in read.opened:
                continue
            said, stored = choice_of(sent, bound.name), _stored(record)[name]
            was = told(record.model, name, read.opened[bound.name])
            clash = Clash(told(record.model, name, canonical(stored)), was, said or "")
            self.clashes[bound.name] = clash
            if said == THEIRS:
                bound.process(None, stored.object_data)
                # Whoever asks whether something was sent looks at the raw answer.
                bound.raw_data = [text for text in [canonical(stored)] if text is not None]
            elif said != MINE:
                clash.error = gettext("Choose one of both.")
        return not any(one.error for one in self.clashes.values())

    def validate(self) -> bool:
        """Check every record that is to be saved; all are checked, so that all is told at once."""
        checked = [one.form.validate() for one in self.records() if self._checked(one)]
        return all(checked)

    @staticmethod
    def _checked(one: Record) -> bool:
        return not one.skipped() and not one.removed

    def offer(self, session: Session, sent: Sent | None, searching: str = "") -> None:
        """Fill the pickers of every record."""
        for one in self.records():
            offer_links(one.form, session, sent, searching)


def _stored(record: Record) -> Any:
    return type(record.form)(None, obj=record.row, prefix=record.key, meta={"csrf": False})


def open_sheet(  # noqa: PLR0913 - a form has that many facts
    session: Session, model: type[Base], row: Any, *, new: bool, sent: Sent | None, may: May
) -> Sheet:
    """Return the form of a record with its children, as stored or as it was sent."""
    form = form_class(model)(obj=defaults(model) if new else row)
    main = Record(model, row, form, "", new)
    groups = [_children(session, main, name, sent, may) for name in model.__entity__.children]
    return Sheet(main, [group for group in groups if group is not None])


def _children(
    session: Session, main: Record, name: str, sent: Sent | None, may: May
) -> Children | None:
    relation = sa.inspect(main.model).relationships[name]
    model = relation.mapper.class_
    if not may("can_edit", model.__name__):
        return None
    ((own, link),) = relation.local_remote_pairs
    held = (_named(relation.mapper, link), _named(relation.parent, own))
    may_add, may_remove = (may(f"can_{verb}", model.__name__) for verb in ("add", "delete"))
    found = Children(name, model, [], may_add, may_remove, held)
    rows = {} if main.new else _rows(session, relation, main.row, sent)
    if len(rows) > MOST_ROWS:
        found.too_many, found.may_add = len(rows), False
        return found
    make = form_class(model, without={held[0]})
    for number in _numbers(found, sent, list(rows)):
        found.records.append(_record(found, make, rows, number, sent))
    return found


def _named(mapper: Any, column: Any) -> str:
    return str(mapper.get_property_by_column(column).key)


def _rows(session: Session, relation: Any, parent: Any, sent: Sent | None) -> dict[str, Any]:
    """Return the children by their numbers, locked where they may be about to be changed."""
    model = relation.mapper.class_
    order = relation.order_by or (model.id,)
    children = with_parent(parent, getattr(relation.parent.class_, relation.key))
    query = sa.select(model).where(children).order_by(*order)
    if sent is not None:
        query = query.with_for_update(of=model).execution_options(populate_existing=True)
    found = session.scalars(query.limit(MOST_ROWS + 1)).unique()
    return {str(row.id): row for row in found}


def _numbers(group: Children, sent: Sent | None, stored: list[str]) -> list[str]:
    """Return the rows of the page: those sent, or those stored, and one more when asked for."""
    if sent is None:
        return stored
    numbers = list(dict.fromkeys(sent.getlist(f"{group.name}-rows")))
    fresh = [one for one in numbers if one.startswith("new")]
    if len(numbers) > MOST_ROWS or (fresh and not group.may_add):
        raise BadRequest
    if sent.get("act") == f"row:{group.name}" and group.may_add:
        numbers.append(_fresh(numbers))
    return numbers


def _fresh(numbers: list[str]) -> str:
    return next(f"new{n}" for n in range(1, MOST_ROWS + 3) if f"new{n}" not in numbers)


def _record(
    group: Children, make: Any, rows: dict[str, Any], number: str, sent: Sent | None
) -> Record:
    row, key = rows.get(number), f"{group.name}-{number}-"
    if row is None and whole_number(number.removeprefix("new")) is None:
        raise BadRequest
    lost = row is None and not number.startswith("new")
    if lost:
        # Its words stay: under a new number, the row can be added again.
        number = f"new9{number}"
        key, old = f"{group.name}-{number}-", key
        sent = _renamed(sent, old, key)
    if sent is not None and number not in sent.getlist(f"{group.name}-rows") and not lost:
        sent = None  # a row that was just asked for begins with its own answers
    filled = defaults(group.model) if row is None else row
    form = make(sent, obj=filled, prefix=key, meta={"csrf": False})
    removed = sent is not None and bool(sent.get(f"{key}remove"))
    if removed and row is not None and not group.may_remove:
        raise BadRequest
    record = Record(group.model, row if row is not None else group.model(), form, key,
                    row is None, number, removed, lost)  # fmt: skip
    if lost:
        form.form_errors.append(gettext(LOST))
    return record


def _renamed(sent: Sent | None, old: str, new: str) -> Sent:
    pairs = sent.items(multi=True) if sent is not None else ()
    return MultiDict([(name.replace(old, new, 1), value) for name, value in pairs])
