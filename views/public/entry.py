"""By which pages does a family come to the registration of its district?"""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.exceptions import JifenError
from app.extensions import arrival, clock, db
from app.services import consents, drafts
from models.admission_round import AdmissionRound
from models.district import District
from views.public import preferences
from views.public.family import account, chosen_district, families_only, me, safe_next

pages = Blueprint("entry", __name__)


def current_round(district: District) -> AdmissionRound | None:
    """Return the district's round that is open, else its newest one."""
    rounds = db.session.scalars(
        sa.select(AdmissionRound)
        .where(AdmissionRound.district_id == district.id)
        .order_by(AdmissionRound.year.desc())
    ).all()
    now = clock()
    opened = [one for one in rounds if one.opens_at <= now < one.closes_at]
    return (opened or list(rounds) or [None])[0]


@pages.get("/")
def home() -> str:
    """Show the services of the portal."""
    return render_template("parents/home.html")


@pages.get("/enrolment")
def district() -> str:
    """Show the chosen district's round: not open, open with the time left, or closed."""
    chosen = chosen_district()
    round_ = current_round(chosen)
    mine = me()
    found = drafts.current(db.session(), mine.id, round_.id) if mine and round_ else None
    return render_template(
        "parents/district.html",
        districts=db.session.scalars(sa.select(District).order_by(District.position)).all(),
        chosen=chosen,
        round=round_,
        now=clock(),
        application=found,
        last_day=(round_.closes_at - timedelta(seconds=1)) if round_ else None,
    )


@pages.post("/enrolment")
def choose() -> Response:
    """Remember the chosen district."""
    code = request.form.get("district", "")
    answer = redirect(url_for("entry.district"))
    if db.session.scalar(sa.select(District.id).where(District.code == code)):
        preferences.remember(answer, preferences.DISTRICT, code)
    return answer


@pages.post("/preferences/text-size")
def text_size() -> Response:
    """Switch between normal and large text."""
    answer = redirect(safe_next(urlsplit(request.referrer or "").path))
    wanted = "no" if preferences.large_text() else "yes"
    return preferences.remember(answer, preferences.LARGE_TEXT, wanted)


@pages.post("/enrolment/notice")
@families_only
def show_notice() -> Response:
    """Note since when the notice is shown; its reading time runs from now."""
    round_ = current_round(chosen_district())
    if round_ is not None:
        consents.show(db.session(), account().id, round_, clock())
    return redirect(url_for("entry.notice"))


@pages.get("/enrolment/notice")
@families_only
def notice() -> str | Response:
    """Show the declaration of registration: the district, the notice, how long is left."""
    return _notice("")


def _notice(error: str) -> str | Response:
    round_ = current_round(chosen_district())
    seen = consents.of(db.session(), account().id, round_) if round_ else None
    if round_ is None or seen is None:
        return redirect(url_for("entry.district"))
    left = consents.seconds_left(seen, round_, clock())
    return render_template(
        "parents/notice.html", round=round_, left=left, agreed=seen.agreed_at, error=error
    )


@pages.post("/enrolment/start")
@families_only
def start() -> str | Response | tuple[str | Response, int]:
    """Record the consent and start the draft, or say what is missing."""
    round_ = current_round(chosen_district())
    if round_ is None:
        return redirect(url_for("entry.district"))
    if not request.form.get("agree") or request.form.get("district") != round_.district.code:
        return _notice(gettext("Confirm the district, read the notice and tick the box.")), 422
    try:
        consents.agree(db.session(), account().id, round_, clock())
        application = drafts.start(db.session(), account(), round_, arrival())
    except JifenError as refused:
        return _notice(gettext(refused.msgid, **refused.params)), 422
    return redirect(url_for("registration.tasks", uid=application.uid))
