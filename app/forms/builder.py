"""Which form does a family fill in for one section? Built from the fields of its step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString
from werkzeug.datastructures import MultiDict
from wtforms import Form
from wtforms.validators import InputRequired

from app.display import placed
from app.forms.conditional import Conditional, RequiredWhen, rules_of
from app.forms.kinds import ENTER, REQUIRED, YesNoField, field_for
from app.schema.base import Base
from app.schema.conditions import Rule
from app.schema.fields import Field, Kind, fields_of, optional
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


def section_fields(section: Section) -> dict[str, Field]:
    """Return the fields that a family answers in the section."""
    return {
        name: replace(field, label=WORDS.get((section, name), field.label))
        for name, field in fields_of(MODELS[section]).items()
        if field.step == section.value and not field.derived
    }


@lru_cache(maxsize=8)
def section_form(section: Section) -> type[Form]:
    """Return the form class of the section; repeated sections use it once for each record."""
    model = MODELS[section]
    fields = section_fields(section)
    asked = {
        asked
        for one in fields.values()
        for rule in (one.show_if, one.required_if)
        if rule
        for asked in rule.fields()
    }
    made = {
        name: _field(model, name, field, is_question=name in asked)
        for name, field in fields.items()
    }
    more = {"rules": rules_of(fields)}
    return type(f"{model.__name__}Section", (Conditional,), {**made, **more})


def _field(model: type[Base], name: str, field: Field, *, is_question: bool) -> Any:
    noun = LazyString(placed, field.label)
    message = lazy_gettext(REQUIRED.get(field.kind, ENTER), noun=noun)
    if field.kind is Kind.flag and is_question:
        choose = lazy_gettext("Choose %(noun)s.", noun=noun)
        return YesNoField(noun, validators=[InputRequired(message=choose)], default="no")
    required = not optional(model, name) and field.kind is not Kind.flag
    unbound = field_for(field, required=required)
    if field.show_if or field.required_if:
        rule = RequiredWhen(field.required_if, message)
        unbound.kwargs["validators"] = [rule, *unbound.kwargs["validators"][1:]]
    return unbound


def bound(section: Section, prefix: str, answers: Mapping[str, Any], *, typed: bool) -> Form:
    """Return the section's form with a record's answers, as a page shows or checks them.

    ``typed``: treat the answers as just sent, so that they are validated and kept as typed.
    """
    form = section_form(section)
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


def read(section: Section, prefix: str, sent: Any) -> dict[str, Any]:
    """Return what was typed into the record's form, unchanged, right or wrong."""
    answers: dict[str, Any] = {}
    for name, field in section_fields(section).items():
        key = f"{prefix}-{name}"
        if field.kind is Kind.several:
            answers[name] = sent.getlist(key)
        elif field.kind is Kind.flag and not _is_question(section, name):
            answers[name] = sent.get(key, "").lower() in YES
        else:
            answers[name] = sent.get(key, "")
    return answers


def _is_question(section: Section, name: str) -> bool:
    return getattr(section_form(section), name).field_class is YesNoField


def show_rule(section: Section, name: str) -> Rule | None:
    """Return when the page shows the field."""
    return section_fields(section)[name].show_if
