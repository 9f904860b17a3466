"""With which form is a single value corrected? A protected one is typed anew, in full."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext
from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.admin.office_form import OfficeForm, form_field
from app.forms.conditional import rules_of
from app.forms.kinds import INPUT
from app.schema.base import Base
from app.schema.fields import Field, fields_of
from app.services.corrections import LONGEST_REASON
from models.case_row import CaseRow

REASON = "reason_of_correction"


class CorrectionForm(OfficeForm):
    """One value, what hangs on it, and the reason."""

    also = HiddenField()
    """Names of more fields of the record that are corrected together."""


def correction_form(
    model: type[Base], row: Any, names: list[str], sent: Any = None, *, csrf: bool = True
) -> CorrectionForm:
    """Return the form that asks for these fields, the first of them in any case.

    ``sent``: the answers, where they are not those of the request's own form.
    """
    fields = {name: _asked(row, name, names) for name in names}
    made = {name: form_field(model, name, field) for name, field in fields.items()}
    for name, field in fields.items():
        if field.sensitive and name != names[0] and getattr(row, name):
            made[name] = form_field(model, name, replace(field, show_if=None, required_if=None))
            made[name].kwargs["description"] = lazy_gettext("Leave it empty to keep what is there.")
            made[name].kwargs["validators"] = _optional(made[name].kwargs["validators"])
    words = lazy_gettext("At most %(length)s characters.", length=LONGEST_REASON)
    made[REASON] = TextAreaField(
        lazy_gettext("Reason for the correction"),
        render_kw={**INPUT, "rows": "3", "maxlength": str(LONGEST_REASON)},
        validators=[
            InputRequired(message=lazy_gettext("Give the reason.")),
            Length(max=LONGEST_REASON, message=words),
        ],
    )
    rules = {name: rule for name, rule in rules_of(fields).items() if name in made}
    cls = type(f"{model.__name__}Correction", (CorrectionForm,), {**made, "rules": rules})
    shown = {n: getattr(row, n) for n, field in fields.items() if not field.sensitive}
    own: dict[str, Any] = {} if sent is None else {"formdata": sent}
    form: CorrectionForm = cls(
        obj=SimpleNamespace(**shown), meta={} if csrf else {"csrf": False}, **own
    )
    return form


def _optional(validators: Iterable[Any]) -> list[Any]:
    return [Optional(), *list(validators)[1:]]


def _model(row: Any) -> type[Base]:
    found: type[Base] = type(row)
    return found


def _asked(row: Any, name: str, names: list[str]) -> Field:
    """Return the field with those conditions only that the form itself can judge."""
    field = fields_of(_model(row))[name]
    show, need = (
        rule if rule and set(rule.fields()) <= set(names) else None
        for rule in (field.show_if, field.required_if)
    )
    return replace(field, show_if=show, required_if=need, derived=False)


def values_of(form: CorrectionForm, row: Any, names: list[str]) -> dict[str, Any]:
    """Return the values that were typed; what is hidden, or left as it is, is none of them."""
    gone, found = form.hidden(), SimpleNamespace()
    for name in names:
        kept = fields_of(_model(row))[name].sensitive and not form[name].data
        if name not in gone and not (kept and name != names[0]):
            form[name].populate_obj(found, name)
    return vars(found)


def stamp_of(row: Any) -> str:
    """Return what tells whether the record changed; of its values nothing can be told from it."""
    if isinstance(row, CaseRow):
        return str(row.application.version)
    values: Mapping[str, str] = {n: str(getattr(row, n)) for n in fields_of(_model(row))}
    key = str(current_app.secret_key).encode()
    return hmac.digest(key, repr(values).encode(), "sha256").hex()[:32]
