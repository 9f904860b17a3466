"""What is a sentence that refuses something?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.words import N_

__all__ = ["N_", "Refusal"]


@dataclass(frozen=True)
class Refusal:
    """A sentence that says what is wrong and how to mend it, with its placeholders' values."""

    msgid: str
    params: Mapping[str, Any] = field(default_factory=dict)
