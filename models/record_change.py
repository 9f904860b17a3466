"""What was written of a record: by whom, when, what stood there before, through which door?"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.schema.base import Base, HasUid
from app.schema.entity import CASE_LOG, READ, Entity, Role
from app.schema.fields import choice, integer, key, moment, text
from app.schema.retention import Retention
from app.schema.words import N_
from app.security.sealed import sealed_document
from models.office_enums import ChangeAction, Door


class RecordChange(HasUid, Base):
    """One write of one record; what protected values were stays sealed.

    It names its record by number, without a foreign key: it outlives what was deleted.
    """

    __tablename__ = "record_change"
    __table_args__ = (
        sa.Index("ix_record_change_record", "entity", "entity_id", "at", "id"),
        sa.Index("ix_record_change_case", "application_id", "at", "id"),
    )
    __entity__ = Entity(
        label=N_("Change of a record"),
        plural=N_("Changes of records"),
        purpose="Proves what a record said before, and who changed it.",
        retention=Retention.audit,
        menu="Records",
        icon="history-toggle",
        columns=("at", "entity", "entity_id", "action", "actor_name", "door", "reason"),
        search=("entity", "entity_id", "action", "door", "actor_name", "at"),
        order=("id", "at"),
        recorded=False,
        scope=CASE_LOG,
        access={Role.auditor: READ},
    )

    id: Mapped[int] = key()
    entity: Mapped[str] = text(N_("Entity"), length=40, editable=False, coded=True)
    entity_id: Mapped[int] = integer(N_("Record"), editable=False)
    application_id: Mapped[int | None] = integer(N_("Registration"), editable=False)
    district_id: Mapped[int | None] = integer(N_("District"), editable=False)
    account_id: Mapped[int | None] = integer(N_("Account"), editable=False)
    at: Mapped[datetime] = moment(N_("Time"), editable=False)
    party: Mapped[str] = text(N_("Party"), length=12, editable=False, coded=True)
    actor_id: Mapped[int | None] = integer(N_("Actor"), editable=False, internal=True)
    actor_name: Mapped[str] = text(N_("Acted"), length=100, default="", editable=False, coded=True)
    door: Mapped[Door] = choice(N_("Door"), Door, editable=False)
    action: Mapped[ChangeAction] = choice(N_("Action"), ChangeAction, editable=False)
    reason: Mapped[str] = text(N_("Reason"), length=500, default="", editable=False)
    changes = sealed_document(
        N_("Changes"),
        editable=False,
        internal=True,
        purpose="Is what each field said before and after.",
    )
