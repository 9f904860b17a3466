"""Which states and doors does the work of the office know?"""

from __future__ import annotations

from enum import auto

from app.schema.choices import Choice
from app.schema.words import N_


class ChangeAction(Choice):
    """What was done to a record."""

    add = auto(), N_("Add")
    edit = auto(), N_("Edit")
    delete = auto(), N_("Delete")


class Door(Choice):
    """Through which door a record was written."""

    parents = auto(), N_("Families' site")
    staff = auto(), N_("Office portal")
    rest = auto(), N_("REST interface")
    file = auto(), N_("Imported file")
    job = auto(), N_("Background job")
    command = auto(), N_("Command")


class TableState(Choice):
    """How far a table that a job makes or takes in has come."""

    waiting = auto(), N_("In the queue"), "gray"
    running = auto(), N_("Being worked on"), "blue"
    ready = auto(), N_("Ready"), "green"
    failed = auto(), N_("Not completed"), "red"
    expired = auto(), N_("Expired"), "gray"


class ImportState(Choice):
    """How far an import has come."""

    uploaded = auto(), N_("Columns to be named"), "gray"
    checking = auto(), N_("Being checked"), "blue"
    checked = auto(), N_("Checked"), "amber"
    importing = auto(), N_("Being imported"), "blue"
    done = auto(), N_("Imported"), "green"
    undoing = auto(), N_("Being undone"), "blue"
    undone = auto(), N_("Undone"), "gray"
    failed = auto(), N_("Not completed"), "red"
