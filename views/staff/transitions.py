"""On which page does the office answer what a transition asks, for one case or for many?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from app.admin.reading import log_read
from app.admin.selection import forget, keep, kept_of, numbers
from app.exceptions import JifenError, NotScoped, StaleVersion, TransitionRefused
from app.extensions import clock, db
from app.forms.transition import TransitionForm, transition_form
from app.security.actor import actor
from app.services import bulk
from app.services import transitions as service
from app.workflow.answers import MISSING, Answers
from app.workflow.engine import refusal, refusal_sentence
from app.workflow.transition import Transition
from app.workflow.transitions import TRANSITIONS
from models.application import Application
from views.staff.access import permitted, staff_only
from views.staff.asked import last_asked

pages = Blueprint("transitions", __name__)
TYPED_OVER = frozenset({"return_for_modification", "withdraw_on_behalf", "recheck"})
"""Bulk actions for which the number of cases is typed."""


def _transition(name: str) -> Transition:
    row = TRANSITIONS.get(name.replace("-", "_"))
    if row is None or not row.by_staff:
        abort(404)
    if not permitted(row.name):
        abort(403)
    return row


def _application(pk: int) -> Application:
    found = db.session.get(Application, pk)
    if found is None:
        raise NotScoped
    return found


@pages.get("/applications/<int:pk>/<string:name>")
@staff_only("can_show")
def ask(pk: int, name: str) -> str | tuple[str, int]:
    """Show the page that asks what the transition asks; nothing is changed by it."""
    row, application = _transition(name), _application(pk)
    log_read(db.session(), Application, [pk], page=row.name)
    case = service.case_of(db.session(), application, actor(), clock())
    why = refusal(row, case)
    form = transition_form(row, [application])
    return _page(row, [application], form, why=gettext(refusal_sentence(why)) if why else "")


@pages.post("/applications/<int:pk>/<string:name>")
@staff_only("can_show")
def carry_out(pk: int, name: str) -> str | tuple[str, int] | Response:
    """Carry out the transition with what was answered."""
    row, application = _transition(name), _application(pk)
    form = transition_form(row, [application])
    if not form.is_answered(clock()):
        return _page(row, [application], form), 422
    try:
        answers = form.answers(db.session(), application, clock())
        # A page that does not say what it read has read nothing; no row has the version 0.
        read = replace(answers, version=answers.version or 0)
        receipt = service.carry_out(
            db.session(), pk, row.name, read, actor(), clock(), key=form.key.data
        )
    except StaleVersion as stale:
        now = _application(pk)
        # Whoever has compared and presses again means the state that this page shows.
        form.version.data = str(now.version)
        return _page(row, [now], form, why=gettext(stale.msgid)), 409
    except JifenError as refused:
        return _page(row, [_application(pk)], form, why=_told(form, refused)), 422
    forget(Application, pk)
    flash(_done(row, proposed=receipt.proposed), "success")
    return redirect(url_for("ApplicationView.show", pk=pk))


def _told(form: TransitionForm, refused: JifenError) -> str:
    """Tell at its field what is wrong with an answer; return the sentence that has no field."""
    sentence = gettext(refused.msgid, **refused.params)
    reason = refused.reason if isinstance(refused, TransitionRefused) else ""
    missing = reason.startswith(MISSING) and form.tell(reason.removeprefix(MISSING), sentence)
    return "" if missing else sentence


def _done(row: Transition, *, proposed: bool) -> str:
    if proposed:
        return gettext("Proposed. Another person must confirm it.")
    return gettext("Done: %(action)s.", action=gettext(row.label))


@pages.get("/bulk")
@staff_only("can_list")
def ask_many() -> str | Response:
    """Show the page that asks once for all chosen cases; a single one has its own page."""
    row = _bulk_transition(request.args.get("action", ""))
    kept = map(str, kept_of(Application))
    chosen = _chosen(row, request.args.getlist("rowid") or list(kept))
    if len(chosen) == 1:
        name = row.name.replace("_", "-")
        return redirect(url_for("transitions.ask", pk=chosen[0].id, name=name))
    log_read(db.session(), Application, [one.id for one in chosen], page=row.name)
    return _page(row, chosen, transition_form(row, chosen))


@pages.post("/bulk")
@staff_only("can_list")
def carry_out_many() -> str | tuple[str, int]:
    """Carry out the transition on each chosen case and tell what became of it."""
    row = _bulk_transition(request.form.get("action", ""))
    chosen = _chosen(row, request.form.getlist("rowid"))
    form = transition_form(row, chosen)
    answered = form.is_answered(clock())
    if row.name in TYPED_OVER and form.number.data != len(chosen):
        form.tell("number", gettext("Type the number of chosen cases."))
        answered = False
    if not answered:
        return _page(row, chosen, form), 422
    names = {one.id: str(one) for one in chosen}

    def answers(application: Application) -> Answers:
        return form.answers(db.session(), application, clock())

    keep(Application, [])
    results = bulk.carry_out_many(db.session(), list(names), row.name, answers, actor(), clock())
    return render_template(
        "staff/bulk_result.html", row=row, results=results, names=names,
        title=gettext("Result: %(action)s", action=gettext(row.label)),
    )  # fmt: skip


def _bulk_transition(name: str) -> Transition:
    row = _transition(name)
    if not row.bulk:
        abort(404)
    return row


def _chosen(row: Transition, ids: Sequence[str]) -> list[Application]:
    """Return the chosen cases; one that is not in scope is as little found as none."""
    keys = set(numbers(ids))
    if not keys:
        abort(400)
    if len(keys) > row.bulk:
        raise BadRequest(gettext("At most %(number)s at once. Select fewer.", number=row.bulk))
    query = sa.select(Application).where(Application.id.in_(keys))
    rows = list(db.session.scalars(query).unique())
    if len(rows) != len(keys):
        raise NotScoped
    return rows


def _page(
    row: Transition, chosen: Sequence[Application], form: TransitionForm, why: str = ""
) -> Any:
    one = chosen[0] if len(chosen) == 1 else None
    if request.method == "POST":
        form.ask_again()
    return render_template(
        "staff/transition.html",
        row=row,
        one=one,
        asked=last_asked(one) if one else None,
        chosen=chosen,
        refusals={} if one else _refusals(row, chosen),
        form=form,
        why=why,
        typed_over=len(chosen) > 1 and row.name in TYPED_OVER,
        title=gettext(row.label),
    )


def _refusals(row: Transition, chosen: Sequence[Application]) -> dict[int, str]:
    """Return for each chosen case that will be skipped why."""
    found = service.refusals_on_page(db.session(), chosen, row.name, actor(), clock())
    return {key: gettext(refusal_sentence(why)) for key, why in found.items()}
