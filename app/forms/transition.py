"""Which form does a transition need? One field for each thing that its row asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import uuid4

from flask import request
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from sqlalchemy.orm import Session
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.forms.case_fields import OutcomesField, ReasonsField, items_of, students_of
from app.forms.kinds import MomentField
from app.forms.validators import whole_number
from app.services import uploads
from app.services.pictures import Picture, PictureRefused, normalise
from app.workflow.answers import (
    LONGEST_ITEM_REASON,
    LONGEST_REASON,
    Answers,
    Asks,
    is_grantable,
)
from app.workflow.engine import UNANSWERED
from app.workflow.transition import Transition
from models.application import Application
from models.enums import PictureSlot, Section


class Boxes(SelectMultipleField):
    """Check boxes of which at least one is ticked."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class TransitionForm(FlaskForm):
    """The base of every confirmation form: the version that was read, and a key for retries."""

    version = HiddenField()
    key = HiddenField(default=lambda: uuid4().hex)
    number = IntegerField(
        lazy_gettext("Number of chosen cases"),
        validators=[Optional()],
        render_kw={"class": "form-control"},
    )

    @cached_property
    def evidence_picture(self) -> Picture | None:
        """Return the picture of the evidence, made anew once for all chosen cases."""
        sent = self["evidence"].data if "evidence" in self else None
        return normalise(sent.read()) if sent else None

    def is_answered(self, now: datetime) -> bool:
        """Return whether all is well as far as the form can tell; else it says where not."""
        # Each is asked, so that everything that is wrong is told at once.
        checked = [bool(self.validate_on_submit()), self._fits(now), self._takes_evidence()]
        return all(checked)

    def _fits(self, now: datetime) -> bool:
        if "deadline" in self and self["deadline"].errors:
            return True  # the field has said what is wrong with it
        until = self.deadline_moment()
        if until is None or is_grantable(until, now):
            return True
        sentence = UNANSWERED["deadline"]
        return not self.tell("deadline", gettext(sentence))

    def _takes_evidence(self) -> bool:
        try:
            _ = self.evidence_picture
        except PictureRefused as refused:
            self["evidence"].errors = [gettext(refused.msgid, **refused.params)]
            return False
        return True

    def tell(self, ask: str, sentence: str) -> bool:
        """Say at its field what is wrong with an answer; return False when there is none."""
        found = [name for name in PLACES.get(ask, (ask,)) if name in self]
        for name in found:
            self[name].errors = [*self[name].errors, sentence]
        return bool(found)

    def ask_again(self) -> None:
        """Say what the browser does not send again by itself: the picture."""
        if "evidence" in self and self["evidence"].data and not self["evidence"].errors:
            self["evidence"].errors = [gettext("Please choose the picture again.")]

    def deadline_moment(self) -> datetime | None:
        """Return the deadline that was typed, in UTC."""
        until: datetime | None = self["deadline"].moment() if "deadline" in self else None
        return until

    def answers(self, session: Session, application: Application, now: datetime) -> Answers:
        """Return what was answered; the evidence is stored with the case on the way."""
        values: dict[str, Any] = {"reason": _text(self, "reason")}
        if "sections" in self:
            values["sections"] = tuple(self["sections"].data or ())
        values["deadline"] = self.deadline_moment()
        if "item_reason" in self:
            values["item_reasons"] = {"all": _text(self, "item_reason")}
        if "items" in self:
            values["item_reasons"] = dict(self["items"].data)
        if "outcomes" in self:
            values["outcomes"] = dict(self["outcomes"].data)
        values["disputes"] = tuple(request.form.getlist("disputes"))
        if self.evidence_picture is not None:
            kept = uploads.attach(
                session, application, PictureSlot.office_evidence,
                self.evidence_picture, self["evidence"].data.filename or "", now,
            )  # fmt: skip
            values["evidence_id"] = kept.id
        return Answers(**values, version=whole_number(self.version.data))


def transition_form(
    row: Transition, chosen: Sequence[Application], sent: Any = None
) -> TransitionForm:
    """Return the form for ``row`` on one case, or once for many.

    ``sent`` are answers that came by another way than the page, which guards itself.
    """
    one = chosen[0] if len(chosen) == 1 else None
    fields: dict[str, Any] = {}
    for ask, make in FIELDS.items():
        if ask in row.asks:
            fields.update(make())
    for ask, ask_each in BY_LINE.items():
        if ask in row.asks and one is not None:
            fields.update(ask_each(one))
    if Asks.item_reasons in row.asks and one is None:
        fields["item_reason"] = _reason(
            lazy_gettext("Reason for all chosen cases"), LONGEST_ITEM_REASON
        )
    made = type("Form", (TransitionForm,), fields)
    form: TransitionForm = made() if sent is None else made(sent, meta={"csrf": False})
    if request.method == "GET" and one is not None:
        form.version.data = str(one.version)
        if "sections" in form and one.sections:
            form["sections"].data = list(one.sections)
    return form


def _reason(label: Any, longest: int = LONGEST_REASON) -> TextAreaField:
    return TextAreaField(
        label,
        validators=[
            InputRequired(
                message=lazy_gettext(
                    "Give a reason of at most %(length)s characters.", length=longest
                )
            ),
            Length(
                max=longest,
                message=lazy_gettext("At most %(length)s characters.", length=longest),
            ),
        ],
        render_kw={"class": "form-control", "rows": "3"},
    )


def _sections() -> Boxes:
    return Boxes(
        lazy_gettext("Sections to modify"),
        choices=[SelectChoice(one.name, lazy_gettext(one.label)) for one in Section],
        validators=[InputRequired(message=lazy_gettext("Choose at least one section."))],
    )


def _deadline() -> MomentField:
    return MomentField(
        lazy_gettext("Modify until"),
        validators=[
            InputRequired(
                message=lazy_gettext(
                    "Choose a deadline at least 24 hours and at most 30 days ahead."
                )
            )
        ],
        render_kw={"class": "form-control"},
        description=lazy_gettext("At least 24 hours and at most 30 days ahead."),
    )


def _evidence() -> FileField:
    return FileField(
        lazy_gettext("Picture of the evidence"),
        validators=[InputRequired(message=lazy_gettext("Add a picture of the evidence."))],
        render_kw={"accept": "image/*"},
    )


def _code() -> StringField:
    return StringField(
        lazy_gettext("Code"),
        validators=[
            InputRequired(message=lazy_gettext("Enter the code that was sent to your phone."))
        ],
        render_kw={
            "class": "form-control", "inputmode": "numeric", "autocomplete": "one-time-code",
            "maxlength": "6",
        },
    )  # fmt: skip


def _declared() -> BooleanField:
    return BooleanField(
        lazy_gettext("I have read the declaration and agree."),
        validators=[InputRequired(message=lazy_gettext("Read the declaration and tick it."))],
    )


FIELDS: dict[Asks, Callable[[], dict[str, Any]]] = {
    Asks.reason: lambda: {"reason": _reason(lazy_gettext("Reason"))},
    Asks.sections: lambda: {"sections": _sections()},
    Asks.deadline: lambda: {"deadline": _deadline()},
    Asks.evidence: lambda: {"evidence": _evidence()},
    Asks.code: lambda: {"code": _code()},
    Asks.declaration: lambda: {"declared": _declared()},
}
"""What each question of the table becomes; disputes are asked on the families' page."""

BY_LINE: dict[Asks, Callable[[Application], dict[str, Any]]] = {
    Asks.item_reasons: lambda one: {
        "items": ReasonsField(lazy_gettext("Items and reasons"), items_of(one))
    },
    Asks.outcomes: lambda one: {
        "outcomes": OutcomesField(lazy_gettext("New outcomes"), students_of(one))
    },
}
"""What is asked line by line of one case."""

PLACES: dict[str, tuple[str, ...]] = {
    "item_reasons": ("items", "item_reason"),
    "declaration": ("declared",),
    "worse": ("outcomes",),
}
"""At which field a missing answer is told where it is not the one of the same name."""


def _text(form: FlaskForm, name: str) -> str:
    return str(form[name].data or "").strip() if name in form else ""
