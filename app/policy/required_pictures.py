"""Which pictures does a registration ask for?

``round.pictures`` is data: the slots by case of the household register. Slots in ``per_student``
are asked for once for each child, the others once for the family. Pictures that follow from an
answer (a rare character, a foreign document, a disability) are rules of the manual itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.enums import IdType, KinshipCase, PictureSlot, Section

FAMILY = "family"
REGISTER = [
    PictureSlot.household_head_page.value,
    PictureSlot.household_father_page.value,
    PictureSlot.household_mother_page.value,
    PictureSlot.household_child_page.value,
    PictureSlot.marriage_certificate.value,
]
DEFAULT: dict[str, Any] = {
    "cases": {
        KinshipCase.together.value: [],
        KinshipCase.with_one_parent.value: REGISTER,
        KinshipCase.apart.value: [*REGISTER, PictureSlot.birth_certificate.value],
    },
    "per_student": [
        PictureSlot.household_child_page.value,
        PictureSlot.birth_certificate.value,
    ],
}
"""The pictures of the 2022 manual, by case."""


@dataclass(frozen=True)
class Wanted:
    """One picture: of which paper, of whom, and in which section it is asked for."""

    slot: PictureSlot
    subject: str
    section: Section


def wanted(pictures: Mapping[str, Any], document: Mapping[str, Any]) -> Iterator[Wanted]:
    """Yield every picture that the answers of ``document`` ask for."""
    yield from _of_guardians(document.get("guardians", ()))
    students = [one for one in document.get("students", ()) if one.get("key")]
    yield from _of_students(students)
    case = document.get("kinship", {}).get("case")
    for name in pictures.get("cases", {}).get(case, ()):
        slot = PictureSlot[name]
        if name in pictures.get("per_student", ()):
            for student in students:
                yield Wanted(slot, subject_of(student), Section.kinship)
        else:
            yield Wanted(slot, FAMILY, Section.kinship)


def subject_of(student: Mapping[str, Any]) -> str:
    """Return the name under which a student's pictures are kept."""
    return f"student:{student['key']}"


def _of_guardians(guardians: Sequence[Mapping[str, Any]]) -> Iterator[Wanted]:
    for position, guardian in enumerate(guardians, 1):
        subject = f"guardian:{position}"
        kind = guardian.get("id_type") or IdType.resident_id_card.value
        if kind != IdType.resident_id_card.value:
            yield Wanted(PictureSlot.identity_document, subject, Section.guardians)
        elif guardian.get("rare_character"):
            yield Wanted(PictureSlot.id_card_front, subject, Section.guardians)
            yield Wanted(PictureSlot.id_card_back, subject, Section.guardians)


def _of_students(students: Sequence[Mapping[str, Any]]) -> Iterator[Wanted]:
    for student in students:
        if student.get("rare_character"):
            yield Wanted(PictureSlot.household_student_page, subject_of(student), Section.students)
        if student.get("disabled") in {"yes", True}:
            yield Wanted(PictureSlot.disability_certificate, subject_of(student), Section.students)
