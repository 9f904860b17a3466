"""In which of the three languages does the reader read words that are data?"""

from __future__ import annotations

from flask_babel import get_locale

SIMPLIFIED = "zh_Hans"


def language() -> str:
    """Return the language of dictionaries and extra fields; simplified Chinese at worst."""
    locale = get_locale()
    if locale is None or locale.language != "zh":
        return "en" if locale is not None else SIMPLIFIED
    return "zh_Hant" if locale.script == "Hant" else SIMPLIFIED
