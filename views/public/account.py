"""By which pages does a family open its account and enter it?"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired

from app.exceptions import JifenError
from app.extensions import clock, db
from app.forms.code_fields import CodeField
from app.forms.kinds import INPUT
from app.forms.validators import Sentence, id_number_rule, person_name_rule, phone_rule
from app.gateways.identity import Identity, identity_gateway
from app.policy.identity_numbers import normalise_mobile
from app.schema.fields import fields_of
from app.services import accounts, real_name, verification
from app.services.accounts import AccountRefused
from models.account import Account
from models.enums import CodePurpose, RealNameLevel
from views.public import family

pages = Blueprint("account", __name__)
ID_TYPE = fields_of(Account)["id_type"]
CODE = {**INPUT, "inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "6"}
SECRET = {**INPUT, "autocomplete": "new-password"}
RULES = lazy_gettext(
    "%(shortest)s to %(longest)s characters; not digits only, not your phone or ID number, none "
    "that is easy to guess.",
    shortest=accounts.SHORTEST,
    longest=accounts.LONGEST,
)


def _asked(words: Any) -> InputRequired:
    return InputRequired(message=words)


def _mobile(text: str | None) -> str | None:
    return normalise_mobile(text) if text else text


class LoginForm(FlaskForm):
    """Phone or ID number, and password."""

    login = StringField(
        lazy_gettext("Mobile number or ID number"),
        [_asked(lazy_gettext("Enter your mobile number or ID number."))],
        render_kw={**INPUT, "autocomplete": "username"},
    )
    password = PasswordField(
        lazy_gettext("Password"),
        [_asked(lazy_gettext("Enter your password."))],
        render_kw={**INPUT, "autocomplete": "current-password"},
    )


class RegisterForm(FlaskForm):
    """Who the guardian is, and the code that was sent to the phone."""

    name = StringField(
        lazy_gettext("Guardian's name"),
        [_asked(lazy_gettext("Enter the name.")), Sentence(person_name_rule)],
        render_kw={**INPUT, "autocomplete": "name"},
    )
    id_type = CodeField(lazy_gettext("ID type"), ID_TYPE, blank=False)
    id_number = StringField(
        lazy_gettext("Number of the document"),
        [_asked(lazy_gettext("Enter the number of the document.")), Sentence(id_number_rule)],
        render_kw=INPUT,
    )
    phone = StringField(
        lazy_gettext("Mobile number"),
        [_asked(lazy_gettext("Enter the mobile number.")), Sentence(phone_rule)],
        filters=[_mobile],
        render_kw={**INPUT, "autocomplete": "tel", "inputmode": "numeric"},
    )
    code = StringField(
        lazy_gettext("Code"), [_asked(lazy_gettext("Enter the code."))], render_kw=CODE
    )
    password = PasswordField(
        lazy_gettext("Password"),
        [_asked(lazy_gettext("Choose a password."))],
        description=RULES,
        render_kw=SECRET,
    )


class ResetForm(FlaskForm):
    """A new password, confirmed by a code."""

    phone = StringField(
        lazy_gettext("Mobile number"),
        [_asked(lazy_gettext("Enter the mobile number.")), Sentence(phone_rule)],
        filters=[_mobile],
        render_kw={**INPUT, "inputmode": "numeric"},
    )
    code = StringField(
        lazy_gettext("Code"), [_asked(lazy_gettext("Enter the code."))], render_kw=CODE
    )
    password = PasswordField(
        lazy_gettext("New password"),
        [_asked(lazy_gettext("Choose a password."))],
        description=RULES,
        render_kw=SECRET,
    )


@pages.route("/login", methods=["GET", "POST"])
def login() -> str | Response | tuple[str, int]:
    """Enter an account."""
    form = LoginForm()
    if form.validate_on_submit():
        key = accounts.log_in(db.session(), form.login.data, form.password.data, clock())
        if key is not None:
            family.begin(key)
            return redirect(family.safe_next(request.args.get("next", "")))
        form.password.errors = [
            gettext(
                "Number or password is wrong, or there were too many tries. "
                "After ten tries wait 15 minutes."
            )
        ]
    return _page("login", form)


@pages.route("/register", methods=["GET", "POST"])
def register() -> str | Response | tuple[str, int]:
    """Open an account."""
    form = RegisterForm()
    if request.method == "POST" and request.form.get("send"):
        return _send(form, CodePurpose.register, "register")
    if form.validate_on_submit():
        gateway = identity_gateway(current_app.config["SETTINGS"].identity_gateway)
        claimed = Identity(
            form.name.data, form.id_type.data, form.id_number.data, form.phone.data,
            RealNameLevel.unverified,
        )  # fmt: skip
        try:
            made = accounts.register(
                db.session(), gateway, claimed, form.password.data, form.code.data, clock()
            )
        except AccountRefused as refused:
            form[refused.field].errors = [gettext(refused.msgid)]
        except JifenError as refused:
            form.code.errors = [family.said(refused)]
        else:
            family.begin(made.id)
            return redirect(url_for("account.mine"))
    return _page("register", form)


@pages.route("/password", methods=["GET", "POST"])
def reset() -> str | Response | tuple[str, int]:
    """Find back the password by a code; whether there is an account is not told."""
    form = ResetForm()
    if request.method == "POST" and request.form.get("send"):
        return _send(form, CodePurpose.reset_password, "reset")
    if form.validate_on_submit():
        try:
            verification.consume(
                db.session(), phone=form.phone.data, purpose=CodePurpose.reset_password,
                content_hash="", code=form.code.data, now=clock(),
            )  # fmt: skip
            key = accounts.find_by_phone(db.session(), form.phone.data)
            if key is not None:
                accounts.change_password(db.session(), key, form.password.data, clock())
                family.end_everywhere(key)
        except AccountRefused as refused:
            form[refused.field].errors = [gettext(refused.msgid)]
        except JifenError as refused:
            form.code.errors = [family.said(refused)]
        else:
            flash(gettext("The password was changed. Log in with it."), "success")
            return redirect(url_for("account.login"))
    return _page("reset", form)


def _send(form: Any, purpose: CodePurpose, name: str) -> str | tuple[str, int]:
    """Send a code to the typed phone and show the page again, with all that was typed."""
    if form.phone.validate(form):
        try:
            verification.send(
                db.session(), account_id=None, phone=form.phone.data, purpose=purpose,
                content_hash="", now=clock(), network=request.remote_addr or "",
            )  # fmt: skip
            db.session.commit()
            flash(gettext("The code was sent. It is valid for 5 minutes."), "success")
        except JifenError as refused:
            db.session.rollback()
            form.code.errors = [family.said(refused)]
    return _page(name, form, sending=True)


def _page(name: str, form: Any, *, sending: bool = False) -> str | tuple[str, int]:
    text = render_template(f"parents/{name}.html", form=form)
    return (text, 422) if form.errors and not sending else text


@pages.post("/logout")
def logout() -> Response:
    """Leave the account."""
    family.end()
    return redirect(url_for("entry.home"))


@pages.get("/account")
@family.families_only
def mine() -> str:
    """Show the own account and its real-name level."""
    return render_template(
        "parents/account.html",
        district=family.chosen_district(),
        mine=family.mine(),
        self_upgrade=_self_upgrade(),
    )


def _self_upgrade() -> bool:
    """Return whether families raise themselves; never in production, whatever is set."""
    config = current_app.config
    return bool(config["SETTINGS"].self_upgrade) and not config["PRODUCTION"]


@pages.post("/account/raise-level")
@family.families_only
def raise_level() -> Response:
    """Raise the own account to the middle level; there is such a page in trial runs only."""
    if not _self_upgrade():
        abort(404)
    try:
        real_name.raise_by_itself(db.session(), family.account().id, clock())
    except JifenError as refused:
        flash(gettext(refused.msgid), "danger")
    else:
        flash(gettext("Your account is at the middle real-name level now."), "success")
    return redirect(url_for("account.mine"))


@pages.post("/account/log-out-everywhere")
@family.families_only
def log_out_everywhere() -> Response:
    """End every session of the account, this one too."""
    family.end_everywhere(family.account().id)
    family.end()
    return redirect(url_for("account.login"))
