"""Which columns of the portal do the peers show? The floor shows the same."""

from __future__ import annotations

LIST = ("id", "student_names", "serial_numbers", "guardian_name", "round", "status", "filed_at")
STUDENTS = ("name", "serial_number", "birth_date", "outcome", "points", "application")
RELATED = {
    "Student": ("name", "serial_number", "birth_date", "outcome", "points"),
    "Guardian": ("name", "relation", "id_type"),
    "Kinship": ("case", "note"),
    "Property": ("owned", "kind"),
    "Upload": ("slot", "state", "verdict", "uploaded_at"),
    "ReviewItem": ("kind", "system_state", "verdict", "reason"),
    "Event": ("at", "name", "source", "target", "actor_name", "reason"),
}
FORM = ("year", "district", "round", "status", "guardian_name")
"""The account is left out: the default is a choice of every account there is."""
PAGE = 25
EXPORTED = 100_000
STATUSES = (
    "draft", "submitted", "modification_requested", "modifying", "recheck_requested", "approved",
    "rejected", "withdrawn", "lapsed",
)  # fmt: skip
OWNED = {
    "students": "Student",
    "guardians": "Guardian",
    "kinships": "Kinship",
    "properties": "Property",
    "uploads": "Upload",
    "review_items": "ReviewItem",
    "events": "Event",
}
