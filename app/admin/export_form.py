"""What does an export ask before anything leaves the house? Columns, their order, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from app.admin.columns import label
from app.admin.export import export_columns
from app.forms.kinds import INPUT
from app.forms.validators import whole_number
from app.schema.base import Base

SHORTEST_REASON, LONGEST_REASON = 4, 300


class ExportForm(FlaskForm):
    """The questions of one export."""

    form = RadioField(
        lazy_gettext("File format"),
        choices=[
            SelectChoice("csv", lazy_gettext("CSV, for any program")),
            SelectChoice("xlsx", lazy_gettext("Excel")),
        ],
        default="csv",
    )
    reason = StringField(
        lazy_gettext("Reason"),
        validators=[
            InputRequired(message=lazy_gettext("Say what the table is needed for.")),
            Length(
                SHORTEST_REASON,
                LONGEST_REASON,
                message=lazy_gettext("Give the reason in 4 to 300 characters."),
            ),
        ],
        render_kw=INPUT,
        description=lazy_gettext("It is kept on record with your name, the conditions and rows."),
    )
    revealing = BooleanField(lazy_gettext("Protected values in full"))

    def validate_reason(self, field: Any) -> None:
        """Refuse a reason of blanks, and what no database keeps."""
        if len(field.data.strip()) < SHORTEST_REASON or "\x00" in field.data:
            raise ValidationError(gettext("Give the reason in 4 to 300 characters."))


def offered(model: type[Base], sent: Any) -> list[tuple[str, str, bool, int]]:
    """Return each column with its label, whether it is chosen and its place among the others."""
    names = export_columns(model)
    ticked = set(sent.getlist("column")) if sent else set(names)
    return [
        (
            name,
            str(label(model, name)),
            name in ticked,
            whole_number(sent.get(f"place-{name}")) or place if sent else place,
        )
        for place, name in enumerate(names, 1)
    ]


def chosen(columns: Sequence[tuple[str, str, bool, int]]) -> list[str]:
    """Return the chosen columns in the order of their places."""
    return [name for name, _, ticked, _ in sorted(columns, key=lambda one: one[3]) if ticked]
