"""Which closed sets of values do the models share?"""

from __future__ import annotations

from enum import StrEnum, auto

from app.schema.choices import Choice
from app.schema.words import N_


class ApplicationStatus(Choice):
    """Where one family's registration in one round stands."""

    draft = auto(), N_("Draft"), "gray"
    submitted = auto(), N_("Waiting for review"), "blue"
    modification_requested = auto(), N_("Modification requested"), "amber"
    modifying = auto(), N_("Being modified, must be filed again"), "amber"
    approved = auto(), N_("Approved"), "green"
    rejected = auto(), N_("Not approved"), "red"
    recheck_requested = auto(), N_("Being rechecked"), "purple"
    withdrawn = auto(), N_("Withdrawn"), "gray"
    lapsed = auto(), N_("Counted as given up"), "gray", "diamond"


LIVE = frozenset(
    {
        ApplicationStatus.submitted,
        ApplicationStatus.modification_requested,
        ApplicationStatus.modifying,
        ApplicationStatus.approved,
        ApplicationStatus.rejected,
        ApplicationStatus.recheck_requested,
    }
)
"""A child is live at most once a year in the whole city."""


class Outcome(Choice):
    """What was decided for one student."""

    pending = auto(), N_("Pending"), "blue"
    accepted = auto(), N_("Accepted"), "green"
    refused = auto(), N_("Refused"), "red"


class Sex(Choice):
    """Sex as the ID number tells it (GB 11643)."""

    male = auto(), N_("Male")
    female = auto(), N_("Female")


class Dictionary(Choice):
    """Lists of words that circulars change; their entries are data."""

    relation = auto(), N_("Relation to the student")
    id_type = auto(), N_("ID type")
    disability_type = auto(), N_("Kinds of disability")
    reason = auto(), N_("Reason phrases")
    yes_no = auto(), N_("Yes or no")


class ExtraKind(Choice):
    """Kinds of answer that the office may ask for without a deployment."""

    text = auto(), N_("Line of text")
    long_text = auto(), N_("Text of several lines")
    person_name = auto(), N_("Name of a person")
    integer = auto(), N_("Whole number")
    decimal = auto(), N_("Decimal number")
    flag = auto(), N_("Yes or no")
    day = auto(), N_("Day")
    choice = auto(), N_("One of several answers")
    several = auto(), N_("Several answers")
    phone = auto(), N_("Mobile number")
    id_number = auto(), N_("ID number")
    certificate = auto(), N_("Number of a certificate")
    address = auto(), N_("Address")


class IdType(StrEnum):
    """Papers whose numbers a rule checks; the dictionary may hold others, checked as these last."""

    resident_id_card = auto()
    hk_macao_travel_permit = auto()
    taiwan_travel_permit = auto()
    residence_permit = auto()
    passport = auto()
    permanent_resident_card = auto()
    other = auto()


class Relation(StrEnum):
    """What a guardian is to the student, as far as rules and seeds name it."""

    father = auto()
    mother = auto()
    other_guardian = auto()


class KinshipCase(Choice):
    """On which household registers child and parents stand (the manual's three cases)."""

    together = auto(), N_("Child and both parents are on one household register")
    with_one_parent = auto(), N_("Child is on one household register with one parent")
    apart = auto(), N_("Child is on another household register than the parents")


class DisabilityType(StrEnum):
    """Kinds of disability that the certificate's number tells, in the order of its digits."""

    visual = auto()
    hearing = auto()
    speech = auto()
    physical = auto()
    intellectual = auto()
    mental = auto()


class PropertyKind(Choice):
    """Papers that prove a purchase (domain: one input mask each)."""

    real_estate_certificate = auto(), N_("Real estate ownership certificate")
    land_house_certificate = auto(), N_("Land and house ownership certificate")
    old_certificate = auto(), N_("Older property ownership certificate")
    purchase_contract = auto(), N_("Purchase contract on record")


class PropertyOwner(Choice):
    """Who owns the home; it must be a guardian."""

    first_guardian = auto(), N_("First guardian")
    second_guardian = auto(), N_("Second guardian")
    both_guardians = auto(), N_("Both guardians")


class PictureSlot(Choice):
    """Which paper a picture shows."""

    id_card_front = auto(), N_("ID card, portrait side")
    id_card_back = auto(), N_("ID card, emblem side")
    identity_document = auto(), N_("Identity document")
    household_student_page = auto(), N_("Household register, student's page")
    disability_certificate = auto(), N_("Disability certificate")
    household_head_page = auto(), N_("Household register, head's page")
    household_father_page = auto(), N_("Household register, father's page")
    household_mother_page = auto(), N_("Household register, mother's page")
    household_child_page = auto(), N_("Household register, child's page")
    marriage_certificate = auto(), N_("Marriage certificate")
    birth_certificate = auto(), N_("Birth certificate")
    recheck_evidence = auto(), N_("Picture for the recheck")
    office_evidence = auto(), N_("Evidence filed by the office")


class Bureau(Choice):
    """Who answers for a review item."""

    office = auto(), N_("The office")
    public_security = auto(), N_("Public security")
    natural_resources = auto(), N_("Natural resources and planning")
    disabled_federation = auto(), N_("Disabled persons' federation")


class ReviewKind(Choice):
    """What is checked; the first ones of the family, the others of each student."""

    guardian_identity = auto(), N_("Guardian's identity")
    continuous_residence = auto(), N_("Continuous residence")
    parent_child_relation = auto(), N_("Parent-child relation")
    property_claim = auto(), N_("Property claim")
    duplicate_registration = auto(), N_("Duplicate registration")
    student_identity = auto(), N_("Student's identity")
    age_window = auto(), N_("Age window")
    disability_certificate = auto(), N_("Disability certificate check")


STUDENT_ITEMS = frozenset(
    {ReviewKind.student_identity, ReviewKind.age_window, ReviewKind.disability_certificate}
)


class SystemState(Choice):
    """What the comparison with a bureau's data gave."""

    waiting = auto(), N_("Waiting for the system"), "blue"
    matches = auto(), N_("Meets the requirement"), "green"
    differs = auto(), N_("Does not meet the requirement"), "red"
    no_record = auto(), N_("No valid record found"), "amber"
    manual = auto(), N_("To be checked by hand"), "amber"


class Verdict(Choice):
    """What a reviewer found for one item or picture."""

    meets = auto(), N_("Meets the requirement"), "green"
    fails = auto(), N_("Does not meet the requirement"), "red"
    incomplete = auto(), N_("More is needed"), "amber"


class RealNameLevel(Choice):
    """How surely an account is a known person's."""

    unverified = auto(), N_("Not verified"), "gray"
    junior = auto(), N_("Junior real-name level"), "blue"
    middle = auto(), N_("Middle real-name level"), "green"


class UnfiledPolicy(Choice):
    """What becomes of a modification that was not filed again in time."""

    lapse = auto(), N_("Counts as given up")
    keep_filed = auto(), N_("The filed registration stays")


class Section(Choice):
    """The sections of the registration form."""

    guardians = auto(), N_("Guardian information")
    students = auto(), N_("Student information")
    kinship = auto(), N_("Parent-child relation")
    property = auto(), N_("Property information")


class UploadState(Choice):
    """Whether a picture belongs to a draft, to a filing, to an act, or to none any more."""

    draft = auto(), N_("In the draft")
    filed = auto(), N_("Filed with the registration")
    attached = auto(), N_("Evidence of an act")
    superseded = auto(), N_("Of an earlier filing")
    replaced = auto(), N_("Replaced")


class MessageState(Choice):
    """How far a message has come."""

    waiting = auto(), N_("Waiting"), "blue"
    sent = auto(), N_("Sent"), "green"
    failed = auto(), N_("Failed"), "red"
    cancelled = auto(), N_("Cancelled"), "gray"


class RegionLevel(Choice):
    """Levels of administrative division."""

    province = auto(), N_("Province")
    city = auto(), N_("City")
    county = auto(), N_("County")
    street = auto(), N_("Street or town")
    community = auto(), N_("Community")


class CodePurpose(Choice):
    """What a code confirms; a code for one purpose is worth nothing for another."""

    register = auto(), N_("Register an account")
    submit = auto(), N_("File the registration")
    resubmit = auto(), N_("File the registration again")
    withdraw = auto(), N_("Withdraw the registration")
    reset_password = auto(), N_("Set a new password")
