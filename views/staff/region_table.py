"""On which page does the office import its table of administrative divisions?"""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response

from app.exceptions import JifenError
from app.extensions import clock, db
from app.forms.kinds import INPUT
from app.schema.fields import fields_of
from app.services import region_import
from app.services.region_import import Preview
from models.region import Region
from views.staff.access import staff_only

pages = Blueprint("region_table", __name__)
RIGHT, OF = "import_table", "Region"
COLUMNS = ("code", "name", "valid_from", "valid_to")


class TableForm(FlaskForm):
    """The file to import."""

    table = FileField(
        lazy_gettext("File"),
        [FileRequired(lazy_gettext("Choose a file."))],
        description=lazy_gettext(
            "CSV in UTF-8 or GB 18030 with the columns code, name, valid_from and valid_to, "
            "as the export of the list has them."
        ),
        render_kw={**INPUT, "accept": ".csv,text/csv"},
    )


@pages.get("/regions/import")
@staff_only(RIGHT, OF)
def ask() -> str:
    """Ask for the file."""
    return _page(TableForm(formdata=None))


@pages.post("/regions/import")
@staff_only(RIGHT, OF)
def take() -> str | Response | tuple[str, int]:
    """Say what the file would do, or take it in."""
    form, keep = TableForm(), request.form.get("act") == "import"
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        found = region_import.bring_up_to_date(
            db.session(), form.table.data.read(), _heads(), clock(), keep=keep
        )
    except JifenError as refused:
        db.session.rollback()
        form.table.errors = [gettext(refused.msgid, **refused.params)]
        return _page(form), 422
    if found.errors:
        return _page(form, found), 422
    if not keep:
        return _page(form, found)
    flash(gettext("Imported: %(new)s new, %(changed)s changed.", **_numbers(found)), "success")
    return redirect(url_for("RegionView.list"))


def _numbers(found: Preview) -> dict[str, int]:
    return {"new": found.new, "changed": found.changed, "same": found.same}


def _heads() -> dict[str, str]:
    """Return the heads that name a column: its own name, and its label in the page's language."""
    fields = fields_of(Region)
    return {word: one for one in COLUMNS for word in (one, gettext(fields[one].label))}


def _page(form: TableForm, found: Preview | None = None) -> str:
    return render_template(
        "staff/region_table.html",
        form=form,
        found=found,
        numbers=_numbers(found) if found else {},
        title=gettext("Import regions"),
    )
