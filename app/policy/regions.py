"""Which administrative divisions are there, and which one does an ID number name?"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files

from models.enums import RegionLevel

PROVINCE, CITY, COUNTY = 2, 4, 6
"""How many digits of a code name a province, a city, a county."""
CITY_ITSELF = frozenset({"00", "01"})
"""What stands for the county in numbers that were given by a city without naming one."""

NO_CITY = "90"
"""What stands for the city where a county is the province's own."""


@dataclass(frozen=True, slots=True)
class Division:
    """One division under one name; ``valid_to`` is the first day on which it is no more."""

    code: str
    parent_code: str | None
    name: str
    level: RegionLevel
    valid_from: date | None
    valid_to: date | None


@lru_cache(maxsize=1)
def divisions() -> tuple[Division, ...]:
    """Return all divisions that come with the portal; of one code the newest stands last."""
    with (files("app.data") / "regions.csv").open(encoding="utf-8") as file:
        return tuple(_division(row) for row in csv.DictReader(file))


def newest() -> Sequence[Division]:
    """Return the divisions, of each code the newest bearer only."""
    return tuple({one.code: one for one in divisions()}.values())


def is_province(id_number: str) -> bool:
    """Return whether the first two digits name a province."""
    return id_number[:PROVINCE] in _by_code()


def places_of(id_number: str) -> tuple[str, ...]:
    """Return what the first six digits name or once named, newest first; empty when unknown.

    The digits tell where the number was given, by the map of that day: 350221 is Tong'an, a
    county until 1997. Of former divisions only those of Xiamen are known here.
    """
    code = id_number[:COUNTY]
    names = [one.name for one in reversed(_by_code().get(code, ()))]
    if not names and code[CITY:] in CITY_ITSELF and code[:CITY] in _by_code():
        names = [""]
    return tuple(_above(code) + name for name in names)


@lru_cache(maxsize=1)
def _by_code() -> Mapping[str, Sequence[Division]]:
    found: defaultdict[str, list[Division]] = defaultdict(list)
    for one in divisions():
        found[one.code].append(one)
    return dict(found)


def _above(code: str) -> str:
    parts = [code[:PROVINCE]] if code[PROVINCE:CITY] == NO_CITY else [code[:PROVINCE], code[:CITY]]
    return "".join(dict.fromkeys(_by_code()[part][-1].name for part in parts))


def _division(row: Mapping[str, str]) -> Division:
    return Division(
        code=row["code"],
        parent_code=row["parent_code"] or None,
        name=row["name"],
        level=RegionLevel[row["level"]],
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
