"""How is one record shown, with what belongs to it?"""

from __future__ import annotations

from flask_appbuilder import expose, has_access

from app.admin.columns import shown_fields
from app.admin.page import Page


class DetailPages(Page):
    """The detail page of one entity."""

    @expose("/show/<int:pk>")
    @has_access
    def show(self, pk: int) -> str:
        """Show one record with what belongs to it."""
        row = self._row(pk)
        self._log_read([row.id])
        return self._render("show", row=row, names=shown_fields(self.model))
