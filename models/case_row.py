"""What has every row that belongs to one family's case?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Mapped, declared_attr, relationship, validates

from app.schema.base import HasUid
from app.schema.fields import key, link
from app.schema.words import N_

if TYPE_CHECKING:
    from models.application import Application


class CaseRow(HasUid):
    """Carries district and account beside the application: the scope layer narrows by them."""

    id: Mapped[int] = key()
    application_id: Mapped[int] = link(N_("Application"), "application.id", editable=False)
    district_id: Mapped[int] = link(N_("District"), "district.id", editable=False)
    account_id: Mapped[int] = link(N_("Account"), "account.id", editable=False)

    @declared_attr
    def application(cls) -> Mapped[Application]:  # noqa: N805 - SQLAlchemy passes the class
        """Return the application that the row belongs to."""
        return relationship("Application", foreign_keys=[cls.application_id])  # type: ignore[list-item]

    @validates("application")
    def _take_scope(self, _key: str, application: Any) -> Any:
        """Take the scope columns from the application, so that a child never has another's."""
        if application is not None:
            self.district_id = application.district_id
            self.account_id = application.account_id
        return application
