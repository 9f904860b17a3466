"""What would one value for many records change in each, and where does it not fit?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from wtforms import Form

from app.admin.columns import label
from app.admin.merging import told
from app.admin.naming import named
from app.admin.office_form import (
    canonical,
    constraint_told,
    editable,
    form_class,
    form_field,
    version_of,
)
from app.exceptions import NotScoped
from app.forms.conditional import rules_of
from app.schema.base import Base
from app.schema.conditions import hidden
from app.schema.fields import Field, fields_of
from app.schema.kinds import Kind

WONT = frozenset({Kind.choice, Kind.flag, Kind.day, Kind.link})
"""Kinds of which many records often share one value."""
MOST = 500


@dataclass
class Line:
    """One record: what would change, old and new by field, or why nothing will."""

    pk: int
    words: str
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    why: str = ""
    version: str = ""


def bulk_fields(model: type[Base]) -> dict[str, Field]:
    """Return the fields that the user may change in many records at once."""
    return {
        name: one
        for name, one in editable(model).items()
        if (one.kind in WONT if one.bulk is None else one.bulk)
    }


def bulk_form(model: type[Base], columns: Sequence[str]) -> type[Form]:
    """Return the form of these columns; whether a value fits is asked of each record."""
    fields = bulk_fields(model)
    made: Any = {
        name: form_field(model, name, replace(fields[name], show_if=None, required_if=None))
        for name in columns
    }
    return type(f"{model.__name__}Bulk", (Form,), made)


def rows_of(session: Session, model: Any, ids: Sequence[int], *, lock: bool) -> dict[int, Any]:
    """Return the records in scope by their numbers, in one order, so that two do not wait."""
    query = sa.select(model).where(model.id.in_(ids)).order_by(model.id)
    if lock:
        query = query.with_for_update(of=model).execution_options(populate_existing=True)
    return {row.id: row for row in session.scalars(query).unique()}


def plan(session: Session, model: type[Base], ids: Sequence[int], form: Form) -> list[Line]:
    """Return of each record what the values of the form would change."""
    rows = rows_of(session, model, ids, lock=False)
    return [_line(model, pk, rows.get(pk), form) for pk in ids]


def _line(model: type[Base], pk: int, row: Any, form: Form) -> Line:
    if row is None:
        return Line(pk, f"#{pk}", why=gettext(NotScoped.msgid))
    stored = form_class(model)(None, obj=row, meta={"csrf": False})
    line = Line(pk, named(row), version=version_of(row))
    for one in form:
        old, new = canonical(stored[one.name]), canonical(one)
        if old != new:
            name = str(label(model, one.name))
            line.changes.append((name, told(model, one.name, old), told(model, one.name, new)))
    line.why = _unfit(model, stored, form) if line.changes else gettext("Nothing would change.")
    return line


def _unfit(model: type[Base], stored: Any, form: Form) -> str:
    """Return why the record cannot take the values; empty when it can."""
    fields = editable(model)
    answers = {**stored.data, **form.data}
    gone = hidden(rules_of(fields), answers)
    left = {name: answer for name, answer in answers.items() if name not in gone}
    for name, one in fields.items():
        noun = str(label(model, name))
        if name in gone and name in form:
            return gettext("%(noun)s does not apply to this record.", noun=noun)
        needed = name in left and one.required_if is not None and one.required_if.holds(left)
        if needed and left[name] in (None, "", []):
            return gettext("%(noun)s: this must be given.", noun=noun)
        other = left.get(one.after) if one.after else None
        if other is not None and left.get(name) is not None and left[name] < other:
            start = str(label(model, one.after or ""))
            return gettext("This may not come before “%(other)s”.", other=start)
    return ""


def apply(
    session: Session, model: type[Base], versions: dict[int, str], form: Form
) -> tuple[list[Line], dict[int, dict[str, tuple[Any, Any]]]]:
    """Write the values to each record that is as it was read; the caller notes and commits.

    Return the result of each record, and what changed in it.
    """
    rows = rows_of(session, model, list(versions), lock=True)
    lines, done = [], {}
    for pk, version in versions.items():
        line = _line(model, pk, rows.get(pk), form)
        if not line.why and line.version != version:
            line.why = gettext("Somebody else changed it meanwhile.")
        if not line.why:
            line.why, done[pk] = _write(session, model, rows[pk], form)
        lines.append(line)
    return lines, {pk: changed for pk, changed in done.items() if changed}


def _write(
    session: Session, model: type[Base], row: Any, form: Form
) -> tuple[str, dict[str, tuple[Any, Any]]]:
    before = {one.name: getattr(row, one.name) for one in form}
    gone_before = {n: getattr(row, n) for n in rules_of(editable(model))}
    try:
        with session.begin_nested():
            for one in form:
                one.populate_obj(row, one.name)
            _empty(model, row)
            session.flush()
    except IntegrityError as clash:
        return constraint_told(model, clash), {}
    except NotScoped:
        return gettext("This lies outside your district."), {}
    now = {name: getattr(row, name) for name in {**gone_before, **before}}
    was = {**gone_before, **before}
    return "", {name: (was[name], now[name]) for name in now if was[name] != now[name]}


def _empty(model: type[Base], row: Any) -> None:
    """Empty what the new values hide, as the record's own form would."""
    fields = fields_of(model)
    stored = form_class(model)(None, obj=row, meta={"csrf": False})
    for name in hidden(rules_of(editable(model)), stored.data):
        if not fields[name].keep_hidden:
            setattr(row, name, False if fields[name].kind is Kind.flag else None)
