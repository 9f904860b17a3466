"""Under which keys is a name or number found, however it is written or typed?

A row keeps one text of keys with spaces between them: of Han characters each one and each pair
of neighbours, of Latin letters and digits the first one to six signs, and everything whole. Both
sides are folded, so that a variant character finds the common one and small letters capitals.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from app.policy.identity_numbers import normalise_id_number, normalise_mobile, normalise_number
from app.policy.names import SEPARATOR, normalise_name
from app.policy.pinyin import initials, pinyin_of
from app.policy.serial_numbers import serial_is_valid

LONGEST_START = 6
LATIN = re.compile(r"[0-9a-z]+")
HAN = re.compile(r"[^\x00-\x7f]+")
ID_NUMBER = re.compile(r"[0-9]{17}[0-9X]")
MOBILE = re.compile(r"1[0-9]{10}")
NUMBERLIKE = re.compile(r"[A-Z0-9]{6,30}")
FEWEST_DIGITS = 5


def fold(text: str) -> str:
    """Return the text in common characters and small letters; never what is stored as the name."""
    plain = normalise_name(text).replace(SEPARATOR, "").translate(_variants())
    return unicodedata.normalize("NFKC", plain).casefold()


def keys_of(names: Iterable[str], texts: Iterable[str]) -> str:
    """Return the keys of persons' names, read in pinyin as well, and of other words."""
    found: dict[str, None] = {}
    for name in filter(None, names):
        common = fold(name)
        for one in (common, pinyin_of(common), initials(common)):
            found |= dict.fromkeys(_keys(fold(one)))
    for text in filter(None, texts):
        found |= dict.fromkeys(_keys(fold(text)))
    return " ".join(found)


def _keys(folded: str) -> Iterable[str]:
    for run in HAN.findall("".join(folded.split())):
        yield from (run, *run, *_pairs(run))
    words = LATIN.findall(folded)
    for word in dict.fromkeys(["".join(words), *words]):
        yield word
        yield from (word[:length] for length in range(1, min(len(word), LONGEST_START) + 1))


def _pairs(run: str) -> list[str]:
    return [first + second for first, second in pairwise(run)]


@dataclass(frozen=True)
class Wanted:
    """What somebody typed into the search box, by the ways in which it can be found."""

    number: str = ""
    """The number of a paper, whole."""
    phone: str = ""
    keys: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()
    """What stands somewhere in the keys: Han characters anywhere, Latin words from their start."""

    @property
    def anything(self) -> bool:
        """Return whether there is something to look for."""
        return bool(self.number or self.phone or self.keys)


def wanted(typed: str) -> Wanted:
    """Return the ways to look for what was typed; its shape decides, so that each has an index."""
    number, phone = normalise_id_number(typed), normalise_mobile(typed)
    if ID_NUMBER.fullmatch(number):
        return Wanted(number=number)
    if MOBILE.fullmatch(phone):
        return Wanted(phone=phone)
    plain = normalise_number(typed)
    digits = sum(sign.isdigit() for sign in number)
    if serial_is_valid(plain):
        # Thousands of serial numbers begin alike; the whole one is a key of its own.
        return Wanted(number=number, keys=(fold(plain),), pieces=(f" {fold(plain)}",))
    if NUMBERLIKE.fullmatch(number) and digits >= FEWEST_DIGITS:
        keys, pieces = _asked(fold(plain))
        return Wanted(number=number, keys=keys, pieces=pieces)
    # Parts with a space between them are found each, in any order.
    keys, pieces = _asked(" ".join(map(fold, typed.split())))
    return Wanted(keys=keys, pieces=pieces)


def keys_within(text: str) -> tuple[str, ...]:
    """Return keys that stand in the keys of every name which contains the text.

    Of Latin letters only the starts of words are keys; of them nothing can be told.
    """
    runs = HAN.findall("".join(fold(text).split()))
    return tuple(dict.fromkeys(key for run in runs for key in (_pairs(run) or [run])))


def _asked(folded: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    words = LATIN.findall(folded)
    runs = [run for word in folded.split() for run in HAN.findall(word)]
    keys = [key for run in runs for key in (_pairs(run) or [run])]
    keys += [word[:LONGEST_START] for word in words]
    return tuple(dict.fromkeys(keys)), (*runs, *(f" {word}" for word in words))


@lru_cache(maxsize=1)
def _variants() -> Mapping[int, str]:
    """Return the common character of each variant: traditional, regional and rare forms."""
    with (files("app.data") / "variant_characters.csv").open(encoding="utf-8") as file:
        rows = csv.DictReader(file)
        return {int(row["variant"], 16): chr(int(row["folded"], 16)) for row in rows}
