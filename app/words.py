"""How is a sentence marked in code that knows no language?"""

from __future__ import annotations


def N_(msgid: str) -> str:  # noqa: N802 - gettext's own name for "translate later"
    """Return ``msgid`` unchanged; the extractor finds it, the adapter translates it."""
    return msgid
