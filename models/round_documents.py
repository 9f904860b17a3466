"""Which form must the documents of a round have, so that every page can read them?"""

from __future__ import annotations

from typing import Any

from models.enums import KinshipCase, PictureSlot, Section


def is_picture_table(value: Any) -> bool:
    """Return whether it names, for every case, papers that there are, and which each child has."""
    if not isinstance(value, dict) or set(value) != {"cases", "per_student"}:
        return False
    cases = value["cases"]
    if not isinstance(cases, dict) or set(cases) != set(KinshipCase.__members__):
        return False
    return all(_are_papers(papers) for papers in [*cases.values(), value["per_student"]])


def _are_papers(value: Any) -> bool:
    return isinstance(value, list) and all(str(one) in PictureSlot.__members__ for one in value)


def are_phrases(value: Any) -> bool:
    """Return whether it is a list of phrases to choose from, none of them blank or too long."""
    longest = 300
    return isinstance(value, list) and all(
        isinstance(one, str) and 0 < len(one.strip()) <= longest for one in value
    )


def is_section_order(value: Any) -> bool:
    """Return whether it names each section once."""
    return isinstance(value, list) and sorted(map(str, value)) == sorted(Section.__members__)
