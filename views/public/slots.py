"""Which pictures does a section ask for, and which of them came with its form?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import gettext

from app.exceptions import JifenError
from app.extensions import clock, db
from app.forms.builder import REPEATED
from app.policy.required_pictures import Wanted, wanted
from app.services import uploads
from models.application import Application
from models.enums import Section


def slots(
    application: Application, found: Section, kept: Sequence[Mapping[str, Any]]
) -> list[Wanted]:
    """Return the pictures that the section asks for with these answers."""
    document = dict(application.draft.answers) if application.draft else {}
    document[found.value] = list(kept) if found in REPEATED else kept[0]
    return [one for one in wanted(application.round.pictures, document) if one.section is found]


def store_sent(
    application: Application, found: Section, kept: Sequence[Mapping[str, Any]]
) -> dict[Wanted, str]:
    """Store the pictures that came with the form; return the sentence of each that is refused."""
    problems: dict[Wanted, str] = {}
    for want in slots(application, found, kept):
        file = request.files.get(f"{want.slot.value}|{want.subject}")
        if file is None or not file.filename:
            continue
        try:
            uploads.store(
                db.session(), application, want.slot, want.subject, file.read(), file.filename,
                clock(),
            )  # fmt: skip
            db.session.commit()
        except JifenError as refused:
            db.session.rollback()
            problems[want] = gettext(refused.msgid, **refused.params)
    return problems


def gaps(
    application: Application, found: Section, kept: Sequence[Mapping[str, Any]]
) -> list[Wanted]:
    """Return the pictures that the section asks for and that are not there."""
    return uploads.missing(db.session(), application, iter(slots(application, found, kept)))


def possible(
    application: Application, found: Section, kept: Sequence[Mapping[str, Any]]
) -> list[tuple[Wanted, str]]:
    """Return every slot that some answer would ask for, with the cases it belongs to.

    Without script a family sees all of them; the script hides what its case does not need.
    """
    if found is not Section.kinship:
        return [(one, "") for one in slots(application, found, kept)]
    cases: dict[Wanted, list[str]] = {}
    for case in application.round.pictures.get("cases", {}):
        for one in slots(application, found, [{**kept[0], "case": case}]):
            cases.setdefault(one, []).append(case)
    return [(one, " ".join(names)) for one, names in cases.items()]
