"""How does an office take the rows of a list away?"""

from __future__ import annotations

from flask import request
from flask_appbuilder import expose, has_access
from werkzeug.wrappers import Response

from app.admin.export import as_csv
from app.admin.page import Page
from app.extensions import clock
from app.services import audit


class ExportPages(Page):
    """The export of one entity."""

    @expose("/export")
    @has_access
    def export(self) -> Response:
        """Answer the rows that the list's address asks for as a table to take away."""
        table, ids = as_csv(self.session, self.model, request.args)
        audit.record_read(
            self.session, self.model.__name__, "", now=clock(), details={"export": ids}
        )
        answer = Response(table, mimetype="text/csv")
        name = f"{self.model.__tablename__}.csv"
        answer.headers["Content-Disposition"] = f"attachment; filename={name}"
        return answer
