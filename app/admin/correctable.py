"""Beside which values of a record does the way to correct them stand?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.admin.columns import label
from app.extensions import clock
from app.security.actor import actor
from app.services import corrections
from models.application import Application

REVIEW = "review"
"""Says in the address that one came from the review of the case, and goes back there."""


def correctable(session: Session, row: Any, *, may: bool) -> dict[str, str]:
    """Return which shown values of a record may be corrected now, each with its field's name.

    ``may`` says whether the user holds the right; where the case forbids it there is no way.
    """
    if not may or corrections.why_not(session, row, actor(), clock()) is not None:
        return {}
    return _names(row)


def _names(row: Any) -> dict[str, str]:
    names = corrections.corrigible(type(row), actor())
    relations = {name.removesuffix("_id"): name for name in names}
    return relations | {name: name for name in names}


def links_on_review(
    session: Session, application: Application, may: Callable[[str, str], bool]
) -> Callable[[Any, str], Markup]:
    """Return what gives the link beside a filed value, or nothing where it may not be corrected."""
    open_to = corrections.why_not_case(session, application, actor(), clock()) is None
    known: dict[str, Mapping[str, str]] = {}

    def link(row: Any, name: str) -> Markup:
        kind = type(row).__name__
        if kind not in known:
            known[kind] = _names(row) if open_to and may("can_correct", kind) else {}
        if name not in known[kind]:
            return Markup()
        to = url_for(f"{kind}View.correct", pk=row.id, name=name, to=REVIEW)
        noun = gettext("Correct: %(field)s", field=label(type(row), name))
        shape = '<a class="correct" href="{}" aria-label="{} · {}">{}</a>'
        return Markup(shape).format(to, noun, row, gettext("Correct"))  # noqa: S704 - escaped

    return link
