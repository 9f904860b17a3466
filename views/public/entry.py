"""By which pages does a family come to the registration of its district?"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.exceptions import JifenError
from app.extensions import arrival, clock, db
from app.services import consents, drafts
from models.account import Account
from models.admission_round import AdmissionRound
from models.consent import Consent
from models.district import District
from models.enums import RealNameLevel
from views.public import preferences
from views.public.family import account, chosen_district, families_only, me, mine, safe_next, said

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


def may_register(who: Account) -> bool:
    """Return whether the account is known surely enough to register."""
    return who.level is RealNameLevel.middle


@pages.get("/")
def home() -> str:
    """Show the services of the portal."""
    return render_template("parents/home.html")


@pages.get("/enrolment")
def district() -> str:
    """Show the chosen district's round: not open, open with the time left, or closed."""
    chosen = chosen_district()
    round_ = current_round(chosen)
    who = me()
    found = drafts.current(db.session(), who.id, round_.id) if who and round_ else None
    return render_template(
        "parents/district.html",
        districts=db.session.scalars(sa.select(District).order_by(District.position)).all(),
        chosen=chosen,
        round=round_,
        now=clock(),
        application=found,
        refused=who is not None and not may_register(who),
        earlier=[one for one in mine() if one is not found],
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
    if round_ is None or not may_register(account()):
        return redirect(url_for("entry.district"))
    consents.show(db.session(), account().id, round_, clock())
    return redirect(url_for("entry.notice"))


@pages.get("/enrolment/notice")
@families_only
def notice() -> str | Response:
    """Show the declaration of registration: the district, the notice, how long is left."""
    round_, seen = _shown()
    if round_ is None or seen is None:
        return redirect(url_for("entry.district"))
    return _notice(round_, seen)


def _shown() -> tuple[AdmissionRound | None, Consent | None]:
    """Return the round of the chosen district, and since when its notice is shown."""
    round_ = current_round(chosen_district())
    return round_, consents.of(db.session(), account().id, round_) if round_ else None


def _notice(
    round_: AdmissionRound,
    seen: Consent,
    wrong: Sequence[tuple[str, str]] = (),
    extra: Sequence[str] = (),
) -> str:
    return render_template(
        "parents/notice.html",
        round=round_,
        left=consents.seconds_left(seen, round_, clock()),
        agreed=seen.agreed_at or request.form.get("agree"),
        wrong=wrong,
        extra=extra,
    )


@pages.post("/enrolment/start")
@families_only
def start() -> str | Response | tuple[str, int]:
    """Record the consent and start the draft, or say what is missing."""
    round_, seen = _shown()
    if round_ is None or seen is None:
        words = gettext(
            "%(district)s is chosen now, perhaps in another window. Choose your district again "
            "and read its notice.",
            district=chosen_district().name,
        )
        flash(words, "warning")
        return redirect(url_for("entry.district"), 303)
    wrong = _not_confirmed(round_)
    if wrong:
        return _notice(round_, seen, wrong), 422
    try:
        consents.agree(db.session(), account().id, round_, clock())
        application = drafts.start(db.session(), account(), round_, arrival())
    except JifenError as refused:
        return _notice(round_, seen, extra=[said(refused)]), 422
    return redirect(url_for("registration.tasks", uid=application.uid))


def _not_confirmed(round_: AdmissionRound) -> list[tuple[str, str]]:
    """Return what is to be confirmed yet, each at its field."""
    wrong = []
    if request.form.get("district") != round_.district.code:
        name = round_.district.name
        words = gettext("Confirm that you register in %(district)s.", district=name)
        wrong.append(("district", words))
    if not request.form.get("agree"):
        wrong.append(("agree", gettext("Read the notice, then tick the box below it.")))
    return wrong
