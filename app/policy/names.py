"""May a name be written like this, and how is it stored?"""

from __future__ import annotations

import unicodedata

from app.schema.words import N_, Refusal

SEPARATOR = "\u00b7"
SEPARATORS = str.maketrans(dict.fromkeys("\u2022\u30fb\u2027\u2219\u22c5\uff0e\uff65", SEPARATOR))
LONGEST = 50
HAN = (
    (0x3007, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xE000, 0xF8FF), (0xF900, 0xFAFF),
    (0x20000, 0x323AF),
)  # fmt: skip
"""Han characters of GB 18030-2022 with Extensions A to I; Python's own tables are older."""


def normalise_name(text: str) -> str:
    """Return the name in NFC, outer and doubled spaces gone, separators as U+00B7; never NFKC."""
    composed = unicodedata.normalize("NFC", text).translate(SEPARATORS)
    return " ".join(composed.split())


def name_error(text: str) -> Refusal | None:
    """Return what is wrong with a name, or None (notice 33 of 2016: up to 50 characters)."""
    name = normalise_name(text)
    if not name:
        return Refusal(N_("Enter the name."))
    if len(name) > LONGEST:
        return Refusal(N_("A name has at most %(longest)s characters."), {"longest": LONGEST})
    wrong = next((sign for sign in name if not _is_name_sign(sign)), None)
    if wrong is not None:
        shown = wrong if wrong.isprintable() else f"U+{ord(wrong):04X}"
        return Refusal(
            N_("“%(sign)s” cannot stand in a name. Enter it as on the ID card."), {"sign": shown}
        )
    return None


def is_han(sign: str) -> bool:
    """Return whether the sign is a Han character, in whatever extension."""
    return any(low <= ord(sign) <= high for low, high in HAN)


def _is_name_sign(sign: str) -> bool:
    if is_han(sign) or sign in {SEPARATOR, " ", "'", "-"}:
        return True
    return sign.isalpha() and ord(sign) < 0x250  # noqa: PLR2004 - Latin letters end there


def has_rare_character(name: str) -> bool:
    """Return whether a character is outside GBK, so that bureaus may not have it in their files."""
    try:
        name.replace(SEPARATOR, "").encode("gbk")
    except UnicodeEncodeError:
        return True
    return any(0xE000 <= ord(sign) <= 0xF8FF for sign in name)  # noqa: PLR2004 - private use
