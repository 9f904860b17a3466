"""In which language does a door speak to this reader?"""

from __future__ import annotations

from flask import has_request_context, session
from flask_babel import get_locale

DEFAULT = "zh_Hans_CN"
LANGUAGES = {
    DEFAULT: {"flag": "cn", "name": "简体中文"},
    "en": {"flag": "gb", "name": "English"},
}
IN_HTML = {"zh_Hans_CN": "zh-CN", "zh_Hant_TW": "zh-TW"}


def chosen_locale() -> str:
    """Return the language that the session names, if it is one of ours."""
    chosen = session.get("locale") if has_request_context() else None
    return chosen if chosen in LANGUAGES else DEFAULT


def html_lang() -> str:
    """Return the page's language as HTML names it (BCP 47)."""
    locale = str(get_locale() or DEFAULT)
    return IN_HTML.get(locale, locale)
