"""What is a closed set of values, with a label for each?"""

from __future__ import annotations

import enum
from typing import Self

SHAPES = {
    "gray": "dot",
    "blue": "dot",
    "purple": "dot",
    "amber": "triangle",
    "green": "check",
    "red": "diamond",
}
"""A state is told by colour and shape and word, never by colour alone (WCAG 1.4.1)."""


class Choice(enum.StrEnum):
    """An enumeration whose members carry a msgid and, where they are states, a tone.

    Name and stored value are equal: Flask-AppBuilder looks members up by what is stored.
    """

    label: str
    tone: str
    shape: str

    def __new__(cls, value: str, label: str, tone: str = "gray", shape: str = "") -> Self:
        """Make a member from ``auto(), N_("Label")[, tone[, shape]]``."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.tone = tone
        member.shape = shape or SHAPES[tone]
        return member
