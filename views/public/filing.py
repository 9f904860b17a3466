"""By which pages does a family check its answers and file them?"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.exceptions import JifenError, StaleVersion
from app.extensions import arrival, clock, db
from app.forms.sections import check as check_section
from app.forms.sections import records
from app.policy import steps
from app.policy.deadlines import local_day
from app.security.actor import actor
from app.services import drafts, extra_fields, filing, uploads, verification
from models.application import Application
from models.enums import Section
from views.public.family import families_only, masked_phone, said
from views.public.registration import editable
from views.public.showing import answers_of, named_errors
from views.public.showing import missing as missing_picture
from views.public.slots import slots

pages = Blueprint("filing", __name__, url_prefix="/registration")


@pages.get("/<string:uid>/check")
@families_only
def check(uid: str) -> str | Response:
    """Show all answers with their gaps, the declaration, and the code."""
    return _page(editable(uid))


@pages.post("/<string:uid>/code")
@families_only
def send_code(uid: str) -> str | Response | tuple[str, int]:
    """Send the code for exactly these answers."""
    application = editable(uid)
    if _gaps(application):
        return _page(application), 422
    try:
        filing.send_code(db.session(), application, clock(), request.remote_addr or "")
    except JifenError as refused:
        db.session.rollback()
        return _page(editable(uid), extra=[said(refused)]), 422
    flash(gettext("The code was sent. It is valid for 5 minutes."), "success")
    ticked = request.form.get("declared")
    return redirect(url_for("filing.check", uid=uid, declared=ticked, _anchor="sms-box"))


@pages.post("/<string:uid>/submit")
@families_only
def submit(uid: str) -> str | Response | tuple[str, int]:
    """File the registration, or file it again; a repeated press gets the same receipt."""
    application = drafts.by_uid(db.session(), uid)
    wrong = _not_given()
    if wrong:
        return _page(editable(uid), wrong), 422
    try:
        filing.file(
            db.session(), application.id, actor(), code=request.form.get("code", ""),
            declared=True, key=request.form.get("key", "")[:64],
            now=arrival(),
        )  # fmt: skip
    except StaleVersion as stale:
        return _page(editable(uid), extra=[said(stale)]), 409
    except verification.CodeRefused as refused:
        return _page(editable(uid), [("sms", said(refused))]), 422
    except JifenError as refused:
        return _page(editable(uid), extra=[said(refused)]), 422
    return redirect(url_for("status.show", uid=uid, filed=1))


def _not_given() -> list[tuple[str, str]]:
    """Return what the family has to give before anything is tried: its promise and the code."""
    wrong = []
    if not request.form.get("declared"):
        wrong.append(("declared", gettext("Read the declaration and tick it.")))
    if not request.form.get("code", "").strip():
        wrong.append(("sms", gettext("Enter the code that was sent to your phone.")))
    return wrong


def _gaps(application: Application) -> list[tuple[Section, str]]:
    """Return what is still missing, with the section where it is mended."""
    document = application.draft.answers if application.draft else {}
    found: list[tuple[Section, str]] = []
    for section in steps.order(application.round):
        kept = records(section, document)
        forms = check_section(section, kept, document, application.round, local_day(clock()))
        found += [(section, sentence) for _, sentence in named_errors(forms)]
        missing = uploads.missing(
            db.session(), application, iter(slots(application, section, kept))
        )
        found += [(section, missing_picture(document, one)) for one in missing]
        done = section.value in extra_fields.done(db.session(), application)
        if not done and not forms.errors and not missing:
            found.append((section, gettext("This section was not confirmed with “next” yet.")))
    return found


def _page(
    application: Application, wrong: Sequence[tuple[str, str]] = (), extra: Sequence[str] = ()
) -> str:
    document = application.draft.answers if application.draft else {}
    return render_template(
        "parents/check.html",
        application=application,
        order=steps.order(application.round),
        document=document,
        answers=answers_of(document),
        gaps=_gaps(application),
        filled=uploads.asked_for(db.session(), application),
        wrong=wrong,
        extra=extra,
        key=uuid4().hex,
        phone=masked_phone(application.account),
        wait=verification.wait_seconds(db.session(), application.account.phone, clock()),
        total=len(steps.order(application.round)) + 2,
    )
