"""How does the list of an entity answer?"""

from __future__ import annotations

from flask import request
from flask_appbuilder import expose, has_access

from app.admin.columns import label, shown_columns
from app.admin.filters import askable
from app.admin.listing import listing
from app.admin.operators import operators_of
from app.admin.page import Page
from app.admin.quick_search import can_search


class ListPages(Page):
    """The list of one entity."""

    @expose("/list/")
    @has_access
    def list(self) -> str:
        """Show one page of the rows in scope."""
        also = ("round",) if self.model.__entity__.workflow else ()
        page = listing(self.session, self.model, request.args, also)
        self._log_read([row.id for row in page.rows])
        heads = {name: str(label(self.model, name)) for name in shown_columns(self.model)}
        return self._render(
            "list",
            page=page,
            heads=heads,
            quick=can_search(self.model),
            askable=askable(self.model),
            operators_of=operators_of,
        )
