"""Which form asks a member of staff for what a program's key is to open, and until when?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, PasswordField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.forms.kinds import INPUT, keepable
from app.policy.deadlines import SHANGHAI
from app.services.api_tokens import NewToken

FURTHEST = date(2999, 12, 31)
"""The end of the calendar has no next day."""


class ScopesField(SelectMultipleField):
    """The permissions, as check boxes of which at least one is ticked."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class TokenForm(FlaskForm):
    """A name, a last day, the permissions, and the owner's password."""

    name = StringField(
        lazy_gettext("Name"),
        [
            DataRequired(lazy_gettext("Enter a name by which you know the program.")),
            Length(max=60, message=lazy_gettext("At most %(length)s characters.", length=60)),
            keepable,
        ],
        description=lazy_gettext("For example the program that uses it: monthly report."),
        render_kw={**INPUT, "autocomplete": "off", "maxlength": "60"},
    )
    expires = DateField(
        lazy_gettext("Last day"),
        [InputRequired(lazy_gettext("Choose the last day on which it is valid."))],
        render_kw=INPUT,
    )
    password = PasswordField(
        lazy_gettext("Present password"),
        [InputRequired(lazy_gettext("Enter your password."))],
        render_kw={**INPUT, "autocomplete": "current-password"},
    )
    scopes = ScopesField(
        lazy_gettext("What it may do"),
        validators=[InputRequired(lazy_gettext("Choose at least one permission."))],
    )

    def offer(self, scopes: Sequence[tuple[str, str]], longest: timedelta, now: datetime) -> None:
        """Offer the permissions that the owner has, and the days that are possible."""
        self.scopes.choices = [SelectChoice(code, words) for code, words in scopes]
        today = now.astimezone(SHANGHAI).date()
        self.expires.render_kw = {
            **INPUT, "min": today.isoformat(), "max": (today + longest).isoformat(),
        }  # fmt: skip
        self.expires.description = gettext("At most %(days)s days from today.", days=longest.days)

    def asked(self) -> NewToken:
        """Return what is asked for; the last day is valid to its end in Xiamen."""
        day = min(self.expires.data, FURTHEST)
        end = datetime.combine(day, time(), SHANGHAI) + timedelta(days=1)
        return NewToken(
            name=self.name.data.strip(), scopes=tuple(self.scopes.data),
            expires_at=end.astimezone(UTC),
        )  # fmt: skip
