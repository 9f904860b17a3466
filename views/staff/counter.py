"""On which page does the counter raise an account after seeing its holder's paper?"""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from sqlalchemy import select
from werkzeug.wrappers import Response
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.exceptions import JifenError
from app.extensions import clock, db
from app.forms.code_fields import CodeField
from app.forms.kinds import INPUT
from app.forms.validators import Sentence, id_number_rule, person_name_rule
from app.schema.fields import fields_of
from app.security.actor import actor
from app.security.masking import mask
from app.services import counter
from app.services.accounts import AccountRefused
from models.account import Account
from views.staff.access import staff_only

pages = Blueprint("counter", __name__)
RIGHT, OF = "raise_level", "Account"
ID_TYPE = fields_of(Account)["id_type"]


class SearchForm(FlaskForm):
    """A phone or an ID number, whole."""

    typed = StringField(
        lazy_gettext("Mobile number or ID number"),
        [InputRequired(lazy_gettext("Enter the whole mobile number or ID number."))],
        render_kw={**INPUT, "autocomplete": "off", "maxlength": "40"},
    )


class PaperForm(FlaskForm):
    """What stands on the paper that the holder shows."""

    name = StringField(
        lazy_gettext("Name on the paper"),
        [InputRequired(lazy_gettext("Enter the name.")), Sentence(person_name_rule)],
        render_kw={**INPUT, "autocomplete": "off"},
    )
    id_type = CodeField(lazy_gettext("ID type"), ID_TYPE, blank=False)
    id_number = StringField(
        lazy_gettext("ID number"),
        [InputRequired(lazy_gettext("Enter the ID number.")), Sentence(id_number_rule)],
        description=lazy_gettext("Type it from the paper; it is compared with the account."),
        render_kw={**INPUT, "autocomplete": "off"},
    )
    evidence = TextAreaField(
        lazy_gettext("What was seen"),
        [
            InputRequired(lazy_gettext("Write what document you saw.")),
            Length(max=300, message=lazy_gettext("At most 300 characters.")),
        ],
        description=lazy_gettext("For example: original ID card, face compared with its holder."),
        render_kw={**INPUT, "rows": 2},
    )
    correct = BooleanField(lazy_gettext("Correct the account by this paper"))


@pages.route("/counter", methods=["GET", "POST"])
@staff_only(RIGHT, OF)
def search() -> str | Response | tuple[str, int]:
    """Ask for a phone or an ID number; sent by POST, so that neither stands in an address."""
    form = SearchForm()
    if form.validate_on_submit():
        found = counter.find(db.session(), form.typed.data, clock())
        if found is not None:
            return redirect(url_for("counter.show", uid=found.uid))
        form.typed.errors = [gettext("No account has exactly this number. Check every digit.")]
    page = render_template("staff/counter_search.html", form=form, title=gettext("Counter"))
    return (page, 422) if form.errors else page


@pages.get("/counter/<string:uid>")
@staff_only(RIGHT, OF)
def show(uid: str) -> str:
    """Show the account, and ask what stands on the paper."""
    return _page(_account(uid), PaperForm(formdata=None))


@pages.post("/counter/<string:uid>")
@staff_only(RIGHT, OF)
def confirm(uid: str) -> str | Response | tuple[str, int]:
    """Raise the account, corrected by the paper where that was asked for."""
    form, account = PaperForm(), _account(uid)
    if not form.validate_on_submit():
        return _page(account, form), 422
    paper = counter.Paper(form.name.data, form.id_type.data, form.id_number.data)
    try:
        counter.confirm(
            db.session(), account, paper, form.evidence.data, actor(), clock(),
            correct=form.correct.data,
        )  # fmt: skip
    except AccountRefused as refused:
        db.session.rollback()
        form[refused.field].errors = [gettext(refused.msgid)]
        return _page(_account(uid), form), 422
    except JifenError as refused:
        db.session.rollback()
        form.form_errors.append(gettext(refused.msgid, **refused.params))
        return _page(_account(uid), form), 422
    flash(gettext("The account is at the middle real-name level now."), "success")
    return redirect(url_for("counter.show", uid=uid))


def _account(uid: str) -> Account:
    found = db.session.scalar(select(Account).where(Account.uid == uid))
    if found is None:
        abort(404)
    return found


def _page(account: Account, form: PaperForm) -> str:
    fields = fields_of(Account)
    return render_template(
        "staff/counter.html",
        account=account,
        number=mask(fields["id_number"], account.id_number) if account.id_number else "",
        phone=mask(fields["phone"], account.phone),
        form=form,
        title=gettext("Counter"),
    )
