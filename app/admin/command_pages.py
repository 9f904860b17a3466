"""On which page is a command asked about and carried out, on one row or on those chosen?"""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder import expose, has_access, permission_name
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.admin.bulk_edit import MOST
from app.admin.commands import carry_out, plan
from app.admin.page import Page
from app.admin.selection import keep, meant
from app.extensions import clock
from app.schema.commands import Command


class CommandPages(Page):
    """The commands of one entity."""

    def commands(self, row: Any = None) -> dict[str, Command]:
        """Return what the user may do, with this row where one is given."""
        now = clock()
        return {
            name: one
            for name, one in self.model.__entity__.commands.items()
            if self.may(name) and (row is None or one.why_not(row, now) is None)
        }

    @expose("/do/<string:name>", methods=["GET", "POST"])
    @has_access
    @permission_name("list")
    def do(self, name: str) -> str | Response:
        """Ask, then do it with each row on which it is possible."""
        if name not in self.model.__entity__.commands:
            abort(404)
        if not self.may(name):
            abort(403)
        ids, command = meant(self.model, MOST), self.model.__entity__.commands[name]
        if request.method == "GET":
            lines = plan(self.session, self.model, name, ids, clock())
            self._log_read([one.pk for one in lines])
            return self._render("command", command=command, name=name, lines=lines, done=False)
        lines = carry_out(self.session, self.model, name, ids, clock())
        keep(self.model, [])
        if len(lines) == 1 and not lines[0].why:
            label = gettext(command.label)
            flash(gettext("%(label)s: done.", label=label), "success")
            return redirect(url_for(f"{self.endpoint}.show", pk=lines[0].pk))
        return self._render("command", command=command, name=name, lines=lines, done=True)
