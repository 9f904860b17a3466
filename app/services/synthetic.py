"""Which invented people fill a trial run? Checksums are right, nobody is real."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from random import Random
from typing import Any

import yaml
from stdnum.iso7064 import mod_11_2

AREAS = ("361100", "350425", "511321", "430626", "360723", "522121")


@lru_cache(maxsize=1)
def people() -> dict[str, Any]:
    """Return the names and words that come with the portal for invented people."""
    loaded: dict[str, Any] = yaml.safe_load((files("app.data") / "people.yaml").read_text("utf-8"))
    return loaded


@dataclass(frozen=True)
class Person:
    """One invented person."""

    name: str
    id_number: str
    birth: date
    male: bool


class People:
    """A source of invented people; the same seed gives the same ones."""

    def __init__(self, seed: int) -> None:
        """Start the source."""
        self.random = Random(seed)  # noqa: S311 - invented people need no secrecy
        self.count = 0

    def adult(self, surname: str, *, male: bool, today: date) -> Person:
        """Return a guardian between 28 and 42 years of age."""
        born = today - timedelta(days=self.random.randrange(28 * 366, 42 * 365))
        return self._person(
            surname + self.random.choice(people()["fathers" if male else "mothers"]), born, male
        )

    def child(self, surname: str, born_from: date, born_to: date) -> Person:
        """Return a child born inside the window."""
        born = born_from + timedelta(days=self.random.randrange((born_to - born_from).days + 1))
        return self._person(surname + self.random.choice(people()["children"]), born, self.coin())

    def _person(self, name: str, born: date, male: bool) -> Person:  # noqa: FBT001 - a fact
        self.count += 1
        sequence = (self.count * 2 + male) % 1000
        digits = f"{self.random.choice(AREAS)}{born:%Y%m%d}{sequence:03d}"
        return Person(name, digits + mod_11_2.calc_check_digit(digits), born, male)

    def surname(self) -> str:
        """Return a surname."""
        return self.random.choice(str(people()["surnames"]))

    def phone(self) -> str:
        """Return a mobile number; 1380000… is used by demo accounts only."""
        return f"139{self.random.randrange(10**8):08d}"

    def lane(self) -> str:
        """Return a detailed address."""
        return str(self.random.choice(people()["lanes"]))

    def coin(self) -> bool:
        """Return yes or no."""
        return bool(self.random.getrandbits(1))
