"""How is a Chinese name read?"""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib.resources import files

from app.policy.names import SEPARATOR, is_han

UNKNOWN = "?"
LONGEST_SURNAME = 2


@lru_cache(maxsize=1)
def surnames() -> dict[str, str]:
    """Return the surnames whose reading differs from the character's usual one."""
    with (files("app.data") / "surnames.csv").open(encoding="utf-8") as file:
        return {row["surname"]: row["pinyin"] for row in csv.DictReader(file)}


def pinyin_of(name: str) -> str:
    """Return the name in capitals, surname and given name each joined: CHEN ZIXUAN.

    Ü is written YU after L and N as passports have it (GB/T 28039-2011); what nobody knows is ?.
    """
    if not any(is_han(sign) for sign in name):
        return name.upper()
    if SEPARATOR in name:
        return " ".join(_joined(part) for part in name.split(SEPARATOR))
    for length in range(LONGEST_SURNAME, 0, -1):
        surname, given = name[:length], name[length:]
        if given and surname in surnames():
            return f"{surnames()[surname]} {_joined(given)}".upper()
    return f"{_joined(name[:1])} {_joined(name[1:])}".strip()


def initials(name: str) -> str:
    """Return the first letter of each syllable, for searching."""
    return "".join(reading[0] for sign in name if sign.isalpha() for reading in readings(sign)[:1])


def readings(sign: str) -> list[str]:
    """Return the possible readings of one character, the usual one first; ? when unknown."""
    from pypinyin import Style, pinyin  # noqa: PLC0415 - 70 MB of tables, where names are read

    if not is_han(sign):
        return [sign.upper()]
    found = pinyin(sign, style=Style.NORMAL, heteronym=True, errors=lambda _: UNKNOWN)
    return list(dict.fromkeys(_passport(word) for word in found[0]))


def _joined(text: str) -> str:
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - see readings()

    words = lazy_pinyin(text, v_to_u=True, errors=lambda signs: "".join(map(_other, signs)))
    return "".join(_passport(word) for word in words).upper()


def _other(sign: str) -> str:
    return UNKNOWN if is_han(sign) else sign


def _passport(word: str) -> str:
    return word.upper().replace("ÜE", "UE").replace("Ü", "YU")
