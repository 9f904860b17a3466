"""On which page does a reviewer look at a case and give verdicts?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as Answer

from app.admin.columns import region_name
from app.admin.correctable import links_on_review
from app.exceptions import JifenError, NotScoped
from app.extensions import clock, db
from app.forms.validators import whole_number
from app.messages import reason_line
from app.schema.base import Base
from app.schema.fields import Field, fields_of
from app.schema.kinds import Kind
from app.security.actor import actor
from app.security.masking import mask
from app.services import audit, review, uploads
from app.services.review import Finding
from app.services.transitions import case_of, disputed, item_reasons, picture_ids
from app.workflow.answers import LONGEST_REASON
from app.workflow.engine import refusal, refusal_sentence
from app.workflow.transitions import TRANSITIONS
from models.application import Application
from models.enums import (
    ApplicationStatus,
    KinshipCase,
    ReviewKind,
    UploadState,
    Verdict,
)
from models.review_item import ReviewItem
from views.staff.access import permitted, staff_only
from views.staff.comparison import last_change

pages = Blueprint("review", __name__)
COMPARED = Field(kind=Kind.id_number, label="")
"""How a number among compared values is masked."""
UNREAD = 0
"""No row has this version: a page that does not say what it read has read nothing."""
SANDBOX = "sandbox; default-src 'none'; img-src 'self'"


@pages.get("/applications/<int:pk>/review")
@staff_only("can_show")
def show(pk: int) -> str:
    """Show what the family filed, its pictures, and a verdict for each thing to check."""
    application = _application(pk)
    audit.record_read(
        db.session(), "Application", pk, now=clock(), district_id=application.district_id,
        details={"page": "review", "pictures": _filed_ids(application)},
    )  # fmt: skip
    return _page(application)


@pages.post("/applications/<int:pk>/review")
@staff_only("can_show")
def save(pk: int) -> str | tuple[str, int] | Answer:
    """Save the verdicts of the page together, or none of them."""
    application = _application(pk)
    if not permitted("approve"):
        return _page(application, gettext("You do not have the right to do this.")), 403
    try:
        changed = review.set_verdicts(
            db.session(), pk, _findings("item"), _findings("picture"), actor(), clock(),
            version=_version() or UNREAD,
        )  # fmt: skip
    except NotScoped:
        raise
    except JifenError as refused:
        return _page(_application(pk), gettext(refused.msgid)), 422
    flash(gettext("Saved: %(number)s changes.", number=changed), "success")
    return redirect(url_for("review.show", pk=pk))


@pages.post("/applications/<int:pk>/reveal")
@staff_only("can_reveal")
def reveal(pk: int) -> str | tuple[str, int]:
    """Show the numbers and addresses of a case in full, once, to who gives a reason."""
    application = _application(pk)
    reason = request.form.get("reveal_reason", "").strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        return _page(application, gettext("Say why you need the full numbers.")), 422
    audit.record(
        db.session(), "reveal", "Application", pk, now=clock(),
        district_id=application.district_id, reason=reason,
    )  # fmt: skip
    db.session.commit()
    return _page(application, typed=request.form, revealed=True)


@pages.get("/pictures/<string:uid>/<string:size>")
@staff_only("can_show")
def picture(uid: str, size: str) -> Response:
    """Serve one picture in scope; who saw it is recorded."""
    row, data = uploads.open_picture(db.session(), uid, size)
    if size != "small":
        audit.record_read(db.session(), "Upload", row.id, now=clock(), district_id=row.district_id)
    answer = Response(data, mimetype="image/jpeg")
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["Content-Disposition"] = "inline; filename=picture.jpg"
    return answer


def _application(pk: int) -> Application:
    found = db.session.get(Application, pk)
    if found is None:
        raise NotScoped
    return found


def _filed_ids(application: Application) -> list[int]:
    """Return the numbers of the pictures that the page shows small."""
    return [row.id for row in application.uploads if row.state is UploadState.filed]


def _version() -> int | None:
    return whole_number(request.form.get("version"))


def _findings(prefix: str) -> dict[int, Finding]:
    """Read verdict and reason of every row of the page; a typed reason beats a chosen one."""
    found = {}
    for name, value in request.form.items():
        kind, _, key = name.partition("-")
        number = whole_number(key)
        if kind == f"{prefix}_verdict" and number is not None:
            typed = request.form.get(f"{prefix}_reason-{key}", "").strip()
            chosen = request.form.get(f"{prefix}_phrase-{key}", "").strip()
            verdict = Verdict.__members__.get(value)
            found[number] = Finding(verdict, typed or chosen)
    return found


def _page(
    application: Application,
    error: str = "",
    *,
    typed: Mapping[str, str] | None = None,
    revealed: bool = False,
) -> str:
    filed = [row for row in application.uploads if row.state is UploadState.filed]
    hide = in_full if revealed else masked
    return render_template(
        "staff/review.html",
        application=application,
        pictures=filed,
        verdicts=list(Verdict),
        error=error,
        masked=hide,
        revealed=revealed,
        comparison=last_change(application, revealed=revealed),
        may_reveal=permitted("can_reveal"),
        filed_value=lambda item: shown_value(item, item.filed_value, revealed=revealed),
        bureau_value=lambda item: shown_value(item, item.bureau_value, revealed=revealed),
        home=lambda student: (region_name(student.region_code), hide(student, "address")),
        fix=links_on_review(db.session(), application, permitted),
        disputed=disputed,
        evidence=lambda event: uploads.named(db.session(), application, picture_ids(event)),
        reasons=lambda event: [reason_line(*one) for one in item_reasons(event)],
        blocked=_what_blocks_approval(application),
        typed=request.form if error else typed or {},
        title=gettext("Review it"),
    )


def _what_blocks_approval(application: Application) -> str:
    """Return the sentence that says why it cannot be approved yet; empty once it can."""
    if application.status is not ApplicationStatus.submitted:
        return ""
    case = case_of(db.session(), application, actor(), clock())
    why = refusal(TRANSITIONS["approve"], case)
    return gettext(refusal_sentence(why)) if why else ""


def shown_value(item: ReviewItem, value: str | None, *, revealed: bool = False) -> str:
    """Return a compared value: a case in words, and the middle of a number hidden."""
    if not value or item.kind is ReviewKind.age_window:
        return value or ""
    if item.kind is ReviewKind.parent_child_relation and value in KinshipCase.__members__:
        return gettext(KinshipCase[value].label)
    if revealed:
        return value
    *names, number = value.split(" ")
    return " ".join([*names, mask(COMPARED, number)])


def masked(row: Base, name: str) -> str:
    """Return a protected value of a row with its middle hidden."""
    value = getattr(row, name)
    return mask(fields_of(type(row))[name], value) if value else ""


def in_full(row: Any, name: str) -> str:
    """Return a protected value as it was filed."""
    return str(getattr(row, name) or "")
