"""Does the document tell what was missed, and by how much?"""

from __future__ import annotations

from datetime import UTC, datetime

from bench.operations import Goal, Operation, Samples
from bench.report import Size, document, missed

NOW = datetime(2027, 4, 20, tzinfo=UTC)


def measured(name: str, ours: float, bar: float):
    operation = Operation(name, Goal(ratio=bar), lambda _: iter(()))
    return operation, {"ours": Samples([ours]), "floor": Samples([1.0])}


def test_a_bar_that_is_missed_is_told_with_how_much():
    assert missed([measured("list", 6, 4)]) == ["* list: 6.0 instead of 4, 50 % more."]
    assert missed([measured("list", 4, 4)]) == ["Every bar that is a multiple of the floor is met."]


def test_the_document_has_a_section_for_each_size_and_tells_the_growth():
    sizes = [Size(n, n * 15, "db", [measured("list", n / 100, 4)]) for n in (200, 400)]

    text = document(sizes, NOW)

    assert "## 200 families, 3 000 rows" in text
    assert "* list: 2.00" in text
    assert "**4.0** (≤ 4)" not in text
