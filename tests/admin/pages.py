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
    """Return what a browser would send of the page's great form if nobody touched it."""
    found: dict[str, Any] = {}
    form = next(one for one in parsed(text).iter("form") if "fab-form" in one.get("class", ""))
    for one in form.iter():
        if one.tag not in {"input", "textarea", "select"}:
            continue
        name, kind = one.get("name"), one.get("type")
        if not name or (kind in {"checkbox", "radio"} and one.get("checked") is None):
            continue
        if one.tag == "select":
            chosen = [each for each in one.iter("option") if each.get("selected") is not None]
            found[name] = [each.get("value") for each in chosen]
        else:
            found[name] = one.get("value") or (one.text or "").removeprefix("\n") or ""
        if kind == "checkbox":
            found[name] = one.get("value", "on")
    return found


def words(text: str) -> list[str]:
    """Return every piece of text that a reader sees or hears on a page."""
    found = []
    for one in parsed(text).iter():
        if isinstance(one.tag, str):
            found += [one.text] if one.tag not in UNSEEN else []
            found += [one.tail, *(one.get(name) for name in SPOKEN)]
    return [piece.strip() for piece in found if piece and piece.strip()]
