"""How is one record shown, with what belongs to it and what happened to it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext

from app.admin.columns import shown_fields
from app.admin.naming import named
from app.admin.neighbours import list_args, neighbours
from app.admin.page import Page
from app.admin.read_log import how, may_see_readers, readers
from app.admin.related_rows import related_counts, related_rows, target_of
from app.admin.restoring import may_restore
from app.admin.timeline import KINDS, timeline
from app.schema.base import Base
from app.schema.entity import Can
from app.schema.fields import fieldsets_of
from app.security.actor import actor

HISTORY, READERS = "history", "readers"


@dataclass(frozen=True)
class Tab:
    """One tab of a record: its name in the address, its words, how many rows it has."""

    name: str
    label: str
    count: str = ""


class DetailPages(Page):
    """The detail page of one entity."""

    @expose("/show/<int:pk>")
    @has_access
    def show(self, pk: int) -> str:
        """Show one record, and of the rest what the open tab asks for."""
        row = self._row(pk)
        tabs, tab = self._tabs(row), request.args.get("tab", "")
        if tab not in {one.name for one in tabs}:
            abort(404)
        return self._render(
            "show", row=row, tabs=tabs, tab=tab, named=named, **self._came_from(row),
            **self._content(row, tab),
        )  # fmt: skip

    def _tabs(self, row: Any) -> list[Tab]:
        names = [one for one in self.model.__entity__.related if self._lists(self._target(one))]
        counts = related_counts(self.session, row, names)
        found = [Tab("", gettext("Details"))]
        for name in names:
            words = gettext(self._target(name).__entity__.plural)
            found.append(Tab(name, words, counts[name].words))
        found.append(Tab(HISTORY, gettext("History")))
        if may_see_readers(actor()):
            found.append(Tab(READERS, gettext("Who saw it")))
        return found

    def _content(self, row: Any, tab: str) -> Mapping[str, Any]:
        if tab == "":
            return {"groups": self._groups()}
        if tab == HISTORY:
            found = timeline(self.session, row, request.args, self._lists)
            kinds = KINDS if self.model.__entity__.workflow else {}
            return {"timeline": found, "kinds": kinds, "restorable": self._restorable}
        if tab == READERS:
            return {"readers": readers(self.session, row, request.args), "how": how}
        found_rows = related_rows(self.session, row, tab, request.args)
        self._log_read([one.id for one in found_rows.rows], found_rows.model)
        return {"related": found_rows, "details_of": self._details_of}

    def _groups(self) -> list[tuple[str, list[str]]]:
        """Return the fields that the reader sees, under their headings."""
        found = fieldsets_of(self.model, shown_fields(self.model))
        own = self.model.__entity__.label
        return [(gettext(heading or own), names) for heading, names in found]

    def _came_from(self, row: Any) -> Mapping[str, Any]:
        """Return the list from which the reader came, and the records beside this one in it."""
        address = request.args.get("from", "")
        if not address:
            return {"back": url_for(f"{self.endpoint}.list"), "beside": (None, None)}
        args: dict[str, Any] = dict(list_args(address).lists())
        back = url_for(f"{self.endpoint}.list", **args)
        return {"back": back, "beside": neighbours(self.session, self.model, row, address)}

    def _target(self, name: str) -> type[Base]:
        return target_of(self.model, name)

    def _lists(self, model: type[Base]) -> bool:
        return bool(self.appbuilder.sm.has_access("can_list", model.__name__))

    def _details_of(self, model: type[Base], pk: int) -> str:
        """Return the address of a related record; empty where the reader may not open it."""
        opens = self.appbuilder.sm.has_access("can_show", model.__name__)
        return url_for(f"{model.__name__}View.show", pk=pk) if opens else ""

    def _restorable(self, entity: str, name: str) -> bool:
        """Return whether the reader may bring back a value of a field of this very record."""
        own = entity == self.model.__name__ and Can.edit in self.model.__entity__.granted
        return own and self.may("can_edit") and may_restore(self.model, name, actor())
