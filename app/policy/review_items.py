"""What is to be checked of a registration?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from models.application import Application
from models.enums import Bureau, ReviewKind
from models.student import Student

FAMILY = "family"
SOURCES: dict[ReviewKind, Bureau] = {
    ReviewKind.guardian_identity: Bureau.public_security,
    ReviewKind.continuous_residence: Bureau.public_security,
    ReviewKind.parent_child_relation: Bureau.office,
    ReviewKind.property_claim: Bureau.natural_resources,
    ReviewKind.duplicate_registration: Bureau.office,
    ReviewKind.student_identity: Bureau.public_security,
    ReviewKind.age_window: Bureau.office,
    ReviewKind.disability_certificate: Bureau.disabled_federation,
}
"""Which bureau answers for each item."""


@dataclass(frozen=True)
class Wanted:
    """One thing to check: of the family, of a guardian (``guardian:1``) or of a student."""

    kind: ReviewKind
    subject: str
    student: Student | None
    filed_value: str


def wanted(application: Application) -> Iterator[Wanted]:
    """Yield every item that the filed rows of ``application`` ask for."""
    for guardian in application.guardians:
        subject = f"guardian:{guardian.position}"
        value = f"{guardian.name} {guardian.id_number}"
        yield Wanted(ReviewKind.guardian_identity, subject, None, value)
    yield Wanted(ReviewKind.continuous_residence, FAMILY, None, "")
    for kinship in application.kinships:
        yield Wanted(ReviewKind.parent_child_relation, FAMILY, None, str(kinship.case))
    for claim in application.properties:
        if claim.owned:
            number = claim.certificate_number or ""
            yield Wanted(ReviewKind.property_claim, FAMILY, None, number)
    yield Wanted(ReviewKind.duplicate_registration, FAMILY, None, "")
    for student in application.students:
        yield from _of_student(student)


def _of_student(student: Student) -> Iterator[Wanted]:
    subject = f"student:{student.key}"
    identity = f"{student.name} {student.id_number}"
    yield Wanted(ReviewKind.student_identity, subject, student, identity)
    yield Wanted(ReviewKind.age_window, subject, student, student.birth_date.isoformat())
    if student.disabled:
        number = student.disability_card or ""
        yield Wanted(ReviewKind.disability_certificate, subject, student, number)
