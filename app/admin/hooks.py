"""What may the portal's templates ask for?"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Flask, g, request, url_for
from flask_appbuilder import AppBuilder
from flask_babel import gettext

from app.admin.codes import resource, word
from app.admin.columns import shown_columns
from app.admin.concealed import looked_for
from app.admin.extra_conditions import extra_questions
from app.admin.extra_questions import question
from app.admin.naming import named
from app.admin.neighbours import came_from, from_list
from app.admin.offered import offered
from app.admin.staff_actor import place_of
from app.display import tag, when
from app.extensions import clock, db
from app.forms.members import all_members, entry_word, reason_phrases
from app.schema.base import Base
from app.schema.fields import fields_of
from app.security.actor import actor
from app.services.transitions import available_for
from app.workflow.transition import Transition
from app.workflow.transitions import TRANSITIONS

PLACES = ("after", "before", "from")
PICKER_LIMIT = 500
"""A condition lists no more rows than this to choose from."""
WORDS = {
    "entry_word": entry_word,
    "extra_questions": extra_questions,
    "question_of": question,
    "members_of": all_members,
    "reason_phrases": reason_phrases,
    "came_from": came_from,
    "from_list": from_list,
    "named": named,
}
"""What the templates ask of dictionaries and extra fields, of names and neighbours."""
CRUD = ("list", "show", "add", "edit", "delete")


def add_hooks(app: Flask, builder: AppBuilder) -> None:
    """Register the globals and filters that the templates use."""

    def permitted(rows: Any, model: type[Base]) -> list[Transition]:
        return [row for row in rows if builder.sm.has_access(row.name, model.__name__)]

    def row_actions(row: Any) -> list[Transition]:
        return permitted(available_for(db.session(), row, actor(), clock()), type(row))

    def bulk_actions(model: type[Base]) -> list[Transition]:
        many = [row for row in TRANSITIONS.values() if row.bulk and row.by_staff]
        return permitted(many, model)

    def may_list(model: type[Base]) -> bool:
        return bool(builder.sm.has_access("can_list", model.__name__))

    app.jinja_env.globals.update(WORDS)
    app.jinja_env.globals.update(
        fields_of=fields_of,
        list_columns=shown_columns,
        may_list=may_list,
        picker_rows=picker_rows,
        row_actions=row_actions,
        bulk_actions=bulk_actions,
        looked_for=looked_for,
        state_tag=tag,
        staff_office=staff_office,
        when=when,
        with_args=with_args,
    )
    # Pages written by hand stand in the same frame as Flask-AppBuilder's own.
    app.context_processor(lambda: {"appbuilder": builder, "base_template": builder.base_template})
    app.jinja_env.filters["word"] = lambda value: word(str(value))
    app.jinja_env.filters.update(perm_matrix=permission_matrix, view_tabs=lambda _name: [])


def picker_rows(model: type[Base], name: str) -> list[tuple[int, str]]:
    """Return the rows, in scope, among which a condition on a relation chooses."""
    if name not in sa.inspect(model).relationships:
        return []
    target = sa.inspect(model).relationships[name].mapper.class_
    query = sa.select(target).limit(PICKER_LIMIT)

    def read() -> list[tuple[int, str]]:
        return [(row.id, named(row)) for row in db.session.scalars(query).unique()]

    return offered(db.session(), target, read)


def staff_office() -> str:
    """Return the office for which the user acts, or the whole city's."""
    return place_of(g.user).office or gettext("Xiamen")


def with_args(**changes: Any) -> str:
    """Return the address of this page with some arguments changed; None removes one.

    Where in the list the page stands is forgotten: other rows have other places.
    """
    gone = {*changes, *PLACES}
    args: dict[str, Any] = {key: value for key, value in request.args.items() if key not in gone}
    args.update({key: value for key, value in changes.items() if value is not None})
    return url_for(str(request.endpoint), **(request.view_args or {}), **args)


def permission_matrix(field: Any) -> dict[str, Any]:
    """Return the permissions of a role form as rows of resources and columns of actions."""
    rows: dict[str, dict[str, Any]] = {}
    total = 0
    for value, text, chosen, *_ in field.iter_choices():
        # From the right: a right may be called "withdraw on behalf".
        permission, _, view = str(text).rpartition(" on ")
        name = permission.replace(" ", "_")
        total += 1
        row = rows.setdefault(
            view, {"label": resource(view), "code": view, "cells": {}, "acts": []}
        )
        short = name.removeprefix("can_")
        if short in CRUD:
            row["cells"][short] = {"pk": value, "on": chosen}
        else:
            row["acts"].append({"pk": value, "on": chosen, "label": word(short)})
    columns = [(name, word(name)) for name in CRUD]
    return {"cols": columns, "total": total, "rows": [rows[key] for key in sorted(rows)]}
