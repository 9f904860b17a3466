"""Which form does a family fill in for one section? Built from the fields of its step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from wtforms import Form
from wtforms.validators import InputRequired, Optional

from app.display import Late, placed
from app.forms.asking import SCHEMA_ONLY, Asking
from app.forms.code_fields import CodeField, CodesField, YesNoField
from app.forms.conditional import Conditional, RequiredWhen, rules_of
from app.forms.kept_fields import kept_as_typed
from app.forms.kinds import ENTER, REQUIRED, field_for
from app.schema.base import Base
from app.schema.conditions import Rule
from app.schema.fields import Field, fields_of, optional
from app.schema.kinds import Kind
from app.schema.words import N_
from models.enums import Section
from models.guardian import Guardian
from models.kinship import Kinship
from models.property import Property
from models.student import Student

MODELS: Mapping[Section, type[Base]] = {
    Section.guardians: Guardian,
    Section.students: Student,
    Section.kinship: Kinship,
    Section.property: Property,
}
WORDS: Mapping[tuple[Section, str], str] = {
    (Section.guardians, "id_number"): N_("Number of the document"),
    (Section.students, "region_code"): N_("Present address"),
}
"""How a family is asked where the office's word for the column would mislead it."""
REPEATED = frozenset({Section.guardians, Section.students})
YES = frozenset({"y", "yes", "true", "on", "1"})


def section_fields(section: Section, extra: Mapping[str, Field] | None = None) -> dict[str, Field]:
    """Return the fields that a family answers in the section, those of its round last."""
    own = {
        name: replace(field, label=WORDS.get((section, name), field.label))
        for name, field in fields_of(MODELS[section]).items()
        if field.step == section.value and not field.derived
    }
    return {**own, **(extra or {})}


def section_form(section: Section, asking: Asking = SCHEMA_ONLY) -> type[Form]:
    """Return the form class of the section; repeated sections use it once for each record."""
    return _section_form(section, tuple(asking.of(section).items()))


@lru_cache(maxsize=128)
def _section_form(section: Section, extra: tuple[tuple[str, Field], ...]) -> type[Form]:
    model = MODELS[section]
    fields = section_fields(section, dict(extra))
    asked = {
        asked
        for one in fields.values()
        for rule in (one.show_if, one.required_if)
        if rule
        for asked in rule.fields()
    }
    made = {
        name: _field(model, name, field, is_question=name in asked or field.required is not None)
        for name, field in fields.items()
    }
    more = {"rules": rules_of(fields)}
    return type(f"{model.__name__}Section", (Conditional,), {**made, **more})


def _is_required(model: type[Base], name: str, field: Field) -> bool:
    if field.required is not None:
        return field.required and field.required_if is None
    return not optional(model, name) and field.kind is not Kind.flag


def _field(model: type[Base], name: str, field: Field, *, is_question: bool) -> Any:
    noun = Late(placed, field.label)
    message = Late(gettext, REQUIRED.get(field.kind, ENTER), noun=noun)
    if field.kind is Kind.flag and is_question:
        choose = Late(gettext, REQUIRED[Kind.choice], noun=noun)
        must = field.required is not False
        presence: Any = InputRequired(message=choose) if must else Optional()
        if field.show_if:
            presence = RequiredWhen(None, choose, always=must)
        more = {"validators": [presence], "default": "no", "description": field.help}
        return YesNoField(noun, **more)
    required = _is_required(model, name, field)
    unbound = kept_as_typed(field_for(field, required=required))
    if field.show_if or field.required_if:
        always = required and field.required is not None
        rule = RequiredWhen(field.required_if, message, always=always)
        unbound.kwargs["validators"] = [rule, *unbound.kwargs["validators"][1:]]
    return unbound


def bound(  # noqa: PLR0913 - it has that many facts
    section: Section,
    prefix: str,
    answers: Mapping[str, Any],
    *,
    typed: bool,
    asking: Asking = SCHEMA_ONLY,
    before: Sequence[Mapping[str, Any]] = (),
) -> Form:
    """Return the section's form with a record's answers, as a page shows or checks them.

    ``typed``: treat the answers as just sent, so that they are validated and kept as typed.
    ``before``: the records as they were kept; a choice among them that has ended stays possible.
    """
    form = _filled(section_form(section, asking), prefix, answers, typed=typed)
    for name, field in form._fields.items():
        if isinstance(field, (CodeField, CodesField)):
            short = name.removeprefix(form._prefix)  # noqa: SLF001 - as above
            field.offer(asking.on, _codes(before if typed else [answers], short))
    return form


def _codes(records: Sequence[Mapping[str, Any]], name: str) -> list[str]:
    """Return the codes that records hold in a field."""
    held = [one.get(name) or [] for one in records]
    return [str(code) for one in held for code in (one if isinstance(one, list) else [one])]


def _filled(form: type[Form], prefix: str, answers: Mapping[str, Any], *, typed: bool) -> Form:
    if not typed:
        return form(data=dict(answers), prefix=prefix)
    sent: MultiDict[str, str] = MultiDict()
    for name, value in answers.items():
        key = f"{prefix}-{name}" if prefix else name
        for one in value if isinstance(value, list) else [value]:
            if one not in {None, False}:
                sent.add(key, "yes" if one is True else str(one))
    sent.add("sent", "1")
    return form(sent, prefix=prefix)


def read(section: Section, prefix: str, sent: Any, asking: Asking = SCHEMA_ONLY) -> dict[str, Any]:
    """Return what was typed into the record's form, unchanged, right or wrong."""
    answers: dict[str, Any] = {}
    form = section_form(section, asking)
    for name, field in section_fields(section, asking.of(section)).items():
        key = f"{prefix}-{name}"
        if field.kind is Kind.several:
            answers[name] = sent.getlist(key)
        elif field.kind is Kind.flag and getattr(form, name).field_class is not YesNoField:
            answers[name] = sent.get(key, "").lower() in YES
        else:
            answers[name] = sent.get(key, "")
    return answers


def show_rule(section: Section, name: str, asking: Asking = SCHEMA_ONLY) -> Rule | None:
    """Return when the page shows the field."""
    return section_fields(section, asking.of(section))[name].show_if
