"""With which form does the office add or correct a record?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, ClassVar

import sqlalchemy as sa
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from wtforms import BooleanField, Form, HiddenField
from wtforms.validators import InputRequired, Optional

from app.admin.columns import label
from app.admin.pickers import PickerField, RegionField
from app.extensions import db
from app.forms.conditional import Conditional, RequiredWhen, rules_of
from app.forms.kinds import ENTER, INPUT, REQUIRED, ChoiceField, field_for
from app.forms.validators import said
from app.schema.base import Base
from app.schema.checks import check_of
from app.schema.fields import Field, fields_of, optional
from app.schema.kinds import Kind
from app.security.actor import actor
from app.security.field_rights import may_change


class OfficeForm(FlaskForm, Conditional):
    """The base of every generated office form; carries the version that was read."""

    version = HiddenField()
    read = HiddenField()
    """What stood in the fields when the form was opened, signed."""
    sequences: ClassVar[dict[str, str]] = {}
    """Fields that may not come before another one, by name."""
    model: ClassVar[type[Base] | None] = None
    session: ClassVar[Session | None] = None
    """In which session the answers are saved; None: in the request's."""

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
        return right and self._fit_together()

    def _fit_together(self) -> bool:
        """Ask what the entity declares of the answers of one record."""
        check = check_of(self.model) if self.model else None
        if check is None:
            return True
        answers = {**getattr(self, "stands", {}), **{one.short_name: answer(one) for one in self}}
        session = self.session or db.session()
        with session.no_autoflush:
            found = list(check(session, answers))
        for name, refusal in found:
            errors = self[name].errors if name in self else self.form_errors
            errors.append(said(refusal))
        return not found


def answer(field: Any) -> Any:
    """Return what was answered, a closed choice as its member and nothing as None."""
    if isinstance(field, ChoiceField) and field.data:
        return field.of[field.data]
    return None if field.data == "" else field.data


def form_class(model: type[Base], without: Container[str] = ()) -> type[OfficeForm]:
    """Return the form of every editable field of ``model``, but for those in ``without``.

    Protected values never stand in it: they are replaced or revealed by commands.
    """
    fields = {name: one for name, one in editable(model).items() if name not in without}
    return form_of_fields(model, fields)


def form_of_fields(model: type[Base], fields: Mapping[str, Field]) -> type[OfficeForm]:
    """Return the form of these fields."""
    made: dict[str, Any] = {name: form_field(model, name, field) for name, field in fields.items()}
    sequences = {name: one.after for name, one in fields.items() if one.after in fields}
    more = {"sequences": sequences, "rules": rules_of(fields), "model": model}
    return type(f"{model.__name__}Form", (OfficeForm,), {**made, **more})


def defaults(model: type[Base]) -> SimpleNamespace:
    """Return what a new record answers of itself, so that its form begins with it."""
    columns = {one.key: one.columns[0].default for one in sa.inspect(model).column_attrs}
    known = {name: columns.get(name) for name in editable(model)}
    return SimpleNamespace(
        **{name: one.arg for name, one in known.items() if one is not None and one.is_scalar}
    )


def form_field(model: type[Base], name: str, field: Field) -> Any:
    """Return the unbound form field of one column, as the office is asked for it."""
    required = not optional(model, name) and field.kind is not Kind.flag
    noun = label(model, name)
    if field.kind is Kind.link:
        words = lazy_gettext("Choose %(noun)s.", noun=noun)
        presence = InputRequired(message=words) if required else Optional()
        unbound = PickerField(noun, field, validators=[presence])
    else:
        unbound = field_for(field, required=required)
    if field.kind is Kind.region:
        unbound = RegionField(noun, render_kw=INPUT, validators=unbound.kwargs["validators"])
    if field.show_if or field.required_if:
        message = lazy_gettext(REQUIRED.get(field.kind, ENTER), noun=noun)
        rule = RequiredWhen(field.required_if, message, always=required)
        unbound.kwargs["validators"] = [rule, *unbound.kwargs.get("validators", [None])[1:]]
    return unbound


def editable(model: type[Base]) -> dict[str, Field]:
    """Return the fields that the generic form may change."""
    return {
        name: field
        for name, field in fields_of(model).items()
        if field.editable
        and not field.sensitive
        and not field.internal
        and not field.derived
        and may_change(model, name, actor())
    }


def offer_links(
    form: Form,
    session: Session,
    sent: Mapping[str, str] | None = None,
    searching: str = "",
) -> None:
    """Fill the pickers with rows in the scope of the one who edits."""
    for field in form:
        if isinstance(field, PickerField):
            field.offer(session, sent, searching=field.name == searching)
        elif isinstance(field, RegionField):
            field.offer(session, sent)


def canonical(field: Any) -> str | None:  # noqa: PLR0911 - one return for each sort of value
    """Return what stands in a form field so that equal answers are equal texts."""
    data = field.data
    if isinstance(field, BooleanField):
        return "yes" if data else "no"
    if data in (None, "", []):
        return "\x00".join(map(str, field.raw_data or ())) or None
    if isinstance(data, datetime):
        return data.strftime("%Y-%m-%dT%H:%M")
    if isinstance(data, date):
        return data.isoformat()
    if isinstance(data, Decimal):
        return f"{data.normalize():f}"
    if isinstance(data, (list, dict)):
        listed = sorted(data) if hasattr(field, "iter_choices") else data
        return json.dumps(listed, ensure_ascii=False, sort_keys=True)
    return str(data).replace("\r\n", "\n")


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
    """Write the answers to the row and return what changed, old and new.

    What reads as it did stays as it is; what is hidden is emptied.
    """
    before = type(form)(None, obj=row, meta={"csrf": False})
    new, changed = sa.inspect(row).transient, {}
    gone = form.hidden()
    for name, field in editable(type(row)).items():
        if name not in form or (name in gone and field.keep_hidden):
            continue
        old = getattr(row, name, None)
        if name in gone:
            setattr(row, name, False if field.kind is Kind.flag else None)
        elif new or canonical(form[name]) != canonical(before[name]):
            form[name].populate_obj(row, name)
            empty_is_none(row, name)
        if getattr(row, name) != old:
            changed[name] = (old, getattr(row, name))
    if new:
        _stamp(row, session, now)
    return changed


def empty_is_none(row: Base, name: str) -> None:
    """Keep no empty text where there may be none: both would be the same answer."""
    if getattr(row, name) == "" and optional(type(row), name):
        setattr(row, name, None)


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
    """Return the field that a violated rule speaks of, if one, and a sentence to stand at it."""
    text, table = str(clash.orig), model.__tablename__
    if together := _taken_together(model, text):
        nouns = "、".join(str(label(model, name)) for name in together)
        told = gettext("Another record has the same values already: %(nouns)s.", nouns=nouns)
        return together[-1], told
    for name in fields_of(model):
        missing = (
            f'column "{name}"' in text or f"NOT NULL constraint failed: {table}.{name}" in text
        )
        if missing:
            return name, gettext("This must be given.")
        if f"fk_{table}_{name}" in text:
            return name, gettext("There is no such record.")
        if (
            f"{table}.{name}" in text
            or f"uq_{table}_{name}" in text
            or f"ix_{table}_{name}" in text
        ):
            return name, gettext("This value is already in use.")
    return None, gettext("This contradicts another record. Nothing was saved.")


def constraint_told(model: type[Base], clash: IntegrityError) -> str:
    """Return a violated rule as one sentence, which names the field that it speaks of."""
    name, sentence = constraint_sentence(model, clash)
    if name is None:
        return sentence
    return gettext("%(noun)s: %(what)s", noun=label(model, name), what=sentence)


def _taken_together(model: type[Base], text: str) -> list[str]:
    """Return the fields that only together must be no other record's, if it is them."""
    table: Any = sa.inspect(model).local_table
    for rule in table.constraints:
        columns = [str(one.key) for one in getattr(rule, "columns", ())]
        if not isinstance(rule, sa.UniqueConstraint) or len(columns) < 2:  # noqa: PLR2004 - several
            continue
        listed = ", ".join(f"{table.name}.{one}" for one in columns)
        if text.endswith(f"failed: {listed}") or f'"{rule.name}"' in text:
            return [one for one in columns if one in fields_of(model)]
    return []
