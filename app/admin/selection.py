"""Which rows has somebody chosen on the pages of a list so far? Kept in the session, on the server.

Without a script a page's ticks are sent along with the button that leads to the next page.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import request
from flask import session as browser
from werkzeug.exceptions import BadRequest

from app.schema.base import Base

CHOSEN = "chosen_rows"
MOST_CHOSEN = 1000
LONGEST_KEY = 9


def kept_of(model: type[Base]) -> list[int]:
    """Return the numbers of the chosen rows of a list."""
    found: dict[str, list[int]] = browser.get(CHOSEN, {})
    return found.get(model.__name__, [])


def meant(model: type[Base], most: int) -> list[int]:
    """Return the rows that a request names, or those chosen before; BadRequest for nonsense."""
    sent = request.values.getlist("rowid")
    found = list(dict.fromkeys(numbers(sent) if sent else kept_of(model)))
    if not found or len(found) > most:
        raise BadRequest
    return found


def keep(model: type[Base], ids: Iterable[int]) -> None:
    """Remember which rows of a list are chosen, and forget those of other lists."""
    chosen = list(dict.fromkeys(ids))
    if len(chosen) > MOST_CHOSEN:
        raise BadRequest
    browser[CHOSEN] = {model.__name__: chosen} if chosen else {}


def forget(model: type[Base], pk: int) -> None:
    """Take back the choice of a row with which was done what it was chosen for."""
    kept = kept_of(model)
    if pk in kept:
        keep(model, [one for one in kept if one != pk])


def numbers(texts: Iterable[str]) -> list[int]:
    """Return row numbers as a form sends them: one a field, or several with commas between."""
    found: list[int] = []
    for text in ",".join(texts).split(","):
        if text and not (text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY):
            raise BadRequest
        found += [int(text)] if text else []
    return found


def together(kept: Iterable[int], form: Any) -> list[int]:
    """Return the rows chosen on all pages: those kept, changed by the ticks of this page."""
    shown = set(numbers(form.getlist("shown")))
    others = [one for one in kept if one not in shown]
    return list(dict.fromkeys([*others, *numbers(form.getlist("rowid"))]))
