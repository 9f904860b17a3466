"""Which models are there? Importing this package maps all of them."""

from __future__ import annotations

# First: our foreign keys name ab_user, which Flask-AppBuilder's own module maps.
import flask_appbuilder.security.sqla.models  # noqa: F401

# Whoever has the models has the scope layer and the history: there is no session without them.
import app.security.recording
import app.security.scope  # noqa: F401
from models.account import Account
from models.admission_round import AdmissionRound
from models.api_token import ApiToken
from models.application import Application
from models.application_event import ApplicationEvent
from models.audit_entry import AuditEntry
from models.conflict_of_interest import ConflictOfInterest
from models.consent import Consent
from models.dictionary_entry import DictionaryEntry
from models.district import District
from models.draft import Draft
from models.export_job import ExportJob
from models.extra_answer import ExtraAnswer
from models.extra_field import ExtraField
from models.field_set import FieldSet
from models.filing import Filing
from models.guardian import Guardian
from models.idempotency_key import IdempotencyKey
from models.import_change import ImportChange
from models.import_profile import ImportProfile
from models.import_run import ImportRun
from models.kinship import Kinship
from models.outbox_message import OutboxMessage
from models.property import Property
from models.record_change import RecordChange
from models.region import Region
from models.review_item import ReviewItem
from models.review_note import ReviewNote
from models.saved_view import SavedView
from models.staff_member import StaffMember
from models.student import Student
from models.upload import Upload
from models.verification_code import VerificationCode

__all__ = [
    "Account",
    "AdmissionRound",
    "ApiToken",
    "Application",
    "ApplicationEvent",
    "AuditEntry",
    "ConflictOfInterest",
    "Consent",
    "DictionaryEntry",
    "District",
    "Draft",
    "ExportJob",
    "ExtraAnswer",
    "ExtraField",
    "FieldSet",
    "Filing",
    "Guardian",
    "IdempotencyKey",
    "ImportChange",
    "ImportProfile",
    "ImportRun",
    "Kinship",
    "OutboxMessage",
    "Property",
    "RecordChange",
    "Region",
    "ReviewItem",
    "ReviewNote",
    "SavedView",
    "StaffMember",
    "Student",
    "Upload",
    "VerificationCode",
]
