"""Is a whole section right? The forms of its records, and what holds between their answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext
from wtforms import Form

from app.forms.asking import SCHEMA_ONLY, Asking, asking_of
from app.forms.builder import REPEATED, bound
from app.forms.validators import said
from app.policy.age import age_refusal, is_adult
from app.policy.certificate_numbers import disability_error, property_number_error
from app.policy.identity_numbers import (
    birth_date,
    holders_birth_date,
    id_number_error,
    normalise_id_number,
)
from app.schema.words import N_
from models.admission_round import AdmissionRound
from models.enums import IdType, PropertyKind, Section

ADULT_AS_STUDENT = N_("This is the ID number of an adult; enter the child's.")
SAME_TWICE = N_("The same ID number is entered twice.")
OWN_NUMBER = N_("This is a guardian's ID number; enter the child's.")
CHILD_AS_GUARDIAN = N_("This person is under 18; enter a guardian's ID number.")


@dataclass
class SectionForms:
    """The forms of one section, one for each record."""

    section: Section
    forms: list[Form] = field(default_factory=list)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Return field id and sentence of every error, in the order of the page."""
        return [
            (one.id, str(sentence))
            for form in self.forms
            for one in form
            for sentence in one.errors
        ]


def prefix(section: Section, position: int) -> str:
    """Return the prefix of a record's fields on the page."""
    return f"{section.value}-{position}"


def records(section: Section, document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the records of a section as the draft has them; at least one."""
    if section in REPEATED:
        return [dict(one) for one in document.get(section.value, ())] or [{}]
    return [dict(document.get(section.value, {}))]


def forms_of(
    section: Section,
    kept: Sequence[Mapping[str, Any]],
    *,
    typed: bool,
    asking: Asking = SCHEMA_ONLY,
    before: Sequence[Mapping[str, Any]] = (),
) -> SectionForms:
    """Return the section's forms with these records; ``before``: as they were kept."""
    made = [
        bound(section, prefix(section, at), one, typed=typed, asking=asking, before=before)
        for at, one in enumerate(kept, 1)
    ]
    return SectionForms(section, made)


def check(
    section: Section,
    kept: Sequence[Mapping[str, Any]],
    document: Mapping[str, Any],
    round_: AdmissionRound,
    today: date,
) -> SectionForms:
    """Return the section's forms, validated, each error with its sentence."""
    before = records(section, document)
    found = forms_of(section, kept, typed=True, asking=asking_of(round_), before=before)
    for form in found.forms:
        form.validate()
    if section is Section.guardians:
        _check_guardians(found.forms, today)
    elif section is Section.students:
        guardians = [one.get("id_number", "") for one in document.get("guardians", ())]
        _check_students(found.forms, guardians, round_, today)
    elif section is Section.property:
        _check_property(found.forms[0])
    return found


def _refuse(form: Form, name: str, sentence: str) -> None:
    form[name].errors = [*form[name].errors, sentence]


def _check_guardians(forms: Sequence[Form], today: date) -> None:
    seen: set[str] = set()
    for form in forms:
        number = normalise_id_number(form["id_number"].data or "")
        if form["id_number"].errors or not number:
            continue
        born = holders_birth_date(form["id_type"].data, number)
        if born is not None and not is_adult(born, today):
            _refuse(form, "id_number", gettext(CHILD_AS_GUARDIAN))
        if number in seen:
            _refuse(form, "id_number", gettext(SAME_TWICE))
        seen.add(number)


def _check_students(
    forms: Sequence[Form], guardians: Sequence[str], round_: AdmissionRound, today: date
) -> None:
    seen: set[str] = set()
    adults = {normalise_id_number(one) for one in guardians if one}
    for form in forms:
        number = normalise_id_number(form["id_number"].data or "")
        if form["id_number"].errors or not number:
            continue
        sentence = _student_number(number, seen, adults, round_, today)
        if sentence:
            _refuse(form, "id_number", sentence)
        seen.add(number)
        _check_disability(form, number)


def _student_number(
    number: str, seen: set[str], adults: set[str], round_: AdmissionRound, today: date
) -> str | None:
    wrong = id_number_error(IdType.resident_id_card, number, today)
    born = birth_date(number)
    if wrong is not None or born is None:
        return said(wrong) if wrong else None
    if number in adults:
        return gettext(OWN_NUMBER)
    if is_adult(born, today):
        return gettext(ADULT_AS_STUDENT)
    if number in seen:
        return gettext(SAME_TWICE)
    refusal = age_refusal(born, round_.born_from, round_.born_to)
    return said(refusal) if refusal else None


def _check_disability(form: Form, number: str) -> None:
    card = form["disability_card"].data
    if form["disabled"].data == "yes" and card:
        wrong = disability_error(card, number)
        if wrong is not None:
            _refuse(form, "disability_card", said(wrong))


def _check_property(form: Form) -> None:
    number, kind = form["certificate_number"].data, form["kind"].data
    if form["owned"].data == "yes" and number and kind in PropertyKind.__members__:
        wrong = property_number_error(PropertyKind[kind], number)
        if wrong is not None:
            _refuse(form, "certificate_number", said(wrong))
