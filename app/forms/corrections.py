"""Do corrected values fit the record, and what else does the family's section hold?

The rules are those by which the family's own answers were checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.forms.sections import check, records
from app.services.filed_answers import answer_of, answers_of_rows, place_of

Faults = dict[str, list[str]]


def faults_of(row: Any, values: Mapping[str, Any], today: date) -> Faults:
    """Return by field what is wrong with the row of a case once it holds the values.

    What was wrong with its other answers before is not told.
    """
    place = place_of(row) if hasattr(row, "application") else None
    if place is None:
        return {}
    before = _faults(row, {}, today)
    found = _faults(row, values, today)
    return {
        name: sentences
        for name, sentences in found.items()
        if name in values or sentences != before.get(name)
    }


def _faults(row: Any, values: Mapping[str, Any], today: date) -> Faults:
    section, position = place_of(row) or (None, 0)
    if section is None:
        return {}
    document = answers_of_rows(row.application)
    kept = records(section, document)
    kept[position] |= {name: answer_of(name, value) for name, value in values.items()}
    document[section.value] = kept if isinstance(document[section.value], list) else kept[0]
    forms = check(section, kept, document, row.application.round, today).forms
    return {one.short_name: list(map(str, one.errors)) for one in forms[position] if one.errors}
