"""Which form field stands for each kind of column? One row each, for families and office."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    DecimalField,
    Field,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.display import Late, placed
from app.forms.code_fields import CodeField, CodesField
from app.forms.shaped import ShapedField
from app.forms.validators import Sentence, id_number_rule, person_name_rule, phone_rule
from app.policy.deadlines import SHANGHAI
from app.schema.choices import Choice
from app.schema.fields import Field as Declared
from app.schema.kinds import Kind
from app.schema.shapes import Shape
from app.schema.words import N_

INPUT = {"class": "form-control"}
EARLIEST, LATEST = 1900, 2999
"""The years of a moment."""
LARGEST_INTEGER = 2**31 - 1
NO_CHOICE = ""
NO_TEXT = rb"\u0000"
"""The sign that PostgreSQL keeps in no text, as JSON writes it."""


def _closed_set(of: type[Choice] | None) -> type[Choice]:
    if of is None:
        message = "a choice without its closed set"
        raise TypeError(message)
    return of


class ChoiceField(SelectField):
    """A choice of a closed set, shown by its labels and kept as the member."""

    def __init__(
        self, label: Any, of: type[Choice] | None, *, blank: bool = True, **more: Any
    ) -> None:
        """Offer the members of ``of``, after a blank where nothing is chosen yet."""
        of = _closed_set(of)
        self.of = of
        words = [SelectChoice(member.name, lazy_gettext(member.label)) for member in of]
        first = [SelectChoice(NO_CHOICE, lazy_gettext("Please choose"))] if blank else []
        more.setdefault("render_kw", INPUT)
        super().__init__(
            label,
            choices=first + words,
            coerce=str,
            **more,
        )

    def process_data(self, value: Any) -> None:
        """Take a member, or its name."""
        self.data = value.name if isinstance(value, Choice) else value or NO_CHOICE

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' signature
        """Refuse what is no member; an empty answer is the validators' matter."""
        if self.data and self.data not in self.of.__members__:
            raise ValidationError(gettext("Choose one of the answers."))

    def populate_obj(self, obj: Any, name: str) -> None:
        """Set the member."""
        setattr(obj, name, self.of[self.data] if self.data else None)


class SeveralField(SelectMultipleField):
    """Several values of a closed set, as check boxes, kept as a list of names."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any, of: type[Choice] | None, **more: Any) -> None:
        """Offer the members of ``of``."""
        of = _closed_set(of)
        self.of = of
        words = [SelectChoice(member.name, lazy_gettext(member.label)) for member in of]
        super().__init__(label, choices=words, **more)

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' signature
        """Refuse what is no member."""
        if not set(self.data or ()) <= set(self.of.__members__):
            raise ValidationError(gettext("Choose one of the answers."))


class MomentField(DateTimeLocalField):
    """A moment, shown and typed as clocks in Xiamen show it, kept in UTC."""

    def __init__(self, label: Any, **more: Any) -> None:
        """Read what browsers send, with seconds or without."""
        more.setdefault("render_kw", {**INPUT, "step": "60"})
        super().__init__(label, format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], **more)

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' signature
        """Refuse the ends of the calendar, which have no place in another zone."""
        if self.data and not EARLIEST <= self.data.year <= LATEST:
            raise ValidationError(gettext("This year is out of range."))

    def process_data(self, value: datetime | None) -> None:
        """Show the moment in local time."""
        self.data = value.astimezone(SHANGHAI).replace(tzinfo=None) if value else None

    def populate_obj(self, obj: Any, name: str) -> None:
        """Keep the moment in UTC."""
        setattr(obj, name, self.moment())

    def moment(self) -> datetime | None:
        """Return the moment that was typed, in UTC."""
        return self.data.replace(tzinfo=SHANGHAI).astimezone(UTC) if self.data else None


class FiniteField(DecimalField):
    """A decimal number; the decimals that are no numbers are refused."""

    data: Any

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the number, or say that it is none."""
        super().process_formdata(valuelist)
        if self.data is not None and not self.data.is_finite():
            self.data = None
            raise ValueError(gettext("This number is too large."))


def _no_number(word: str) -> Any:
    """Refuse NaN and Infinity, which Python reads and no other reader of JSON does."""
    raise ValueError(word)


def _document(text: str) -> Any:
    """Return what a JSON text holds; ValueError also for what no database keeps."""
    found = json.loads(text, parse_constant=_no_number)
    kept = json.dumps(found, ensure_ascii=False).encode()
    if NO_TEXT in kept:
        raise ValueError(NO_TEXT)
    return found


class DocumentField(TextAreaField):
    """A small JSON document."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return json.dumps(self.data, ensure_ascii=False, indent=1) if self.data is not None else ""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the document, or say that it is none."""
        text = valuelist[0].strip() if valuelist else ""
        try:
            self.data = _document(text) if text else None
        except (ValueError, RecursionError) as wrong:
            raise ValueError(
                gettext("This is not a valid document. Compare brackets and commas.")
            ) from wrong

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' signature
        """Refuse another sort of document than the program reads that had it before."""
        before = self.object_data
        sort = (dict, list) if before is None else type(before)
        if self.data is not None and not isinstance(self.data, sort):
            raise ValidationError(
                gettext("This is not a valid document. Compare brackets and commas.")
            )


Maker = Callable[[Declared, Mapping[str, Any]], Any]


def keepable(form: Any, field: Field) -> None:  # noqa: ARG001 - WTForms' signature
    """Refuse a character that PostgreSQL keeps in no text."""
    if any("\x00" in text for text in field.raw_data or () if isinstance(text, str)):
        raise ValidationError(gettext("This holds a character that cannot be kept."))


def _plain(cls: type[Field], *validators: Any) -> Maker:
    def make(declared: Declared, more: Mapping[str, Any]) -> Any:
        own = [*more["validators"], keepable, *validators]
        if declared.length:
            longest = Length(max=declared.length, message=_longest(declared.length))
            own.append(longest)
        return cls(**{"render_kw": INPUT, **more, "validators": own})

    return make


def _longest(length: int) -> Any:
    return lazy_gettext("At most %(length)s characters.", length=length)


def _bounded(cls: type[Field]) -> Maker:
    def make(declared: Declared, more: Mapping[str, Any]) -> Any:
        least = -LARGEST_INTEGER if declared.least is None else declared.least
        most = LARGEST_INTEGER if declared.most is None else declared.most
        words = lazy_gettext("This number is too large.")
        if (declared.least, declared.most) != (None, None):
            words = lazy_gettext(
                "Enter a number from %(least)s to %(most)s.", least=least, most=most
            )
        return _plain(cls, NumberRange(least, most, message=words))(declared, more)

    return make


def _shaped(declared: Declared) -> Callable[[Any, Any], None]:
    """Return the check that a document is one which the program can read."""

    def check(form: Any, field: Any) -> None:  # noqa: ARG001 - WTForms' signature
        if declared.shape is not None and field.data is not None and not declared.shape(field.data):
            raise ValidationError(
                gettext("The program cannot read this. Keep the names and the form that it had.")
            )

    return check


def _document_field(declared: Declared, more: Mapping[str, Any]) -> Any:
    if isinstance(declared.shape, Shape):
        return ShapedField(shape=declared.shape, **{**more, "validators": [keepable]})
    return _plain(DocumentField, _shaped(declared))(declared, more)


def _several(declared: Declared, more: Mapping[str, Any]) -> Any:
    if declared.choices is None:
        return CodesField(of=declared, **more)
    return SeveralField(of=declared.choices, **more)


FORM_FIELDS: dict[Kind, Maker] = {
    Kind.text: _plain(StringField),
    Kind.long_text: _plain(TextAreaField),
    Kind.person_name: _plain(StringField, Sentence(person_name_rule)),
    Kind.id_number: _plain(StringField, Sentence(id_number_rule)),
    Kind.phone: _plain(StringField, Sentence(phone_rule)),
    Kind.address: _plain(StringField, Length(max=200, message=_longest(200))),
    Kind.certificate: _plain(StringField, Length(max=60, message=_longest(60))),
    Kind.integer: _bounded(IntegerField),
    Kind.decimal: _bounded(FiniteField),
    Kind.flag: lambda _, more: BooleanField(more["label"], description=more["description"]),
    Kind.day: _plain(DateField),
    Kind.moment: _plain(MomentField),
    Kind.choice: lambda declared, more: ChoiceField(of=declared.choices, **more),
    Kind.entry: lambda declared, more: CodeField(of=declared, **more),
    Kind.several: _several,
    Kind.region: _plain(StringField, Length(max=12, message=_longest(12))),
    Kind.document: _document_field,
}

REQUIRED: dict[Kind, str] = {
    Kind.choice: N_("Choose %(noun)s."),
    Kind.entry: N_("Choose %(noun)s."),
    Kind.several: N_("Choose %(noun)s."),
    Kind.day: N_("Choose %(noun)s."),
    Kind.region: N_("Choose %(noun)s."),
}
"""How a missing answer is asked for, by kind; every other kind is entered."""
ENTER = N_("Enter %(noun)s.")


def field_for(declared: Declared, *, required: bool) -> Any:
    """Return the unbound form field of a declared column."""
    label = Late(placed, declared.label)
    words = Late(gettext, REQUIRED.get(declared.kind, ENTER), noun=label)
    presence = InputRequired(message=words) if required else Optional()
    more = {
        "label": label,
        "description": Late(gettext, declared.help) if declared.help else "",
        "validators": [presence],
    }
    return FORM_FIELDS[declared.kind](declared, more)
