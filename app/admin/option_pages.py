"""Which answers does a form offer while somebody types? For its script; JSON, in scope, few."""

from __future__ import annotations

from typing import Any

from flask import abort, jsonify, request
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name

from app.admin.office_form import editable
from app.admin.page import Page
from app.admin.pickers import LONGEST, find, target_of
from app.schema.fields import Field
from app.schema.kinds import Kind
from app.security.actor import actor
from app.services import regions
from app.services.corrections import corrigible

FORMS = ("add", "edit", "correct")
CODE = 12


class OptionPages(Page):
    """What the pickers of one entity's forms ask for."""

    @expose("/options/<string:name>", methods=["POST"])
    @has_access
    @permission_name("list")
    def options(self, name: str) -> Any:
        """Answer the records that a link may name, or the divisions below one.

        What somebody typed is often a name: it is sent, so that no address or log holds it.
        """
        if not any(self.may(f"can_{right}") for right in FORMS):
            abort(403)
        field = self._asked(name)
        if any("\x00" in text for text in request.form.values()):
            abort(400)
        if field.kind is Kind.region:
            code = request.form.get("above", "")[:CODE]
            found = regions.below(self.session, code)
        else:
            words = request.form.get("q", "").strip()
            if len(words) > LONGEST:
                abort(400)
            pairs = find(self.session, target_of(field), words)
            self._log_read([key for key, _ in pairs], target_of(field))
            found = [(str(key), told) for key, told in pairs]
        return jsonify(result=[{"id": key, "words": told} for key, told in found])

    def _asked(self, name: str) -> Field:
        """Return the field whose answers the user's own form offers; 404 for any other."""
        fields = {**editable(self.model), **corrigible(self.model, actor())}
        field = fields.get(name)
        if field is None or field.kind not in {Kind.link, Kind.region}:
            abort(404)
        return field
