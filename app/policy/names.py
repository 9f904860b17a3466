"""May a name be written like this, and how is it stored?"""

from __future__ import annotations

import csv
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

from app.schema.words import N_, Refusal

SEPARATOR = "\u00b7"
SEPARATORS = dict.fromkeys(map(ord, "\u2022\u2027\u2219\u22c5\u30fb\uff65\ufe52\uff0e"), SEPARATOR)
"""Dots that people type between the parts of a name (notice 33 of 2016 allows U+00B7 only)."""
LONGEST = 50
HAN, LATIN, MARK, DOT, STRANGE = "h", "l", "m", "s", "x"
KINDS = {"han": HAN, "latin": LATIN, "mark": MARK, "separator": DOT}
"""What a sign is, in one letter, so that a name has a shape: hhh, lllmlll, hhhhshhh."""
MISPLACED = re.compile(r"(?<![hlm])s|s\Z|(?<![lm])m")
"""A separator with nothing before or behind it; a mark that does not follow Latin letters."""
SHAPELESS = {"Cc", "Cf", "Mn", "Me"}
"""Categories of signs that nobody sees, or sees only on top of another sign."""


def normalise_name(text: str) -> str:
    """Return the name in NFC, its separators as U+00B7, without idle spaces; never NFKC.

    A space stays between Latin words only, a full stop between Han characters is a separator,
    and private-use characters become the standard ones that have been given since.
    """
    composed = unicodedata.normalize("NFC", text.translate(_folded()))
    return _with_dots(_without_idle_spaces(" ".join(composed.split())))


def name_error(text: str) -> Refusal | None:
    """Return what is wrong with a name, or None (notice 33 of 2016: up to 50 characters)."""
    name = normalise_name(text)
    if not name:
        return Refusal(N_("Enter the name."))
    if len(name) > LONGEST:
        return Refusal(N_("A name has at most %(longest)s characters."), {"longest": LONGEST})
    shape = _shape(name)
    if STRANGE in shape:
        return _strange(name[shape.index(STRANGE)])
    misplaced = MISPLACED.search(shape)
    if misplaced:
        return Refusal(
            N_("“%(sign)s” stands at the wrong place in the name. Enter it as on the ID card."),
            {"sign": name[misplaced.start()]},
        )
    return None


def is_han(sign: str) -> bool:
    """Return whether the sign is a Han character, of whatever extension of GB 18030-2022."""
    return _kind(sign) == HAN


def has_rare_character(name: str) -> bool:
    """Return whether a Han character is missing in GBK, so that a bureau's file may hold "?".

    GBK has the 20 902 characters that every system of the last thirty years writes. Pinyin and
    the table of common characters decide nothing: both know U+4DAE, which GBK lacks.
    """
    return any(is_han(sign) and not _is_in_gbk(sign) for sign in normalise_name(name))


def _is_in_gbk(sign: str) -> bool:
    try:
        sign.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def _strange(sign: str) -> Refusal:
    code = f"U+{ord(sign):04X}"
    if unicodedata.category(sign) in SHAPELESS:
        return Refusal(
            N_("The name holds an invisible sign (%(code)s). Delete the name and type it anew."),
            {"code": code},
        )
    return Refusal(
        N_("“%(sign)s” cannot stand in a name. Enter it as on the ID card."), {"sign": sign}
    )


def _without_idle_spaces(name: str) -> str:
    """Drop the spaces that touch a Han character or a separator: no register writes them."""
    around = zip(" " + name, name, name[1:] + " ", strict=False)
    return "".join(
        sign
        for before, sign, after in around
        if sign != " " or not {_kind(before), _kind(after)} & {HAN, DOT}
    )


def _with_dots(name: str) -> str:
    """Turn a full stop between two Han characters into the separator that was meant."""
    shape = _shape(name)
    return "".join(
        SEPARATOR if sign == "." and shape[place - 1 : place + 2] == HAN + MARK + HAN else sign
        for place, sign in enumerate(name)
    )


def _shape(name: str) -> str:
    return "".join(map(_kind, name))


def _kind(sign: str) -> str:
    starts, ranges = _signs()
    place = bisect_right(starts, ord(sign)) - 1
    if place < 0 or ord(sign) > ranges[place][0]:
        return STRANGE
    return ranges[place][1]


@lru_cache(maxsize=1)
def _signs() -> tuple[Sequence[int], Sequence[tuple[int, str]]]:
    """Return the first code points of the ranges of name signs, and their last ones and kinds.

    Python's own tables are of Unicode 14 and take Extensions H and I for nothing.
    """
    with (files("app.data") / "name_characters.csv").open(encoding="utf-8") as file:
        rows = sorted(
            (int(row["first"], 16), int(row["last"], 16), KINDS[row["kind"]])
            for row in csv.DictReader(file)
        )
    return [first for first, _, _ in rows], [(last, kind) for _, last, kind in rows]


@lru_cache(maxsize=1)
def _folded() -> Mapping[int, str]:
    """Return what is written otherwise: separators, and what GBK kept in private use."""
    with (files("app.data") / "private_use.csv").open(encoding="utf-8") as file:
        rows = csv.DictReader(file)
        standard = {int(row["private"], 16): chr(int(row["standard"], 16)) for row in rows}
    return {**SEPARATORS, **standard}
