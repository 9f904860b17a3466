"""On which page does a member of staff make keys for programs, look after them and revoke them?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, current_app, flash, g, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.admin.codes import word
from app.admin.token_access import grantable
from app.extensions import clock, db
from app.forms.api_token import TokenForm
from app.security.actor import actor
from app.services import api_tokens as service
from views.staff.access import permitted, staff_only

pages = Blueprint("api_tokens", __name__)
HOLD, REVOKE, OF = "hold", "revoke", "ApiToken"


@pages.get("/my/access-tokens")
@staff_only(HOLD, OF)
def own() -> str:
    """Show the own keys: what each opens, when it was used, when it ends."""
    return _own_page()


@pages.route("/my/access-tokens/new", methods=["GET", "POST"])
@staff_only(HOLD, OF)
def add() -> str | tuple[str, int]:
    """Ask for what a key is to open, and show it once."""
    form = TokenForm()
    form.offer(_offered(), _longest(), clock())
    if not form.validate_on_submit():
        return _form_page(form)
    if not _manager().knows_password(g.user, form.password.data):
        form.password.errors = [gettext("This is not your present password.")]
        return _form_page(form)
    try:
        secret = service.create(
            db.session(), actor(), form.asked(),
            grantable=grantable(_manager()), longest=_longest(), now=clock(),
        )  # fmt: skip
    except service.TokenRefused as refused:
        form[refused.field].errors = [gettext(refused.msgid, **refused.params)]
        return _form_page(form)
    return _own_page(secret)


@pages.post("/access-tokens/<int:pk>/revoke")
@staff_only(HOLD, OF)
def revoke(pk: int) -> Response:
    """End a key at once, the own or, for who looks after all, another's."""
    mine = {one.id for one in service.own(db.session(), actor())}
    if pk not in mine and not permitted(REVOKE, OF):
        return current_app.make_response((_own_page(), 404))
    token = service.revoke(db.session(), pk, clock())
    flash(gettext("Revoked: %(name)s. No program gets in with it any more.", name=token.name))
    if pk in mine:
        return redirect(url_for("api_tokens.own"))
    return redirect(url_for("ApiTokenView.show", pk=pk))


def _own_page(secret: str = "") -> str:
    return render_template(
        "staff/api_tokens.html", tokens=service.own(db.session(), actor()), secret=secret,
        now=clock(), title=gettext("My access tokens"),
    )  # fmt: skip


def _form_page(form: TokenForm) -> str | tuple[str, int]:
    page = render_template(
        "staff/api_token_form.html", form=form, title=gettext("New access token")
    )
    return (page, 422) if form.is_submitted() else page


def _offered() -> list[tuple[str, str]]:
    return [(scope, word(scope)) for scope in grantable(_manager())]


def _longest() -> timedelta:
    return timedelta(days=current_app.config["API_TOKEN_DAYS"])


def _manager() -> Any:
    builder: Any = current_app.extensions["appbuilder"]
    return builder.sm
