"""On which page does a family see where its registration stands, and act on it?"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.exceptions import JifenError, StaleVersion
from app.extensions import arrival, clock, db
from app.forms.transition import TransitionForm, transition_form
from app.messages import reason_line
from app.policy import steps
from app.policy.serial_numbers import spaced
from app.security.actor import actor
from app.services import drafts, requests, transitions, uploads, verification
from app.services.filed_answers import CORRECTED
from app.services.pictures import PictureRefused, normalise
from app.workflow.answers import MOST_RECHECK_PICTURES, Asks
from app.workflow.engine import refusal, refusal_sentence
from app.workflow.transition import Transition
from app.workflow.transitions import TRANSITIONS
from models.application import Application
from models.enums import ApplicationStatus, PictureSlot
from views.public.family import families_only, masked_phone, said
from views.public.showing import answers_of, corrections_of

pages = Blueprint("status", __name__, url_prefix="/registration")
FILED_AGAIN = frozenset({"submit", "resubmit"})
"""These two have pages of their own."""


@pages.get("/<string:uid>/status")
@families_only
def show(uid: str) -> str:
    """Show the state, the serial numbers, what happened, and what the family may do now."""
    application = drafts.by_uid(db.session(), uid)
    found = transitions.available_for(db.session(), application, actor(), clock())
    return render_template(
        "parents/status.html",
        application=application,
        serials=[spaced(one.serial_number) for one in application.students],
        actions=[one for one in found if one.name not in FILED_AGAIN],
        corrections=corrections_of(application),
        label=_label,
        reasons=lambda event: [reason_line(*one) for one in transitions.item_reasons(event)],
        filed=request.args.get("filed"),
        modifying=application.status is ApplicationStatus.modifying,
        ended=application.status in drafts.ENDED,
    )


@pages.get("/<string:uid>/filed")
@families_only
def filed(uid: str) -> str:
    """Show everything that the family filed last, as it was filed."""
    application = drafts.by_uid(db.session(), uid)
    if not application.filings:
        abort(404)
    g.place = application.district.name
    last = application.filings[-1]
    named = {one["upload"] for one in last.snapshot["pictures"]}
    return render_template(
        "parents/filed.html",
        application=application,
        filing=last,
        document=last.snapshot["answers"],
        order=steps.order(application.round),
        answers=answers_of(last.snapshot["answers"]),
        pictures=[one for one in application.uploads if one.uid in named],
    )


@pages.post("/<string:uid>/modify")
@families_only
def modify(uid: str) -> Response:
    """Start, or go on with, the granted modification on a copy of what was filed."""
    application = drafts.by_uid(db.session(), uid)
    if application.status is not ApplicationStatus.modifying:
        abort(404)
    if requests.needs_copy(application):
        drafts.copy_of_filing(db.session(), application, clock())
    return redirect(url_for("registration.tasks", uid=uid))


def _label(name: str) -> str:
    if name == CORRECTED:
        return gettext("Corrected by the office")
    return gettext(TRANSITIONS[name].label) if name in TRANSITIONS else name


def _transition(name: str) -> Transition:
    row = TRANSITIONS.get(name.replace("-", "_"))
    if row is None or not row.by_family or row.name in FILED_AGAIN:
        abort(404)
    return row


@pages.get("/<string:uid>/ask/<string:name>")
@families_only
def ask(uid: str, name: str) -> str:
    """Show what the family is asked before it requests, disputes or withdraws."""
    row, application = _transition(name), drafts.by_uid(db.session(), uid)
    case = transitions.case_of(db.session(), application, actor(), clock())
    why = refusal(row, case)
    return _page(
        row,
        application,
        transition_form(row, [application]),
        gettext(refusal_sentence(why)) if why else "",
    )


@pages.post("/<string:uid>/ask/<string:name>/code")
@families_only
def send_code(uid: str, name: str) -> str | tuple[str, int]:
    """Send the code that confirms a withdrawal; what was typed stays on the page."""
    row, application = _transition(name), drafts.by_uid(db.session(), uid)
    form = transition_form(row, [application])
    try:
        requests.send_code(db.session(), application, clock(), request.remote_addr or "")
    except JifenError as refused:
        db.session.rollback()
        return _page(row, drafts.by_uid(db.session(), uid), form, said(refused)), 422
    flash(gettext("The code was sent. It is valid for 5 minutes."), "success")
    return _page(row, application, form)


@pages.post("/<string:uid>/ask/<string:name>")
@families_only
def carry_out(uid: str, name: str) -> str | Response | tuple[str, int]:
    """Carry out what the family asked for."""
    row, application = _transition(name), drafts.by_uid(db.session(), uid)
    form = transition_form(row, [application])
    faults = _faults(row, application)
    if not form.validate_on_submit() or faults:
        return _page(row, application, form, faults=faults), 422
    try:
        pictures = _pictures(application) if Asks.disputes in row.asks else ()
        answers = form.answers(db.session(), application, clock())
        requests.carry_out(
            db.session(), application, row.name, answers, actor(), arrival(), pictures=pictures,
            code=form["code"].data if "code" in form else "", key=form.key.data,
        )  # fmt: skip
    except StaleVersion as stale:
        now = drafts.by_uid(db.session(), uid)
        # Whoever has looked at it again and presses once more means what this page shows.
        form.version.data = str(now.version)
        return _page(row, now, form, said(stale)), 409
    except verification.CodeRefused as refused:
        form["code"].errors = [said(refused)]
        return _page(row, drafts.by_uid(db.session(), uid), form), 422
    except PictureRefused as refused:
        db.session.rollback()
        now, why = drafts.by_uid(db.session(), uid), {"pictures": said(refused)}
        return _page(row, now, form, faults=why), 422
    except JifenError as refused:
        return _page(row, drafts.by_uid(db.session(), uid), form, said(refused)), 422
    flash(gettext("Done: %(action)s.", action=gettext(row.label)), "success")
    return redirect(url_for("status.show", uid=uid))


def _faults(row: Transition, application: Application) -> dict[str, str]:
    """Return what is wrong with items and pictures of a dispute, by the place that is to mend."""
    if Asks.disputes not in row.asks:
        return {}
    found = {}
    own = {str(one.id) for one in application.review_items}
    if not own & set(request.form.getlist("disputes")):
        found["disputes"] = gettext("Choose what you dispute.")
    sent = [one for one in request.files.getlist("pictures") if one.filename]
    if len(sent) > MOST_RECHECK_PICTURES:
        found["pictures"] = gettext("Choose at most three pictures.")
    return found


def _pictures(application: Application) -> tuple[int, ...]:
    """Store the pictures of a recheck, at most three; the first refusal stops all of them."""
    files = [one for one in request.files.getlist("pictures") if one.filename]
    kept = []
    for file in files[: MOST_RECHECK_PICTURES + 1]:
        row = uploads.attach(
            db.session(), application, PictureSlot.recheck_evidence,
            normalise(file.read()), file.filename or "", clock(),
        )  # fmt: skip
        kept.append(row.id)
    return tuple(kept)


def _page(
    row: Transition,
    application: Application,
    form: TransitionForm,
    why: str = "",
    *,
    faults: Mapping[str, str] | None = None,
) -> str:
    return render_template(
        "parents/ask.html",
        row=row,
        application=application,
        form=form,
        why=why,
        faults=faults or {},
        asks_code=Asks.code in row.asks,
        phone=masked_phone(application.account),
        wait=verification.wait_seconds(db.session(), application.account.phone, clock()),
        asks_disputes=Asks.disputes in row.asks,
    )
