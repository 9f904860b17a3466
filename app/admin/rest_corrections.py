"""How does a program correct what is stored? With a reason, by the form and rules of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response
from flask_babel import gettext
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import MultiDict

from app.admin.correction_form import REASON, CorrectionForm, correction_form, values_of
from app.admin.office_form import constraint_sentence, offer_links
from app.admin.rest_bodies import faults
from app.admin.rest_records import PRECONDITION_FAILED, STALE, state_of, unread
from app.admin.rest_schema import Schema, of_field, or_null
from app.admin.rest_writing import text_of
from app.exceptions import JifenError, StaleVersion
from app.extensions import clock
from app.forms.corrections import faults_of
from app.policy.deadlines import local_day
from app.problems import problem, refused
from app.schema.base import Base
from app.schema.fields import fields_of, optional
from app.schema.kinds import Kind
from app.security.actor import actor
from app.services import corrections
from models.case_row import CaseRow

CONFLICT, UNPROCESSABLE = 409, 422


def correction_schema(model: type[Base]) -> Schema:
    """Return what is taken: the values, protected ones typed in full, and why."""
    values: Schema = {}
    for name, field in corrections.corrigible(model, actor()).items():
        schema = of_field(field, writing=True)
        if field.sensitive:
            schema |= {"minLength": 1}
        elif optional(model, name) or field.kind is Kind.flag:
            schema = or_null(schema)
        values[name] = schema
    longest = corrections.LONGEST_REASON
    reason = {"type": "string", "minLength": 1, "maxLength": longest, "pattern": r"\S"}
    whole = {"type": "object", "minProperties": 1, "additionalProperties": False}
    return {
        "type": "object",
        "required": ["reason", "values"],
        "additionalProperties": False,
        "properties": {"reason": reason, "values": {**whole, "properties": values}},
    }


def rectify(api: Any, pk: int, sent: Any) -> Response | None:
    """Correct the values that were sent; return the refusal, None once they are written."""
    model: type[Base] = api.model
    # The lock of a case comes before those of its rows; its service takes it.
    row = api._row(pk, lock=not issubclass(model, CaseRow))  # noqa: SLF001 - the resource's own part
    wrong = _misshapen(correction_schema(model), sent)
    if wrong:
        return _wrong(wrong)
    if (refusal := unread(row)) is not None:
        return refusal
    if why := corrections.why_not(api.session, row, actor(), clock()):
        return problem(CONFLICT, gettext(why), kind="refused")
    form, names = _form(api, row, sent)
    if not form.validate():
        return _wrong({name or "record": found for name, found in form.errors.items()})
    values = values_of(form, row, names)
    unfit = faults_of(row, values, local_day(clock()))
    return _wrong(unfit) if unfit else _write(api, row, values, sent["reason"])


def _misshapen(schema: Schema, sent: Any) -> dict[str, list[str]]:
    """Return by field what is wrong with the form of what was sent."""
    outer = {**schema["properties"], "values": {"type": "object"}}
    found = faults({**schema, "properties": outer}, sent)
    if isinstance(sent, dict) and isinstance(sent.get("values"), dict):
        found |= faults(schema["properties"]["values"], sent["values"])
    return {name or "record": said for name, said in found.items()}


def _form(api: Any, row: Any, sent: Mapping[str, Any]) -> tuple[CorrectionForm, list[str]]:
    """Return the page's form as if it had been sent, with what hangs on the values."""
    fields, given = fields_of(api.model), sent["values"]
    names = list(given)
    for name in given:
        more = corrections.together_with(api.model, name, actor())
        names += [one for one in more if one not in names]
    stored = {name: None if fields[name].sensitive else getattr(row, name) for name in names}
    texts = {name: text_of(fields[name], one) for name, one in {**stored, **given}.items()}
    form = correction_form(
        api.model, row, names, MultiDict({**texts, REASON: sent["reason"]}), csrf=False
    )
    offer_links(form, api.session)
    return form, names


def _write(api: Any, row: Any, values: Mapping[str, Any], reason: str) -> Response | None:
    version = int(state_of(row)) if issubclass(api.model, CaseRow) else None
    try:
        corrections.correct(
            api.session, row, values, reason=reason, who=actor(), now=clock(), version=version
        )
    except StaleVersion:
        return refused(PRECONDITION_FAILED, kind=STALE)
    except IntegrityError as clash:
        name, sentence = constraint_sentence(api.model, clash)
        errors = {name or "record": [sentence]}
        return problem(CONFLICT, sentence, kind="contradiction", errors=errors)
    except JifenError as refusal:
        return problem(CONFLICT, gettext(refusal.msgid, **refusal.params), kind="refused")
    return None


def _wrong(found: Mapping[str, Any]) -> Response:
    sentence = gettext("What you sent could not be accepted.")
    return problem(UNPROCESSABLE, sentence, kind="invalid", errors=found)
