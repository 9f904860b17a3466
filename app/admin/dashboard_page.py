"""On which page do the declared charts of all entities stand?"""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from flask_appbuilder import AppBuilder, BaseView, expose
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from app.admin.chart_words import spell
from app.admin.dashboards import board, charts_for
from app.admin.periods import LABELS, period_named
from app.admin.roles import DASHBOARD
from app.extensions import clock, db
from app.schema.base import Base
from app.schema.registry import entities
from app.schema.words import N_
from app.security.actor import actor

ICON, TITLE = "layout-dashboard", N_("Dashboard")


class DashboardView(BaseView):
    """The figures of every entity that the reader may list; nothing of it is a right of its own."""

    route_base = "/dashboard"
    default_view = "show"
    base_permissions = ()

    @expose("/")
    def show(self) -> str | Response:
        """Show what happened in the period; whoever is not logged in is led to the login."""
        if not current_user.is_authenticated:
            back = request.script_root + request.path
            return redirect(url_for("AuthDBView.login", next=back))
        models = self._models()
        if not models:
            abort(403)
        now = clock()
        period = period_named(db.session(), request.args.get("period", "week"), now)
        return str(
            self.render_template(
                "staff/dashboard.html",
                title=gettext(TITLE),
                board=board(db.session(), models, period, actor()),
                period=period,
                periods=LABELS,
                now=now,
                spell=spell,
                nice_top=nice_top,
            )
        )

    def _models(self) -> list[type[Base]]:
        """Return the entities that the reader may list and that have a chart for it."""
        may = self.appbuilder.sm.has_access
        return [
            model
            for name, model in entities().items()
            if charts_for(model, actor()) and may("can_list", name)
        ]


def nice_top(greatest: int) -> int:
    """Return a round number, not below ``greatest``, that four lines of a chart divide."""
    unit = 4
    while unit * 10 < greatest:
        unit *= 10
    return next(unit * one for one in (1, 2, 3, 5, 10) if unit * one >= greatest)


def add_dashboard(builder: AppBuilder) -> None:
    """Add the page and its entry, the first of the menu."""
    builder.add_view_no_menu(DashboardView)
    builder.add_link(DASHBOARD, href="DashboardView.show", icon=ICON, label=lazy_gettext(TITLE))
    menu = builder.menu.get_list()
    menu.insert(0, menu.pop())
