"""Which form field asks for one of a few codes: yes or no, or those whose words are data?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.forms.members import members
from app.schema.fields import Field as Declared

INPUT = {"class": "form-control"}


class YesNoField(RadioField):
    """A question answered by yes or no, never by silence."""

    def __init__(self, label: Any, **more: Any) -> None:
        """Offer no first, as the commoner answer."""
        words = [
            SelectChoice("no", lazy_gettext("No")),
            SelectChoice("yes", lazy_gettext("Yes")),
        ]
        more.pop("render_kw", None)
        super().__init__(label, choices=words, coerce=str, **more)

    def process_data(self, value: Any) -> None:
        """Take a truth value, or its word."""
        self.data = {True: "yes", False: "no"}.get(value, value) if value is not None else None

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' signature
        """Refuse any other answer."""
        if self.data not in {None, "", "None", "yes", "no"}:
            raise ValidationError(gettext("Choose one of the answers."))


class CodeField(SelectField):
    """One code of a dictionary, kept as its text."""

    def __init__(self, label: Any, of: Declared, *, blank: bool = True, **more: Any) -> None:
        """Offer what is valid today until somebody names another day."""
        self.of = of
        self.blank = blank
        self.codes: set[str] = set()
        more.setdefault("render_kw", INPUT)
        super().__init__(label, choices=[], coerce=str, **more)
        self.offer()

    def offer(self, on: date | None = None, also: Sequence[str] = ()) -> None:
        """Offer what may be chosen on a day, and what was chosen before."""
        found = members(self.of, on=on, also=also)
        self.codes = {code for code, _ in found}
        first = [SelectChoice("", lazy_gettext("Please choose"))] if self.blank else []
        self.choices = first + [SelectChoice(code, words) for code, words in found]

    def process_data(self, value: Any) -> None:
        """Take a code; one that has ended stays possible where it stands already."""
        self.data = str(value) if value else ""
        if self.data and self.data not in self.codes:
            self.offer(also=[self.data])

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' signature
        """Refuse what is not offered; an empty answer is the validators' matter."""
        if self.data and self.data not in self.codes:
            raise ValidationError(gettext("Choose one of the answers."))

    def populate_obj(self, obj: Any, name: str) -> None:
        """Set the code."""
        setattr(obj, name, self.data or None)


class CodesField(SelectMultipleField):
    """Several codes of a dictionary, as check boxes, kept as a list."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any, of: Declared, **more: Any) -> None:
        """Offer what is valid today until somebody names another day."""
        self.of = of
        self.codes: set[str] = set()
        super().__init__(label, choices=[], **more)
        self.offer()

    def offer(self, on: date | None = None, also: Sequence[str] = ()) -> None:
        """Offer what may be chosen on a day, and what was chosen before."""
        found = members(self.of, on=on, also=also)
        self.codes = {code for code, _ in found}
        self.choices = [SelectChoice(code, words) for code, words in found]

    def process_data(self, value: Any) -> None:
        """Take codes; those that have ended stay possible where they stand already."""
        self.data = [str(one) for one in value or ()]
        if not set(self.data) <= self.codes:
            self.offer(also=self.data)

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' signature
        """Refuse what is not offered."""
        if not set(self.data or ()) <= self.codes:
            raise ValidationError(gettext("Choose one of the answers."))
