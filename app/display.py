"""How do states and moments look on any page?"""

from __future__ import annotations

from datetime import datetime

from flask import g
from flask_babel import format_datetime, gettext
from markupsafe import Markup

from app.schema.choices import Choice

MOMENT = "yyyy-MM-dd HH:mm"
DAY = "yyyy-MM-dd"


def tag(choice: Choice) -> Markup:
    """Return a state as colour and shape and word."""
    return Markup('<span class="tag tag-{}" data-shape="{}">{}</span>').format(
        choice.tone, choice.shape, gettext(choice.label)
    )


def when(moment: datetime) -> str:
    """Return a moment as clocks in Xiamen show it."""
    return str(format_datetime(moment, MOMENT))


def placed(msgid: str) -> str:
    """Return a label in the reader's language; ``{district}`` in it is the page's district."""
    words = str(gettext(msgid))
    if "{district}" not in words:
        return words
    return words.replace("{district}", str(g.get("place") or gettext("this district")))
