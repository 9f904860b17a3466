"""With which form does the office add or correct a record?"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from wtforms import HiddenField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional

from app.admin.columns import label
from app.forms.kinds import INPUT, field_for
from app.forms.validators import whole_number
from app.schema.base import Base
from app.schema.fields import Field, Kind, fields_of, optional
from app.security.actor import actor
from app.security.field_rights import may_change

PICKER_LIMIT = 500
"""A picker lists no more rows than this; greater tables get a search of their own."""


class OfficeForm(FlaskForm):
    """The base of every generated office form; carries the version that was read."""

    version = HiddenField()
    sequences: ClassVar[dict[str, str]] = {}
    """Fields that may not come before another one, by name."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, and that nothing ends before it begins."""
        right: bool = super().validate(extra_validators)
        for name, other in self.sequences.items():
            end, start = self[name].data, self[other].data
            if end is not None and start is not None and end < start:
                words = gettext(
                    "This may not come before “%(other)s”.", other=self[other].label.text
                )
                self[name].errors = [*self[name].errors, words]
                right = False
        return right


def form_class(model: type[Base]) -> type[OfficeForm]:
    """Return the form of every editable field of ``model``.

    Protected values never stand in it: they are replaced or revealed by commands.
    """
    made: dict[str, Any] = {}
    for name, field in editable(model).items():
        if field.kind is Kind.link:
            presence = (
                Optional()
                if optional(model, name)
                else InputRequired(
                    message=lazy_gettext("Choose %(noun)s.", noun=label(model, name))
                )
            )
            made[name] = SelectField(
                label(model, name), coerce=_key, validators=[presence], render_kw=INPUT
            )
        else:
            required = not optional(model, name) and field.kind is not Kind.flag
            made[name] = field_for(field, required=required)
    sequences = {name: one.after for name, one in editable(model).items() if one.after}
    return type(f"{model.__name__}Form", (OfficeForm,), {**made, "sequences": sequences})


def editable(model: type[Base]) -> dict[str, Field]:
    """Return the fields that the generic form may change."""
    return {
        name: field
        for name, field in fields_of(model).items()
        if field.editable
        and not field.sealed
        and not field.derived
        and may_change(model, name, actor())
    }


def offer_links(form: OfficeForm, model: type[Base], session: Session) -> None:
    """Fill the pickers with rows in the scope of the one who edits."""
    for name, field in editable(model).items():
        if field.kind is Kind.link and field.target:
            table = field.target.split(".")[0]
            target = _model_of(table)
            rows = session.scalars(sa.select(target).limit(PICKER_LIMIT)).unique().all()
            blank = [SelectChoice("", gettext("Please choose"))]
            form[name].choices = blank + [SelectChoice(row.id, str(row)) for row in rows]


def _model_of(table: str) -> type[Any]:
    return next(
        mapper.class_ for mapper in Base.registry.mappers if mapper.local_table.name == table
    )


def _key(text: Any) -> int | None:
    """Return the key that was chosen, None for the blank choice; ValueError for what is no key."""
    if text in (None, ""):
        return None
    number = whole_number(str(text))
    if number is None:
        raise ValueError
    return number


def version_of(row: Base) -> str:
    """Return what tells whether somebody else changed the record meanwhile.

    Without a version of its own it is told by its editable values; what is compared and saved
    in one transaction, under the row's lock, loses no change.
    """
    own = getattr(row, "version", None)
    if own is not None:
        return str(own)
    values = [(name, str(getattr(row, name))) for name in editable(type(row))]
    return hashlib.sha256(repr(values).encode()).hexdigest()[:32]


def fill(
    form: OfficeForm, row: Base, session: Session, now: datetime
) -> dict[str, tuple[Any, Any]]:
    """Write the answers to the row and return what changed, old and new."""
    changed = {}
    for name in editable(type(row)):
        before = getattr(row, name, None)
        form[name].populate_obj(row, name)
        after = getattr(row, name)
        if before != after:
            changed[name] = (before, after)
    if sa.inspect(row).transient:
        _stamp(row, session, now)
    return changed


def _stamp(row: Base, session: Session, now: datetime) -> None:
    """Let a new record take what is nobody's answer: who added it, when, to which case."""
    stamp = getattr(row, "stamp", None)
    if stamp is not None:
        stamp(session, now)


def stale_sentence() -> str:
    """Return what is said to who saves over somebody else's change."""
    return gettext(
        "Somebody else changed this record since you opened it. What you typed is kept below; "
        "compare it and save again."
    )


def constraint_sentence(model: type[Base], clash: IntegrityError) -> tuple[str | None, str]:
    """Return the field that a violated rule speaks of, if one, and a sentence for the reader."""
    text, table = str(clash.orig), model.__tablename__
    for name in fields_of(model):
        noun = str(label(model, name))
        missing = (
            f'column "{name}"' in text or f"NOT NULL constraint failed: {table}.{name}" in text
        )
        if missing:
            return name, gettext("%(noun)s: this must be given.", noun=noun)
        if f"fk_{table}_{name}" in text:
            return name, gettext("%(noun)s: there is no such record.", noun=noun)
        if (
            f"{table}.{name}" in text
            or f"uq_{table}_{name}" in text
            or f"ix_{table}_{name}" in text
        ):
            return name, gettext("%(noun)s: this value is already in use.", noun=noun)
    return None, gettext("This contradicts another record. Nothing was saved.")
