"""How is a Chinese name read?"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Any

from app.policy.names import SEPARATOR, is_han

UNKNOWN = "?"
"""Stands for a character whose reading no table has; a person fills it in."""


class Umlaut(StrEnum):
    """How the Ü of LÜ and NÜ is written; LÜE and NÜE become LUE and NUE in passports."""

    passport = "YU"  # GB/T 28039-2011, in force since 2012
    school_roll = "V"


@lru_cache(maxsize=1)
def surnames() -> Mapping[str, Sequence[str]]:
    """Return the surnames of several characters, and those with a reading of their own."""
    with (files("app.data") / "surnames.csv").open(encoding="utf-8") as file:
        return {row["surname"]: row["pinyin"].split() for row in csv.DictReader(file)}


def pinyin_of(name: str, umlaut: Umlaut = Umlaut.passport) -> str:
    """Return the name in capitals, surname and given name each joined: CHEN ZIXUAN.

    Every part between separators is one word, a Latin name stays as it is, and a character that
    no table has is "?"; the family may correct the proposal.
    """
    if not any(map(is_han, name)):
        return name.upper()
    return " ".join("".join(_written(one, umlaut) for one in word) for word in _words(name))


def readings(name: str, umlaut: Umlaut = Umlaut.passport) -> list[list[str]]:
    """Return for each character what it may be read as, the proposed reading first."""
    proposed = (syllable for word in _words(name) for syllable in word)
    found = []
    for sign in name:
        first = sign if sign == SEPARATOR else next(proposed)
        choices = [first] if first == UNKNOWN or not is_han(sign) else [first, *_every(sign)]
        found.append(list(dict.fromkeys(_written(one, umlaut) for one in choices)))
    return found


def initials(name: str) -> str:
    """Return the first letter of each character or Latin word, for searching: CZX."""
    return "".join(
        choices[0][0]
        for before, sign, choices in zip(" " + name, name, readings(name), strict=False)
        if is_han(sign) or is_han(before) or not before.isalpha()
        if choices[0].isalpha()
    )


def _words(name: str) -> list[list[str]]:
    """Return the syllables word by word: the parts of the name, or surname and given name."""
    if SEPARATOR in name:
        return [_syllables(part) for part in name.split(SEPARATOR)]
    for length in range(min(len(name) - 1, max(map(len, surnames()))), 0, -1):
        if name[:length] in surnames():
            return [list(surnames()[name[:length]]), _syllables(name[length:])]
    return [_syllables(part) for part in (name[:1], name[1:]) if part]


def _every(sign: str) -> list[str]:
    from pypinyin import Style, pinyin  # noqa: PLC0415 - 70 MB of tables, where names are read

    return pinyin(sign, style=Style.NORMAL, heteronym=True, v_to_u=True)[0]


def _syllables(text: str) -> list[str]:
    """Return one syllable for each character, chosen by its neighbours."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - see _every()

    unread: Any = _other  # the library takes a list for a run of signs, but does not say so
    return lazy_pinyin(text, v_to_u=True, errors=unread)


def _other(signs: str) -> list[str]:
    return [UNKNOWN if is_han(sign) else sign for sign in signs]


def _written(syllable: str, umlaut: Umlaut) -> str:
    upper = syllable.upper()
    if umlaut is Umlaut.passport:
        upper = upper.replace("ÜE", "UE")
    return upper.replace("Ü", umlaut)
