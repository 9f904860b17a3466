"""Which column of a file was which field, the last time such a file came?"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.schema.base import Base
from app.schema.entity import READ, Can, Entity, Role, Scope
from app.schema.fields import document, flag, key, link, text
from app.schema.retention import Retention
from app.schema.words import N_


class ImportProfile(Base):
    """The columns of files with certain heads, remembered for one user or for everybody."""

    __tablename__ = "import_profile"
    __table_args__ = (sa.UniqueConstraint("user_id", "entity", "signature"),)
    __entity__ = Entity(
        label=N_("Import profile"),
        plural=N_("Import profiles"),
        retention=Retention.policy,
        menu=None,
        columns=("entity", "shared"),
        scope=Scope(staff=True),
        access={Role.supervisor: READ | Can.delete},
        purpose=N_("So that the same columns need not be named each time"),
    )

    id: Mapped[int] = key()
    user_id: Mapped[int] = link(N_("User"), "ab_user.id", editable=False, internal=True)
    entity: Mapped[str] = text(N_("Entity"), length=40, editable=False, coded=True)
    signature: Mapped[str] = text(
        N_("Hash of the heads"), length=64, editable=False, internal=True, index=True
    )
    mapping: Mapped[dict[str, str]] = document(N_("Columns"), editable=False, internal=True)
    shared: Mapped[bool] = flag(N_("For everybody"), default=False)
