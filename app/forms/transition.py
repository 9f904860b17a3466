"""Which form does a transition need? One field for each thing that its row asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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

from app.forms.kinds import MomentField
from app.forms.validators import whole_number
from app.services import uploads
from app.services.pictures import Picture, PictureRefused, normalise
from app.workflow.answers import LONGEST_REASON, Answers, Asks
from app.workflow.transition import Transition
from models.application import Application
from models.enums import Outcome, PictureSlot, Section

LONGEST_ITEM_REASON = 300


class Boxes(SelectMultipleField):
    """Check boxes of which at least one is ticked."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class TransitionForm(FlaskForm):
    """The base of every confirmation form: the version that was read, and a key for retries."""

    version = HiddenField()
    key = HiddenField(default=lambda: uuid4().hex)
    number = IntegerField(lazy_gettext("Number of chosen cases"), validators=[Optional()])

    @cached_property
    def evidence_picture(self) -> Picture | None:
        """Return the picture of the evidence, made anew once for all chosen cases."""
        sent = self["evidence"].data if "evidence" in self else None
        return normalise(sent.read()) if sent else None

    def takes_evidence(self) -> bool:
        """Return whether there is no wrong picture of evidence; else say at its field why."""
        try:
            _ = self.evidence_picture
        except PictureRefused as refused:
            self["evidence"].errors = [gettext(refused.msgid, **refused.params)]
            return False
        return True

    def answers(self, session: Session, application: Application, now: datetime) -> Answers:
        """Return what was answered; the evidence is stored with the case on the way."""
        values: dict[str, Any] = {"reason": _text(self, "reason")}
        if "sections" in self:
            values["sections"] = tuple(self["sections"].data or ())
        if "deadline" in self and self["deadline"].data:
            values["deadline"] = self["deadline"].moment()
        if "item_reason" in self:
            values["item_reasons"] = {"all": _text(self, "item_reason")}
        else:
            values["item_reasons"] = dict(self._item_reasons())
        values["outcomes"] = dict(self._outcomes())
        values["disputes"] = tuple(request.form.getlist("disputes"))
        if self.evidence_picture is not None:
            kept = uploads.attach(
                session, application, PictureSlot.office_evidence,
                self.evidence_picture, self["evidence"].data.filename or "", now,
            )  # fmt: skip
            values["evidence_id"] = kept.id
        return Answers(**values, version=whole_number(self.version.data))

    def _item_reasons(self) -> Iterator[tuple[str, str]]:
        for key in request.form.getlist("items"):
            text = request.form.get(f"item-{key}", "").strip()[:LONGEST_ITEM_REASON]
            yield key, text

    def _outcomes(self) -> Iterator[tuple[str, str]]:
        for name, value in request.form.items():
            if name.startswith("outcome-") and value in Outcome.__members__:
                yield name.removeprefix("outcome-"), value


def transition_form(row: Transition, chosen: Sequence[Application]) -> TransitionForm:
    """Return the form for ``row`` on one case, or once for many."""
    fields: dict[str, Any] = {}
    for ask, make in FIELDS.items():
        if ask in row.asks:
            fields.update(make())
    if Asks.item_reasons in row.asks and len(chosen) > 1:
        fields["item_reason"] = _reason(gettext("Reason for all chosen cases"))
    form: TransitionForm = type("Form", (TransitionForm,), fields)()
    if request.method == "GET" and len(chosen) == 1:
        form.version.data = str(chosen[0].version)
    return form


def _reason(label: Any) -> TextAreaField:
    return TextAreaField(
        label,
        validators=[
            InputRequired(message=lazy_gettext("Give a reason of at most 500 characters.")),
            Length(
                max=LONGEST_REASON,
                message=lazy_gettext("At most %(length)s characters.", length=LONGEST_REASON),
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
            InputRequired(message=lazy_gettext("Choose a deadline at least 24 hours ahead."))
        ],
        render_kw={"class": "form-control"},
        description=lazy_gettext("At least 24 hours ahead."),
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
"""What each question of the table becomes; items, disputes and outcomes come from the case."""


def _text(form: FlaskForm, name: str) -> str:
    return str(form[name].data or "").strip() if name in form else ""
