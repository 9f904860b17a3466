"""On which page does a supervisor look at a round's extra fields and publish them?"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response
from wtforms import Form

from app.exceptions import JifenError, NotScoped
from app.extensions import clock, db
from app.forms.asking import Asking, day_of, questions
from app.forms.builder import bound
from app.forms.validators import said
from app.schema.words import Refusal
from app.security.actor import actor
from app.services import extra_fields
from app.services.extra_fields import InForce
from models.admission_round import AdmissionRound
from models.enums import Section
from models.extra_field import ExtraField
from models.field_set import FieldSet
from views.staff.access import staff_only

pages = Blueprint("extra_fields", __name__)
RIGHT, OF = "publish_fields", "ExtraField"
ROUNDS = 50
"""How many rounds the page offers, the newest first."""


@dataclass(frozen=True)
class Line:
    """One question on the page: as it is prepared, and how it differs from what is asked."""

    row: ExtraField | None
    labels: dict[str, str]
    state: str


@pages.get("/extra-fields/publish")
@staff_only(RIGHT, OF)
def rounds() -> str:
    """Let the supervisor choose one of its rounds."""
    own = sa.select(AdmissionRound).order_by(AdmissionRound.id.desc()).limit(ROUNDS)
    who = actor()
    if not who.whole_city:
        own = own.where(AdmissionRound.district_id.in_(who.districts))
    found = db.session.scalars(own).unique().all()
    numbers = {one.id: extra_fields.in_force(db.session(), one.id).number for one in found}
    return render_template(
        "staff/extra_field_rounds.html",
        rounds=found,
        numbers=numbers,
        title=gettext("Publish extra fields"),
    )


@pages.get("/extra-fields/publish/<int:pk>")
@staff_only(RIGHT, OF)
def preview(pk: int) -> str:
    """Show what would be asked, what differs from now, and what is wrong with it."""
    return _page(_own(pk))


@pages.post("/extra-fields/publish/<int:pk>")
@staff_only(RIGHT, OF)
def publish(pk: int) -> str | Response | tuple[str, int]:
    """Publish the prepared questions as the round's next version."""
    round_ = _own(pk)
    try:
        made = extra_fields.publish(db.session(), round_, actor(), clock())
    except NotScoped:
        raise
    except JifenError as refused:
        db.session.rollback()
        return _page(_own(pk), said(Refusal(refused.msgid, refused.params))), 422
    flash(gettext("Version %(number)s is what families are asked now.", number=made.number))
    return redirect(url_for("extra_fields.preview", pk=pk))


def _own(pk: int) -> AdmissionRound:
    """Return a round whose questions the user may publish; any other is not found."""
    found = db.session.get(AdmissionRound, pk)
    who = actor()
    if found is None or not (who.whole_city or found.district_id in who.districts):
        raise NotScoped
    return found


def _page(round_: AdmissionRound, error: str = "") -> str:
    rows = extra_fields.prepared(db.session(), round_)
    now = extra_fields.in_force(db.session(), round_.id)
    wrong = extra_fields.problems(rows)
    versions = sa.select(FieldSet).where(FieldSet.round_id == round_.id)
    return render_template(
        "staff/extra_fields.html",
        round=round_,
        lines=_lines(rows, now),
        error=error,
        wrong=[(row, said(refusal)) for row, refusal in wrong],
        forms=[] if wrong else _forms(round_, rows),
        now=now,
        versions=db.session.scalars(versions.order_by(FieldSet.number.desc())).unique().all(),
        title=gettext("Publish extra fields"),
    )


def _lines(rows: list[ExtraField], now: InForce) -> list[Line]:
    made = extra_fields.definitions(rows)
    asked = {one["name"]: one for one in now.fields}
    lines = []
    for row, one in zip(rows, made, strict=True):
        before = asked.pop(one["name"], None)
        state = "new" if before is None else "same" if before == one else "changed"
        lines.append(Line(row, one["labels"], state))
    return [*lines, *(Line(None, one["labels"], "gone") for one in asked.values())]


def _forms(round_: AdmissionRound, rows: list[ExtraField]) -> list[tuple[Section, Form, set[str]]]:
    """Return the form of each section that gets questions, as families would see it."""
    made = extra_fields.definitions(rows)
    found = []
    for section in Section:
        extra = questions([one for one in made if one["section"] == section.value])
        if extra:
            asking = Asking(on=day_of(round_), extra={section: extra})
            form = bound(section, f"preview-{section.value}", {}, typed=False, asking=asking)
            found.append((section, form, set(extra)))
    return found
