"""On what do the generated pages of one entity stand? Session, rights, record, frame.

Flask-AppBuilder gives routing, menu, permissions and templates. Lists, details and forms are
our own, because its filters are shared between threads, its actions and orders ignore the
scope, its errors show SQL and lose what was typed (each edge has its test in tests/admin).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from flask import abort, request
from flask_appbuilder import ModelView
from flask_babel import gettext
from sqlalchemy.orm import Session

from app.admin.columns import asked_by, label, shown
from app.admin.reading import log_read
from app.extensions import db
from app.schema.base import Base


class Page(ModelView):
    """What every generated page of one entity needs."""

    model: ClassVar[type[Base]]
    related_views: ClassVar[list[Any]] = []

    def _init_properties(self) -> None:
        """Leave Flask-AppBuilder's own column lists empty; it would fill them from the model."""
        self._related_views: Sequence[Any] = ()
        self._filters = None
        self._base_filters = None

    def _init_forms(self) -> None:
        """Make no forms of Flask-AppBuilder's; ours come from the schema."""

    def _init_titles(self) -> None:
        """Take no English titles; the pages use the entity's labels."""

    @property
    def session(self) -> Session:
        """Return the request's session."""
        session: Session = db.session()
        return session

    def may(self, name: str) -> bool:
        """Return whether the user holds a permission on this entity."""
        return bool(self.appbuilder.sm.has_access(name, self.class_permission_name))

    def _row(self, pk: int) -> Any:
        """Return the record in scope; another district's is as little found as none.

        A page that is about to show it is written into the log of reading.
        """
        # Locked while it is compared and saved, so that two people do not save at once.
        lock: Any = {"of": self.model} if request.method == "POST" else None
        row = self.session.get(self.model, pk, with_for_update=lock)
        if row is None:
            abort(404)
        if request.method == "GET":
            self._log_read([pk])
        return row

    def _log_read(self, ids: Sequence[int], of: type[Base] | None = None) -> None:
        """Write who saw records of families; a page of a list is one entry with its ids."""
        log_read(self.session, of or self.model, ids)

    def _render(self, template: str, /, **context: Any) -> str:
        entity = self.model.__entity__
        self.update_redirect()
        return str(
            self.render_template(
                f"staff/{template}.html",
                view=self,
                entity=entity,
                model=self.model,
                title=gettext(entity.plural if template == "list" else entity.label),
                label=label,
                shown=shown,
                search=asked_by(self.model),
                **context,
            )
        )
