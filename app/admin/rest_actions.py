"""How does a program carry out a transition? By the same form, rules and service as the pages."""

from __future__ import annotations

import base64
import binascii
import io
from typing import Any

from flask import Response, jsonify, request
from flask_babel import gettext
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import Forbidden, NotFound

from app.admin.rest_bodies import FORM, body, faults
from app.admin.rest_records import (
    PRECONDITION_FAILED,
    PRECONDITION_REQUIRED,
    STALE,
    UNNAMED,
    versions_read,
)
from app.admin.rest_schema import Schema
from app.admin.rest_writing import clock_text
from app.exceptions import JifenError, NotScoped, StaleVersion, TransitionRefused
from app.extensions import clock
from app.forms.transition import TransitionForm, transition_form
from app.problems import problem, refused
from app.security.actor import actor
from app.services import transitions as service
from app.workflow.answers import LONGEST_ITEM_REASON, LONGEST_REASON, MISSING, Asks
from app.workflow.transition import Transition
from app.workflow.transitions import TRANSITIONS
from models.application import Application
from models.enums import Outcome, Section

CONFLICT, UNPROCESSABLE = 409, 422
LONGEST_BODY = 28 * 1024 * 1024
"""A picture of 20 MB, written in base64."""
NUMBERS: Schema = {"pattern": r"^[0-9]{1,9}$"}
LONGEST_KEY = 64


def _texts(longest: int) -> Schema:
    return {"type": "string", "minLength": 1, "maxLength": longest}


def _lines(each: Schema) -> Schema:
    return {"type": "object", "propertyNames": NUMBERS, "additionalProperties": each,
            "minProperties": 1}  # fmt: skip


EVIDENCE: Schema = {
    "type": "object",
    "required": ["filename", "content"],
    "additionalProperties": False,
    "properties": {
        "filename": _texts(200),
        "content": {"type": "string", "contentEncoding": "base64", "minLength": 1},
    },
}
ANSWERS: dict[Asks, tuple[str, Schema]] = {
    Asks.reason: ("reason", _texts(LONGEST_REASON)),
    Asks.sections: (
        "sections",
        {"type": "array", "minItems": 1, "uniqueItems": True,
         "items": {"type": "string", "enum": [one.name for one in Section]}},
    ),
    Asks.deadline: ("deadline", {"type": "string", "format": "date-time"}),
    Asks.item_reasons: ("item_reasons", _lines(_texts(LONGEST_ITEM_REASON))),
    Asks.outcomes: (
        "outcomes",
        _lines({"type": "string", "enum": [Outcome.accepted.name, Outcome.refused.name]}),
    ),
    Asks.evidence: ("evidence", EVIDENCE),
}  # fmt: skip
"""What each question of the table is in JSON; the keys of lines are ids of items or students."""
FIELDS = {"items": "item_reasons", "item_reason": "item_reasons", "worse": "outcomes"}
"""How the JSON calls what the form, or a refusal, calls otherwise."""


def answers_schema(row: Transition) -> Schema:
    """Return what the transition's row asks for; everything that it asks must be answered."""
    asked = dict(one for ask, one in ANSWERS.items() if ask in row.asks)
    made: Schema = {"type": "object", "properties": asked, "additionalProperties": False}
    return {**made, "required": [*asked]} if asked else made


def staff_transitions(api: Any) -> list[Transition]:
    """Return the transitions for which the user holds the right."""
    return [row for row in TRANSITIONS.values() if row.by_staff and api.may(row.name)]


def actions_on(api: Any, application: Application) -> list[str]:
    """Return what the user may do with the registration now."""
    found = service.available_for(api.session, application, actor(), clock())
    return [row.name for row in found if api.may(row.name)]


def carry_out(api: Any, pk: int, name: str) -> Response:
    """Carry out a transition with the answers that were sent."""
    row = TRANSITIONS.get(name)
    if row is None or not row.by_staff:
        raise NotFound
    if not api.may(row.name):
        raise Forbidden
    application = api.session.get(Application, pk)
    if application is None:
        raise NotScoped
    sent = body(LONGEST_BODY) if request.content_length or request.mimetype else {}
    wrong = faults(answers_schema(row), sent)
    form = transition_form(row, [application], _as_form({} if wrong else sent))
    if wrong or ((refusal := _unread()) is None and not form.is_answered(clock())):
        return _not_answered(wrong or _errors(form))
    return refusal or _done(api, row, application, form)


def _unread() -> Response | None:
    """Return the refusal of who does not say which state was read."""
    if "If-Match" not in request.headers or request.if_match.star_tag:
        return refused(PRECONDITION_REQUIRED, kind=UNNAMED)
    if not any(one.isascii() and one.isdigit() for one in versions_read()):
        return refused(PRECONDITION_FAILED, kind=STALE)
    return None


def _done(api: Any, row: Transition, application: Application, form: TransitionForm) -> Response:
    read = [int(one) for one in versions_read() if one.isascii() and one.isdigit()]
    form.version.data = str(application.version if application.version in read else read[0])
    key = request.headers.get("Idempotency-Key", "")[:LONGEST_KEY] or None
    try:
        answers = form.answers(api.session, application, clock())
        receipt = service.carry_out(
            api.session, application.id, row.name, answers, actor(), clock(), key=key
        )
    except StaleVersion:
        api.session.rollback()
        return refused(PRECONDITION_FAILED, kind=STALE)
    except TransitionRefused as refusal:
        api.session.rollback()
        return _refused(refusal)
    except JifenError:
        api.session.rollback()
        raise
    told = {"id": receipt.application_id, "action": receipt.name, "status": receipt.status}
    return jsonify(result={**told, "proposed": receipt.proposed})


def _refused(refusal: TransitionRefused) -> Response:
    sentence = gettext(refusal.msgid, **refusal.params)
    if refusal.reason.startswith(MISSING):
        name = refusal.reason.removeprefix(MISSING)
        return _not_answered({FIELDS.get(name, name): [sentence]})
    return problem(CONFLICT, sentence, kind="refused")


def _not_answered(wrong: Any) -> Response:
    named = {name or "record": found for name, found in wrong.items()}
    sentence = gettext("What you sent could not be accepted.")
    return problem(UNPROCESSABLE, sentence, kind="invalid", errors=named)


def _as_form(sent: dict[str, Any]) -> MultiDict[str, Any]:
    """Return the answers as the page's form would send them."""
    form: MultiDict[str, Any] = MultiDict()
    for name in ("reason", *(["deadline"] if "deadline" in sent else [])):
        form[name] = clock_text(sent[name]) if name == "deadline" else sent.get(name, "")
    form.setlist("sections", sent.get("sections", []))
    form.setlist("items", list(sent.get("item_reasons", {})))
    form.update({f"item-{key}": said for key, said in sent.get("item_reasons", {}).items()})
    form.update({f"outcome-{key}": said for key, said in sent.get("outcomes", {}).items()})
    if "evidence" in sent:
        form["evidence"] = _picture(sent["evidence"])
    return form


def _picture(sent: dict[str, str]) -> FileStorage:
    """Return the file that the text stands for; of a text that is no base64, an empty one."""
    try:
        content = base64.b64decode(sent["content"], validate=True)
    except (binascii.Error, ValueError):
        content = b""
    return FileStorage(io.BytesIO(content), filename=sent["filename"])


def _errors(form: TransitionForm) -> dict[str, list[str]]:
    found = {
        FIELDS.get(name, name): [str(one) for one in errors]
        for name, errors in form.errors.items()
        if name
    }
    return found or {"": [gettext(FORM)]}
