"""What does a member of staff see first? How much waits in every list that has tabs."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, url_for
from flask_appbuilder import IndexView, expose
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from app.admin.counting import tab_counts
from app.extensions import db
from app.schema.choices import Choice
from app.schema.entity import Entity
from app.schema.fields import fields_of
from app.schema.registry import entities


@dataclass(frozen=True)
class Overview:
    """The tabs of one list with their counts."""

    endpoint: str
    entity: Entity
    title: str
    counts: tuple[tuple[Choice, str], ...]


class PortalIndexView(IndexView):
    """The first page: each list with tabs that the user may see, with its counts."""

    index_template = "appbuilder/index.html"

    @expose("/")
    def index(self) -> str | Response:
        """Show what there is to do; whoever is not logged in is led to the login."""
        if not current_user.is_authenticated:
            return redirect(url_for("AuthDBView.login"))
        self.update_redirect()
        return str(self.render_template(self.index_template, overviews=self._overviews()))

    def _overviews(self) -> list[Overview]:
        found = []
        for name, model in entities().items():
            entity = model.__entity__
            choices = fields_of(model)[entity.tabs].choices if entity.tabs else None
            if choices is None or not self.appbuilder.sm.has_access("can_list", name):
                continue
            counts = tab_counts(db.session(), model)
            states = tuple(
                (one, counts[one.name].words if one.name in counts else "0") for one in choices
            )
            found.append(Overview(f"{name}View.list", entity, gettext(entity.plural), states))
        return found
