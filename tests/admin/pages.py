"""What stands on a page, as a browser and a reader find it?"""

from __future__ import annotations

from typing import Any

import html5lib

UNSEEN = {"script", "style", "template", "textarea", "code", "pre"}
SPOKEN = ("aria-label", "title", "placeholder", "alt", "data-label", "data-confirm")


def parsed(text: str) -> Any:
    """Return the tree of a page."""
    return html5lib.parse(text, namespaceHTMLElements=False)


def typed(text: str) -> dict[str, Any]:
    """Return what a browser would send of the page's great form if nobody touched it.

    A name that is sent several times has a list.
    """
    found: dict[str, list[Any]] = {}
    form = next(one for one in parsed(text).iter("form") if "fab-form" in one.get("class", ""))
    lists = set()
    for one in form.iter():
        name, kind = one.get("name"), one.get("type")
        if one.tag not in {"input", "textarea", "select"} or not name:
            continue
        if kind in {"checkbox", "radio"} and one.get("checked") is None:
            continue
        found.setdefault(name, []).extend(_sent_of(one))
        if one.tag == "select":
            lists.add(name)
    return {n: all_ if n in lists or len(all_) > 1 else all_[0] for n, all_ in found.items()}


def _sent_of(one: Any) -> list[Any]:
    if one.tag == "select":
        chosen = [each for each in one.iter("option") if each.get("selected") is not None]
        return [each.get("value") for each in chosen]
    if one.get("type") == "checkbox":
        return [one.get("value", "on")]
    return [one.get("value") or (one.text or "").removeprefix("\n") or ""]


def words(text: str) -> list[str]:
    """Return every piece of text that a reader sees or hears on a page."""
    found = []
    for one in parsed(text).iter():
        if isinstance(one.tag, str):
            found += [one.text] if one.tag not in UNSEEN else []
            found += [one.tail, *(one.get(name) for name in SPOKEN)]
    return [piece.strip() for piece in found if piece and piece.strip()]
