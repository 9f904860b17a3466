"""How does Flask-Admin show these rows, with the views that it makes by itself?

It brings no accounts: who may log in is written here, and costs no query.
"""

from __future__ import annotations

from flask import Flask, flash, redirect, request
from flask_admin import Admin
from flask_admin.actions import action
from flask_admin.contrib.sqla import ModelView
from flask_admin.contrib.sqla.filters import FilterEqual, IntEqualFilter
from flask_admin.form import SecureForm
from flask_login import LoginManager, UserMixin, current_user, login_user
from flask_sqlalchemy import SQLAlchemy

from bench.peers.columns import EXPORTED, FORM, LIST, OWNED, PAGE, RELATED, STUDENTS
from bench.peers.mapping import mapped

app = Flask(__name__)
app.config.update(SECRET_KEY="bench", SQLALCHEMY_DATABASE_URI="postgresql+psycopg://")
db = SQLAlchemy(app)
models = mapped(db.Model)
logins = LoginManager(app)


class User(UserMixin):
    """The one who may log in."""

    id = "admin"


@logins.user_loader
def user(name):
    """Return who is logged in."""
    return User() if name == "admin" else None


@app.route("/login", methods=["GET", "POST"])
def login():
    """Let the one user in."""
    if request.form.get("username") == request.form.get("password") == "admin":
        login_user(User())
        return redirect("/admin/")
    return '<form method="post"><input name="username"><input name="password"></form>'


class View(ModelView):
    """What all views have."""

    form_base_class = SecureForm
    page_size = PAGE
    can_set_page_size = False
    can_view_details = True

    def is_accessible(self):
        """Tell whether somebody is logged in."""
        return current_user.is_authenticated


def every(_view, _context, row, name):
    """Return all rows of a relation in words."""
    return "; ".join(map(str, getattr(row, name)))


class ApplicationView(View):
    """The applications with all that belongs to them."""

    column_list = list(LIST)
    column_default_sort = ("id", True)
    can_export = True
    export_max_rows = EXPORTED
    column_searchable_list = [
        "serial_numbers",
        models.Student.name,
        models.Student.id_number_index,
    ]
    column_filters = [
        IntEqualFilter(models.Application.district_id, "district"),
        FilterEqual(models.Application.status, "status"),
        "year",
    ]
    named_filter_urls = True
    column_details_list = [*LIST, *OWNED]
    column_formatters_detail = dict.fromkeys(OWNED, every)
    form_columns = list(FORM)

    @action("approve", "Approve", "Sure?")
    def approve(self, ids):
        """Approve what was chosen, as the documentation shows."""
        chosen = models.Application.id.in_([int(one) for one in ids])
        for row in db.session.query(models.Application).filter(chosen).all():
            row.status = "approved"
        db.session.commit()
        flash("approved")


class PartView(View):
    """What belongs to an application."""

    form_ajax_refs = {"application": {"fields": ["serial_numbers"]}}


class StudentsView(PartView):
    """The students by themselves."""

    column_list = list(STUDENTS)
    column_sortable_list = ["name", "serial_number", "birth_date", "outcome", "points"]


admin = Admin(app, name="bench")
admin.add_view(ApplicationView(models.Application, db.session, endpoint="application"))
admin.add_view(StudentsView(models.Student, db.session, endpoint="student"))
for part in set(RELATED) - {"Student"}:
    admin.add_view(PartView(getattr(models, part), db.session, endpoint=part.lower()))
