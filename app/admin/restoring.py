"""How does an earlier value of a field come back? As a new change, with a reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.admin.columns import label
from app.admin.timeline import as_value
from app.forms.kinds import INPUT
from app.schema.base import Base
from app.schema.fields import fields_of, optional
from app.security.actor import Actor
from app.security.field_rights import may_change
from app.security.recording import because
from app.security.system_view import system_view
from app.services import audit
from models.office_enums import ChangeAction
from models.record_change import RecordChange

LONGEST_REASON = 300


class RestoreForm(FlaskForm):
    """Asks why; carries the version that was read."""

    version = HiddenField()
    reason = TextAreaField(
        lazy_gettext("Reason"),
        [
            DataRequired(lazy_gettext("Write why the earlier value comes back.")),
            Length(max=LONGEST_REASON, message=lazy_gettext("At most 300 characters.")),
        ],
        render_kw={**INPUT, "rows": 2, "maxlength": str(LONGEST_REASON)},
    )


def may_restore(model: type[Base], name: str, who: Actor) -> bool:
    """Return whether ``who`` may bring back a value of the field where it may edit the record.

    Protected values too: they come back without being shown.
    """
    field = fields_of(model).get(name)
    if field is None or not field.editable or field.derived or not field.traced:
        return False
    return not field.internal and may_change(model, name, who)


def earlier(session: Session, row: Any, change: int, name: str) -> Any | None:
    """Return the change of this record that keeps an old value of the field, or None."""
    with system_view(session) as own:
        found = own.get(RecordChange, change)
        if found is not None:
            own.expunge(found)
    if found is None or (found.entity, found.entity_id) != (type(row).__name__, row.id):
        return None
    return found if found.action is ChangeAction.edit and name in found.changes else None


def refusal(row: Any, name: str, kept: Any) -> str:
    """Return why the value does not fit the record as it is now; empty when it does."""
    model: type[Base] = type(row)
    fields = fields_of(model)
    field, value = fields[name], as_value(fields[name], kept)
    if value is None and not optional(model, name):
        return gettext("%(noun)s: this must be given.", noun=label(model, name))
    if field.shape is not None and value is not None and not field.shape(value):
        return gettext("The earlier value does not fit any more.")
    now = {**{one: getattr(row, one) for one in fields if fields[one].after}, name: value}
    pairs = [(one, fields[one].after) for one in fields if fields[one].after]
    for end, start in pairs:
        first = value if start == name else getattr(row, str(start))
        if now[end] is not None and first is not None and now[end] < first:
            return gettext("This may not come before “%(other)s”.", other=label(model, str(start)))
    return ""


def restore(  # noqa: PLR0913 - a change has that many facts
    session: Session, row: Any, found: Any, name: str, reason: str, now: datetime
) -> None:
    """Write the earlier value as a new change; the caller commits."""
    model: type[Base] = type(row)
    field = fields_of(model)[name]
    with because(session, reason):
        setattr(row, name, as_value(field, found.changes[name][0]))
        session.flush()
    audit.record(
        session,
        "restore",
        model.__name__,
        row.id,
        now=now,
        district_id=getattr(row, "district_id", None),
        reason=reason,
        details={"field": name, "change": found.id},
    )
