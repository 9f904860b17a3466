"""How does Flask-AppBuilder show these rows, with the views that it makes by itself?

Not by itself: a CSV export, which a ModelView has not, is written as its users write it.
"""

from __future__ import annotations

import csv
import io
import os

from flask import Flask, Response, redirect
from flask_appbuilder import AppBuilder, Model, ModelView, expose, has_access
from flask_appbuilder.actions import action
from flask_appbuilder.models.sqla.interface import SQLAInterface
from flask_appbuilder.urltools import get_filter_args
from flask_appbuilder.utils.legacy import get_sqla_class

from bench.peers.columns import EXPORTED, FORM, LIST, PAGE, RELATED, STUDENTS
from bench.peers.mapping import mapped

FIRST = os.environ.get("BENCH_PREPARE") == "1"
app = Flask(__name__)
app.config.update(
    SECRET_KEY="bench",
    SQLALCHEMY_DATABASE_URI="postgresql+psycopg://",
    APP_NAME="bench",
    AUTH_TYPE=1,
    WTF_CSRF_ENABLED=True,
    RATELIMIT_ENABLED=False,
    FAB_API_SWAGGER_UI=False,
    FAB_UPDATE_PERMS=FIRST,
)
db = get_sqla_class()(app)
models = mapped(Model)


def part(name: str) -> type:
    """Return the view of what belongs to an application."""
    shown = list(RELATED[name])
    said = {"datamodel": SQLAInterface(getattr(models, name)), "list_columns": shown}
    return type(f"{name}View", (ModelView,), {**said, "show_columns": shown, "page_size": PAGE})


class StudentsView(ModelView):
    """The students by themselves."""

    datamodel = SQLAInterface(models.Student)
    list_columns = list(STUDENTS)
    search_columns = ["name", "id_number_index"]
    page_size = PAGE


class ApplicationView(ModelView):
    """The applications with all that belongs to them."""

    datamodel = SQLAInterface(models.Application)
    page_size = PAGE
    base_order = ("id", "desc")
    list_columns = list(LIST)
    show_columns = list(LIST)
    search_columns = ["serial_numbers", "district", "status", "year", "filed_at"]
    edit_columns = list(FORM)
    add_columns = edit_columns
    related_views = [part(name) for name in RELATED]

    @action("approve", "Approve", "Sure?", "fa-check")
    def approve(self, items):
        """Approve one after the other, as the documentation shows."""
        for item in items if isinstance(items, list) else [items]:
            item.status = "approved"
            self.datamodel.edit(item)
        self.update_redirect()
        return redirect(self.get_redirect())

    @expose("/export")
    @has_access
    def export(self):
        """Answer the filtered list as CSV."""
        get_filter_args(self._filters)
        asked = {"page": 0, "page_size": EXPORTED, "select_columns": list(LIST)}
        _, items = self.datamodel.query(self._filters, "id", "asc", **asked)
        file = io.StringIO()
        writer = csv.writer(file)
        writer.writerow(LIST)
        writer.writerows([getattr(item, name) for name in LIST] for item in items)
        return Response(file.getvalue(), mimetype="text/csv")


with app.app_context():
    appbuilder = AppBuilder(app, db.session)
    appbuilder.add_view(ApplicationView, "Applications", category="Enrolment")
    appbuilder.add_view(StudentsView, "Students", category="Enrolment")
    for view in ApplicationView.related_views:
        appbuilder.add_view(view, view.__name__, category="Enrolment")
    if FIRST and not appbuilder.sm.find_user("admin"):
        role = appbuilder.sm.find_role("Admin")
        appbuilder.sm.add_user("admin", "A", "B", "admin@example.org", role, "admin")
