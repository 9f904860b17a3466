"""Which ID and serial numbers do copied people get? Valid ones that nobody has."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from stdnum.iso7064 import mod_11_2, mod_11_10

from app.policy.serial_numbers import NUMBERS

AREAS = ("361100", "350425", "511321", "430626", "360723", "522121")
SERIAL = re.compile(r"([A-Z]{2}[0-9]{4})([0-9]{6})[0-9]")


class Identities:
    """ID numbers that nobody has, with birthday and sex of the person who is copied."""

    def __init__(self, taken: Sequence[str]) -> None:
        """Know which are taken."""
        self.taken = set(taken)
        self.given: dict[tuple[str, int], int] = defaultdict(int)

    def next(self, like: str) -> str:
        """Return the next one of somebody born that day."""
        birth, odd = like[6:14], int(like[16]) % 2
        while True:
            count = self.given[birth, odd]
            self.given[birth, odd] += 1
            place, sequence = divmod(count, 500)
            area = int(AREAS[place % len(AREAS)]) + place // len(AREAS)
            digits = f"{area:06d}{birth}{sequence * 2 + odd:03d}"
            number = digits + mod_11_2.calc_check_digit(digits)
            if number not in self.taken:
                return str(number)


class Serials:
    """Serial numbers that no child has, the same for a child and for its application."""

    def __init__(self, taken: Sequence[str]) -> None:
        """Count those that are there."""
        self.ranks: dict[str, dict[int, int]] = defaultdict(dict)
        for serial in sorted(taken):
            head, digits = serial[:6], int(serial[6:12])
            self.ranks[head][digits] = len(self.ranks[head])
        self.free: dict[str, list[int]] = {}

    def replaced(self, text: str, number: int) -> str:
        """Return the text with every serial number in it replaced by the copy's."""
        return SERIAL.sub(lambda found: self._next(found[1], int(found[2]), number), text)

    def _next(self, head: str, digits: int, number: int) -> str:
        ranks = self.ranks[head]
        if head not in self.free:
            self.free[head] = [one for one in range(NUMBERS) if one not in ranks]
        given = self.free[head][ranks[digits] + (number - 1) * len(ranks)]
        told = f"{head[2:]}{given:06d}"
        return head[:2] + told + str(mod_11_10.calc_check_digit(told))
