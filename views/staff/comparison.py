"""What does a reviewer see of a change between the last two filings?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext

from app.admin.columns import region_name
from app.display import placed
from app.extensions import db
from app.forms.answer_words import answer_words
from app.forms.differences import differences, picture_changes
from models.application import Application
from models.enums import PictureSlot
from models.upload import Upload


@dataclass(frozen=True)
class Change:
    """One line of the comparison: where, whose, what, and both values or pictures."""

    section: str
    whom: str
    label: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Comparison:
    """The changes of answers and of pictures between two filings."""

    answers: list[Change]
    pictures: list[Change]


def last_change(application: Application, *, revealed: bool) -> Comparison | None:
    """Return how the last filing differs from the one before it; None while there is one only."""
    if len(application.filings) < 2:  # noqa: PLR2004 - two can be compared
        return None
    before, after = (one.snapshot for one in application.filings[-2:])
    answers = [
        Change(
            gettext(one.section.label),
            one.whom,
            placed(one.field.label),
            answer_words(one.field, one.before, region_name, hidden=not revealed),
            answer_words(one.field, one.after, region_name, hidden=not revealed),
        )
        for one in differences(before["answers"], after["answers"])
    ]
    return Comparison(answers, _pictures(application, before, after))


def _pictures(application: Application, before: Any, after: Any) -> list[Change]:
    changed = picture_changes(before, after)
    uids = {uid for one in changed for uid in (one.before, one.after) if uid}
    rows = sa.select(Upload).where(Upload.application_id == application.id, Upload.uid.in_(uids))
    kept = {row.uid: row for row in db.session.scalars(rows)}
    return [
        Change(
            "",
            application.person(one.subject),
            gettext(PictureSlot[one.slot].label),
            kept.get(one.before or ""),
            kept.get(one.after or ""),
        )
        for one in changed
    ]
