"""What did an import do to one record?"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped

from app.schema.base import Base
from app.schema.entity import READ, Entity, Role, Scope
from app.schema.fields import document, flag, integer, key, link
from app.schema.retention import Retention
from app.schema.words import N_


class ImportChange(Base):
    """The values of one record before and after an import; with them it can be undone."""

    __tablename__ = "import_change"
    __entity__ = Entity(
        label=N_("Imported row"),
        plural=N_("Imported rows"),
        retention=Retention.audit,
        menu=None,
        columns=("run_id", "line"),
        scope=Scope(user="user_id"),
        recorded=False,
        access={Role.system: READ},
        purpose=N_("What was brought in from files, so that it can be undone"),
    )

    id: Mapped[int] = key()
    run_id: Mapped[int] = link(N_("Import"), "import_run.id", editable=False)
    user_id: Mapped[int] = link(N_("User"), "ab_user.id", editable=False, internal=True)
    line: Mapped[int] = integer(N_("Row of the file"), editable=False)
    record_id: Mapped[int] = integer(N_("Record"), editable=False, index=True)
    added: Mapped[bool] = flag(N_("Added"), editable=False)
    before: Mapped[dict[str, Any]] = document(N_("Before"), editable=False, internal=True)
    after: Mapped[dict[str, Any]] = document(N_("After"), editable=False, internal=True)
