"""How is a sentence marked in code that knows no language?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


def N_(msgid: str) -> str:  # noqa: N802 - gettext's own name for "translate later"
    """Return ``msgid`` unchanged; the extractor finds it, the adapter translates it."""
    return msgid


@dataclass(frozen=True)
class Refusal:
    """A sentence that says what is wrong and how to mend it, with its placeholders' values."""

    msgid: str
    params: Mapping[str, Any] = field(default_factory=dict)
