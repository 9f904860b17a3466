"""By which pages does a family fill in its registration, section by section?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext
from werkzeug.wrappers import Response as Answer

from app.exceptions import StaleVersion
from app.extensions import clock, db
from app.forms.asking import asking_of
from app.forms.builder import REPEATED, read
from app.forms.sections import SectionForms, check, forms_of, prefix, records
from app.policy import steps
from app.policy.deadlines import local_day
from app.policy.required_pictures import Wanted
from app.services import drafts, extra_fields, regions, uploads
from models.application import Application
from models.enums import ApplicationStatus, Section
from views.public.family import families_only
from views.public.showing import missing, named_errors, paper, place, states, unseen
from views.public.slots import gaps as missing_pictures
from views.public.slots import possible, slots, store_sent

pages = Blueprint("registration", __name__, url_prefix="/registration")
MOST_GUARDIANS = 2


def section_named(name: str) -> Section:
    """Return the section of an address; there is no other page."""
    if name not in Section.__members__:
        abort(404)
    return Section[name]


def editable(uid: str) -> Application:
    """Return the family's application while it may be edited; else lead to where it stands."""
    found = drafts.by_uid(db.session(), uid)
    if found.status not in drafts.EDITABLE or found.draft is None:
        if request.method == "POST":
            flash(gettext("This registration cannot be changed now; nothing was saved."), "warning")
        abort(redirect(url_for("status.show", uid=uid), 303))
    g.place = found.district.name
    return found


@pages.get("/<string:uid>")
@families_only
def tasks(uid: str) -> str | Answer:
    """Show the sections with their state, and what comes next."""
    application = drafts.by_uid(db.session(), uid)
    if application.status not in drafts.EDITABLE or application.draft is None:
        return redirect(url_for("status.show", uid=uid))
    order = steps.order(application.round)
    done = extra_fields.done(db.session(), application)
    return render_template(
        "parents/tasks.html",
        application=application,
        order=order,
        states=states(application, order),
        open=[one for one in order if drafts.may_edit(application, one)],
        changed=extra_fields.changed_sections(db.session(), application),
        next=next((one for one in order if one.value not in done), None),
    )


@pages.get("/<string:uid>/<string:name>")
@families_only
def section(uid: str, name: str) -> str | Answer:
    """Show the form of one section as it was last saved."""
    found, application = section_named(name), editable(uid)
    if not drafts.may_edit(application, found):
        return redirect(url_for("registration.tasks", uid=uid))
    document = application.draft.answers if application.draft else {}
    kept = records(found, document)
    if (
        found is Section.guardians
        and len(kept) < MOST_GUARDIANS
        and "guardians" not in extra_fields.done(db.session(), application)
    ):
        kept.append({})
    return _page(
        application,
        found,
        kept,
        forms_of(found, kept, typed=False, asking=asking_of(application.round)),
    )


@pages.post("/<string:uid>/<string:name>")
@families_only
def save(uid: str, name: str) -> str | Answer | tuple[str, int]:
    """Keep what was typed; only "next" checks it, and says what is to be mended."""
    found, application = section_named(name), editable(uid)
    if not drafts.may_edit(application, found):
        abort(404)
    kept = _sent(application, found)
    try:
        return _keep(application, found, kept)
    except StaleVersion as stale:
        unchecked = forms_of(found, kept, typed=False, asking=asking_of(application.round))
        return _page(application, found, kept, unchecked, problem=gettext(stale.msgid)), 409


def _keep(
    application: Application, found: Section, kept: list[dict[str, Any]]
) -> str | Answer | tuple[str, int]:
    """Keep pictures and answers; StaleVersion before anything of them when the page is old."""
    act = request.form.get("act", "next")
    drafts.check_revision(application, _revision())
    refused = store_sent(application, found, kept)
    if act.startswith(("add", "remove")):
        kept = _with_or_without(application, found, kept, act)
    document = application.draft.answers if application.draft else {}
    forms = check(found, kept, document, application.round, local_day(clock()))
    gaps = missing_pictures(application, found, kept)
    untold = unseen(application, found, request.form.get("questions", ""))
    right = not (forms.errors or gaps or refused or untold)
    done = right and (act == "next" or _is_done(application, found, kept))
    drafts.save(
        db.session(), application, found, kept, done=done, revision=_revision(), now=clock()
    )
    if act == "next" and not done:
        page = _page(application, found, kept, forms, gaps=gaps, refused=refused, problem=untold)
        return page, 422
    if refused:
        unchecked = forms_of(found, kept, typed=False, asking=asking_of(application.round))
        return _page(application, found, kept, unchecked, refused=refused), 422
    return _go_on(application, found, act, len(kept))


def _is_done(application: Application, found: Section, kept: list[dict[str, Any]]) -> bool:
    """Return whether the section is complete as it was, and nothing in it is new."""
    draft = application.draft
    if draft is None or found.value not in extra_fields.done(db.session(), application):
        return False
    return kept == records(found, draft.answers)


def _go_on(application: Application, found: Section, act: str, count: int) -> Answer:
    uid = application.uid
    if act == "next":
        order = [one for one in steps.order(application.round) if drafts.may_edit(application, one)]
        later = order[order.index(found) + 1 :]
        if later:
            return redirect(url_for("registration.section", uid=uid, name=later[0].value))
        return redirect(url_for("filing.check", uid=uid))
    if act == "draft":
        flash(gettext("The draft was saved. It is not filed yet."), "success")
        return redirect(url_for("registration.tasks", uid=uid))
    anchor = f"record-{count}" if act == "add" else None
    return redirect(url_for("registration.section", uid=uid, name=found.value, _anchor=anchor))


def _sent(application: Application, found: Section) -> list[dict[str, Any]]:
    """Return the records of the page as typed; keys of students come back with them."""
    most = application.round.max_students if found is Section.students else MOST_GUARDIANS
    count = min(_whole(request.form.get("count", "1"), 1), most) if found in REPEATED else 1
    asking = asking_of(application.round)
    kept: list[dict[str, Any]] = []
    for position in range(1, count + 1):
        one = read(found, prefix(found, position), request.form, asking)
        if found is Section.students:
            one["key"] = _key(request.form.get(f"key-{position}", ""), [was["key"] for was in kept])
        kept.append(one)
    if found is Section.guardians:
        first = records(found, application.draft.answers)[0] if application.draft else {}
        kept[0] = {
            **kept[0],
            **{k: first.get(k) for k in ("name", "id_type", "id_number", "phone")},
        }
        if request.form.get("single"):
            kept = kept[:1]
    return kept


def _key(text: str, taken: Sequence[str]) -> str:
    """Return the student's own key, or a new one for what is none or belongs to another."""
    own = text.isalnum() and len(text) <= 32 and text not in taken  # noqa: PLR2004 - as long as a uid
    return text if own else uuid4().hex[:12]


def _whole(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else default  # noqa: PLR2004


def _revision() -> int | None:
    text = request.form.get("revision", "")
    return _whole(text, 0) if text else None


def _with_or_without(
    application: Application, found: Section, kept: list[dict[str, Any]], act: str
) -> list[dict[str, Any]]:
    if act == "add" and found is Section.students and len(kept) < application.round.max_students:
        return [*kept, {"key": uuid4().hex[:12]}]
    if act.startswith("remove-") and len(kept) > 1:
        gone = _whole(act.removeprefix("remove-"), 0) - 1
        return [one for position, one in enumerate(kept) if position != gone]
    return kept


@pages.post("/<string:uid>/pictures/<string:picture>/remove")
@families_only
def remove_picture(uid: str, picture: str) -> Answer:
    """Take a picture out of its slot."""
    found, application = section_named(request.form.get("section", "")), editable(uid)
    uploads.remove(db.session(), application, picture)
    drafts.undone(db.session(), application, found)
    return redirect(url_for("registration.section", uid=uid, name=found.value))


@pages.get("/<string:uid>/pictures/<string:picture>/<string:size>")
@families_only
def picture(uid: str, picture: str, size: str) -> Response:
    """Serve one of the family's own pictures."""
    row, data = uploads.open_picture(db.session(), picture, size)
    if row.application.uid != uid:
        abort(404)
    return Response(data, mimetype="image/jpeg")


@pages.route("/<string:uid>/delete", methods=["GET", "POST"])
@families_only
def discard(uid: str) -> str | Answer:
    """Ask, then delete the draft with its pictures."""
    application = editable(uid)
    if request.method == "POST":
        drafts.discard(db.session(), application, clock())
        flash(gettext("The draft was deleted."), "success")
        return redirect(url_for("entry.district"))
    return render_template("parents/discard.html", application=application)


def _page(  # noqa: PLR0913 - it has that many facts
    application: Application,
    found: Section,
    kept: Sequence[Mapping[str, Any]],
    forms: SectionForms,
    *,
    gaps: Sequence[Wanted] = (),
    refused: Mapping[Wanted, str] | None = None,
    problem: str = "",
) -> str:
    order = steps.order(application.round)
    asked = slots(application, found, kept)
    unfilled = [one for one in gaps if one not in (refused or {})]
    document = application.draft.answers if application.draft else {}
    return render_template(
        "parents/step.html",
        application=application,
        document=document,
        section=found,
        number=order.index(found) + 2,
        total=len(order) + 2,
        forms=forms.forms,
        kept=kept,
        wrong=_wrong(document, forms, unfilled, refused or {}),
        extra=[problem] if problem else [],
        gaps=unfilled,
        refused=refused or {},
        asked=asked,
        possible=possible(application, found, kept),
        filled=uploads.in_slots(db.session(), application),
        regions=regions.places(db.session(), application.district.code),
        repeated=found in REPEATED,
        modifying=application.status is ApplicationStatus.modifying,
        asking=asking_of(application.round),
        questions=extra_fields.mark(db.session(), application, found),
        changed=found.value in extra_fields.changed_sections(db.session(), application),
    )


def _wrong(
    document: Mapping[str, Any],
    forms: SectionForms,
    gaps: Sequence[Wanted],
    refused: Mapping[Wanted, str],
) -> list[tuple[str, str]]:
    """Return the place on the page and the sentence of everything that is to be mended."""
    unread = [
        (place(one), gettext("%(item)s: %(reason)s", item=paper(document, one), reason=why))
        for one, why in refused.items()
    ]
    return [*unread, *named_errors(forms), *((place(one), missing(document, one)) for one in gaps)]
