"""How do states and moments look on any page, and in a message?"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from flask import g
from flask_babel import format_date, format_datetime, gettext, to_user_timezone
from flask_babel.speaklater import LazyString
from markupsafe import Markup, escape

from app.extensions import clock
from app.schema.choices import Choice

DAY = "yyyy-MM-dd"


def tag(choice: Choice) -> Markup:
    """Return a state as colour and shape and word."""
    return Markup('<span class="tag tag-{}" data-shape="{}">{}</span>').format(
        choice.tone, choice.shape, gettext(choice.label)
    )


def when(moment: datetime) -> str:
    """Return a moment as clocks in Xiamen show it."""
    # Nothing in it depends on a language; asking Babel's patterns costs a list half a millisecond.
    local: datetime = to_user_timezone(moment)
    return local.replace(tzinfo=None).isoformat(" ", "minutes")


def spoken(moment: datetime) -> str:
    """Return a moment as one says it to a family; the year only where it is not this one."""
    return _day(moment) + " " + str(format_datetime(moment, "HH:mm"))


def brief(moment: datetime) -> str:
    """Return a moment of today by its time alone."""
    today = to_user_timezone(clock()).date()
    if to_user_timezone(moment).date() == today:
        return str(format_datetime(moment, "HH:mm"))
    return spoken(moment)


def deadline(moment: datetime) -> str:
    """Return a deadline; 00:00, itself too late, is said as 24:00 of the day before."""
    if to_user_timezone(moment).time() == time():
        return _day(moment - timedelta(days=1)) + " 24:00"
    return spoken(moment)


def day(one: date) -> str:
    """Return a day as one says it, with its year."""
    return str(format_date(one, gettext("MMM d, yyyy")))


def _day(moment: datetime) -> str:
    local = to_user_timezone(moment)
    if local.year == to_user_timezone(clock()).year:
        return str(format_date(local.date(), gettext("MMM d")))
    return day(local.date())


class Late(LazyString):  # type: ignore[misc]
    """Words that are found when they are shown, and escaped like any text.

    Flask-Babel's own pass for finished HTML: what the office wrote would stand in it unescaped.
    """

    def __html__(self) -> str:
        """Return the words, escaped."""
        return escape(str(self))


def placed(msgid: str) -> str:
    """Return a label in the reader's language; ``{district}`` in it is the page's district."""
    words = str(gettext(msgid))
    if "{district}" not in words:
        return words
    return words.replace("{district}", str(g.get("place") or gettext("this district")))
