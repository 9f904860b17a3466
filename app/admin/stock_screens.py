"""What is closed and recorded on the screens of users, roles and groups that are not ours?

Flask-AppBuilder writes them; the office reads them, and composes roles where it may. Routes that
nobody needs are left out, since they do not check what they are asked: an unknown action is an
error 500, a file is served unseen, the chart reads every user.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask import current_app, g
from flask_appbuilder.exceptions import DatabaseException
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.models.sqla.interface import SQLAInterface
from flask_appbuilder.validators import PasswordComplexityValidator
from flask_babel import gettext, lazy_gettext
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import attributes
from werkzeug.exceptions import NotFound
from wtforms import PasswordField
from wtforms.validators import DataRequired, EqualTo, ValidationError

from app.extensions import clock, db
from app.forms.kinds import INPUT
from app.services import audit

CLOSED = {"action", "action_post", "download", "delete"}
CLOSED_API = {"login", "refresh"}
"""The stock token login knows neither lock nor session."""
SEARCHED = {
    "userdbmodelview": ["username", "last_name", "first_name", "email"],
    "rolemodelview": ["name"],
    "groupmodelview": ["name", "label"],
}
"""By what the office looks for them; stock offers every column, and lists every row of each
relation as an option, and compares a yes with any word, which PostgreSQL takes for an error."""
CRUD = ["can_list", "can_show", "can_add", "can_edit"]
RIGHTS = {"userdbmodelview": ["can_userinfo"]}
"""The rights on these screens beside the usual ones."""
LABELS = {
    "name": lazy_gettext("Name"),
    "label": lazy_gettext("Label"),
    "description": lazy_gettext("Description"),
    "users": lazy_gettext("Users"),
    "roles": lazy_gettext("Roles"),
}
"""What stock leaves to be made from the column's English name."""
DIGITS = re.compile(r"[0-9]{1,9}")
SECRET = frozenset({"password"})
PRESENT = {**INPUT, "autocomplete": "current-password"}
NEW = {**INPUT, "autocomplete": "new-password"}


class OwnPasswordForm(DynamicForm):
    """Asks for the present password too; stock lets whoever finds an open screen set a new one."""

    current = PasswordField(
        lazy_gettext("Present password"), validators=[DataRequired()], render_kw=PRESENT
    )
    password = PasswordField(
        lazy_gettext("New password"),
        description=lazy_gettext(
            "At least 10 characters, with two capital letters, three small letters, two digits "
            "and one other character."
        ),
        validators=[DataRequired(), PasswordComplexityValidator()],
        render_kw=NEW,
    )
    conf_password = PasswordField(
        lazy_gettext("New password again"),
        validators=[EqualTo("password", message=lazy_gettext("The two passwords differ."))],
        render_kw=NEW,
    )

    def validate_current(self, field: Any) -> None:
        """Check the password as the login does, with its lock."""
        if not _manager().knows_password(g.user, field.data):
            raise ValidationError(gettext("This is not your present password."))


class QuietInterface(SQLAInterface):
    """Says in a sentence that a record was refused; stock shows the statement."""

    def add(self, item: Any, commit: bool = True) -> None:  # noqa: FBT001, FBT002 - stock's signature
        """Add a record, or say that it was refused."""
        try:
            super().add(item, commit)
        except SQLAlchemyError:
            refused = gettext("This contradicts another record. Nothing was saved.")
            raise DatabaseException(refused) from None


class Recorded:
    """Lets nobody change the own rights, and writes down who changed whose."""

    def pre_add(self, item: Any) -> None:
        """Record what is added, in the transaction that adds it."""
        super().pre_add(item)  # type: ignore[misc]
        _refuse_own(item)
        _record("add", item)

    def pre_update(self, item: Any) -> None:
        """Record what is changed, in the transaction that changes it."""
        _refuse_own(item)
        super().pre_update(item)  # type: ignore[misc]
        _record("edit", item)


def close_screens(manager: Any) -> None:
    """Put narrowed screens in the place of the stock ones, before they are registered."""
    for name in SEARCHED:
        setattr(manager, name, recorded(getattr(manager, name), name))
    manager.userstatschartview = None
    manager.userinfoeditview = narrowed(manager.userinfoeditview, include_route_methods=set())
    manager.resetmypasswordview = narrowed(manager.resetmypasswordview, form=OwnPasswordForm)
    manager.security_api = narrowed(manager.security_api, exclude_route_methods=CLOSED_API)


def narrowed(stock: type[Any], **attributes: Any) -> type[Any]:
    """Return a stock screen of the same name with some of its attributes replaced.

    The stock class itself stays as it is: another application of this process may use it.
    """
    return type(stock.__name__, (stock,), attributes)


def recorded(stock: type[Any], name: str) -> type[Any]:
    """Return a stock screen of records without its unchecked routes, under audit."""
    return type(
        stock.__name__,
        (Recorded, stock),
        {
            "exclude_route_methods": CLOSED,
            "search_columns": SEARCHED[name],
            "base_permissions": RIGHTS.get(name, []) + CRUD,
            "label_columns": {**LABELS, **(stock.label_columns or {})},
        },
    )


def target_of_reset(pk: Any) -> Any:
    """Return the user whose password is set anew; stock takes any key, and none."""
    text = str(pk or "")
    found = _manager().get_user_by_id(int(text)) if DIGITS.fullmatch(text) else None
    if found is None:
        raise NotFound
    return found


def _manager() -> Any:
    builder: Any = current_app.extensions["appbuilder"]
    return builder.sm


def _refuse_own(item: Any) -> None:
    with db.session.no_autoflush:
        own = _is_own(item, g.user)
    if own:
        db.session.rollback()
        raise PermissionError(gettext("Nobody changes their own rights. Ask a colleague to do it."))


def _is_own(item: Any, user: Any) -> bool:
    """Return whether the user's own rights come from the record, or would."""
    kind = type(item).__name__
    if kind == "Role":
        return item in _manager().get_user_roles(user)
    if kind == "Group":
        return user in {*item.users, *_before(item, "users")}
    return bool(item.id == user.id)


def _before(item: Any, name: str) -> Sequence[Any]:
    return attributes.get_history(item, name).deleted or ()


def _record(action: str, item: Any) -> None:
    """Note what changes; secrets by their names only."""
    state: Any = sa.inspect(item)
    changed = {
        one.key: [_words(one.history.deleted), _words(one.history.added)]
        for one in state.attrs
        if one.history.has_changes() and one.key not in SECRET
    }
    name = item.username if type(item).__name__ == "User" else item.name
    audit.record(db.session(), action, type(item).__name__, name, now=clock(), details=changed)


def _words(values: Any) -> list[str]:
    return sorted(str(value) for value in values or () if value is not None)
