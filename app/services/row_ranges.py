"""How are many numbers of rows written down in few characters?"""

from __future__ import annotations

from collections.abc import Iterable

BLOCK = 1000
"""How many numbers lie in one block."""


def blocks(ids: Iterable[int]) -> list[int]:
    """Return the blocks in which the numbers lie: by them an index finds what names a number."""
    return sorted({one // BLOCK for one in ids})


def ranges(ids: Iterable[int]) -> str:
    """Return the numbers in rising order, neighbours as one: 1-4,7."""
    found: list[list[int]] = []
    for one in sorted(ids):
        if found and one == found[-1][1] + 1:
            found[-1][1] = one
        else:
            found.append([one, one])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in found)
