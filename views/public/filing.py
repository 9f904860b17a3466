"""By which pages does a family check its answers and file them?"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.display import placed
from app.exceptions import JifenError, StaleVersion
from app.extensions import arrival, clock, db
from app.forms.builder import section_fields
from app.forms.sections import check as check_section
from app.forms.sections import records
from app.policy import steps
from app.policy.deadlines import local_day
from app.policy.pinyin import pinyin_of
from app.schema.fields import Field, Kind
from app.security.actor import actor
from app.security.masking import mask
from app.services import drafts, filing, regions, uploads, verification
from models.application import Application
from models.enums import Section
from views.public.family import families_only
from views.public.registration import editable
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
        return _page(editable(uid), gettext(refused.msgid, **refused.params)), 422
    flash(gettext("The code was sent. It is valid for 5 minutes."), "success")
    ticked = request.form.get("declared")
    return redirect(url_for("filing.check", uid=uid, declared=ticked, _anchor="sms-box"))


@pages.post("/<string:uid>/submit")
@families_only
def submit(uid: str) -> str | Response | tuple[str, int]:
    """File the registration, or file it again; a repeated press gets the same receipt."""
    application = drafts.by_uid(db.session(), uid)
    try:
        filing.file(
            db.session(), application.id, actor(), code=request.form.get("code", ""),
            declared=bool(request.form.get("declared")), key=request.form.get("key", "")[:64],
            now=arrival(),
        )  # fmt: skip
    except StaleVersion as stale:
        return _page(editable(uid), gettext(stale.msgid)), 409
    except JifenError as refused:
        return _page(editable(uid), gettext(refused.msgid, **refused.params)), 422
    return redirect(url_for("status.show", uid=uid, filed=1))


def _gaps(application: Application) -> list[tuple[Section, str]]:
    """Return what is still missing, with the section where it is mended."""
    document = application.draft.answers if application.draft else {}
    found: list[tuple[Section, str]] = []
    for section in steps.order(application.round):
        kept = records(section, document)
        forms = check_section(section, kept, document, application.round, local_day(clock()))
        found += [(section, sentence) for _, sentence in forms.errors]
        missing = uploads.missing(
            db.session(), application, iter(slots(application, section, kept))
        )
        found += [
            (section, gettext("Picture missing: %(name)s", name=gettext(one.slot.label)))
            for one in missing
        ]
        done = application.draft is not None and section.value in application.draft.sections_done
        if not done and not forms.errors and not missing:
            found.append((section, gettext("This section was not confirmed with “next” yet.")))
    return found


def _page(application: Application, problem: str = "") -> str:
    document = application.draft.answers if application.draft else {}
    return render_template(
        "parents/check.html",
        application=application,
        order=steps.order(application.round),
        answers={
            section: [_shown(section, one) for one in records(section, document)]
            for section in Section
        },
        gaps=_gaps(application),
        filled=uploads.asked_for(db.session(), application),
        problem=problem,
        key=uuid4().hex,
        phone=mask(section_fields(Section.guardians)["phone"], application.account.phone),
        wait=verification.wait_seconds(db.session(), application.account.phone, clock()),
        total=len(steps.order(application.round)) + 2,
    )


def _shown(section: Section, one: dict[str, Any]) -> list[tuple[str, str]]:
    """Return label and answer of each field that applies; numbers are masked."""
    rows = []
    for name, field in section_fields(section).items():
        if field.show_if is not None and not field.show_if.holds(one):
            continue
        rows.append((placed(field.label), _answer(field, one.get(name))))
    if section is Section.students and one.get("name"):
        rows.insert(1, (gettext("Name in pinyin"), pinyin_of(one["name"])))
    return rows


def _answer(field: Field, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if field.kind is Kind.flag:
        return gettext("Yes") if value in (True, "yes") else gettext("No")
    if field.choices is not None:
        names = value if isinstance(value, list) else [value]
        known = [one for one in names if one in field.choices.__members__]
        return "、".join(gettext(field.choices[one].label) for one in known)
    if field.kind is Kind.region:
        return regions.name_of(db.session(), str(value))
    return (
        mask(field, str(value))
        if field.sensitive and field.kind is not Kind.address
        else str(value)
    )
