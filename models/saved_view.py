"""How did somebody set up a list, and which filters does he or she come back to?"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.schema.base import Base
from app.schema.entity import READ, Entity, Role, Scope
from app.schema.fields import document, flag, integer, key, link, long_text, text
from app.schema.retention import Retention
from app.schema.words import N_

EVERYBODY = (
    Role.clerk,
    Role.reviewer,
    Role.supervisor,
    Role.help_desk,
    Role.auditor,
    Role.security_officer,
    Role.read_only,
)


class SavedView(Base):
    """A list as somebody keeps it: filter, columns and page size; without a name, the usual way."""

    __tablename__ = "saved_view"
    __table_args__ = (sa.UniqueConstraint("user_id", "entity", "name"),)
    __entity__ = Entity(
        label=N_("Saved view"),
        plural=N_("Saved views"),
        menu=None,
        icon="filter",
        columns=("name", "entity", "shared_role", "pinned"),
        retention=Retention.account,
        scope=Scope(user="user_id", shared_role="shared_role"),
        access=dict.fromkeys(EVERYBODY, READ),
        purpose=N_("Each member of staff sees the own views, and those shared with the own role."),
    )

    id: Mapped[int] = key()
    user_id: Mapped[int] = link(N_("User"), "ab_user.id", ondelete="CASCADE", editable=False)
    entity: Mapped[str] = text(N_("Entity"), length=40, editable=False, coded=True)
    name: Mapped[str] = text(N_("Name of the view"), length=40, default="")
    query: Mapped[str] = long_text(N_("Filter as an address"), length=4000, default="")
    columns: Mapped[list[str] | None] = document(N_("Columns"), editable=False)
    size: Mapped[int | None] = integer(N_("Rows on a page"), editable=False)
    shared_role: Mapped[str | None] = text(
        N_("Shared with the role"), length=32, index=True, editable=False, coded=True
    )
    pinned: Mapped[bool] = flag(N_("Pinned"), default=False)

    def __str__(self) -> str:
        """Return the name of the view."""
        return self.name
