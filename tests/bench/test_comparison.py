"""Are other frameworks told beside ours, and is it said what they did not do?"""

from __future__ import annotations

from bench import comparison
from bench.measure import SHARE, takes_part
from bench.operations import Goal, Operation, Samples


def result(name: str, **sides: Samples):
    return Operation(name, Goal(), lambda _: None), sides


LIST = result(
    "list",
    ours=Samples([6.0]),
    floor=Samples([2.0, 2.0, 9.0]),
    Other=Samples([40.0]),
    Slow=Samples(refused="one request takes more than 25 s"),
)
OURS_ONLY = result("photograph", ours=Samples([5.0]))


def cells(text: str) -> list[list[str]]:
    return [[one.strip() for one in line.strip("|").split("|")] for line in text.splitlines()]


def test_each_peer_is_told_as_a_multiple_of_the_floor():
    lines = cells(comparison.table([LIST, OURS_ONLY]))

    assert lines[0] == ["operation", "ours", "Other", "Slow", "floor p50 ms"]
    assert lines[2:] == [["list", "3.0", "20.0", "–", "2.0"]]


def test_what_a_peer_does_not_do_is_told_with_the_reason():
    told = comparison.section([LIST], {"Third": "It could not be prepared."})[-1]

    assert told.splitlines() == [
        "* Third: left out. It could not be prepared.",
        "* list, Slow: one request takes more than 25 s.",
    ]


def test_without_peers_there_is_no_second_table():
    assert comparison.section([OURS_ONLY], {}) == []


def test_a_slow_peer_takes_part_in_three_rounds_and_no_more():
    rounds = [
        number for number in range(-3, 30) if takes_part("Other", number, Samples(), 2 * SHARE)
    ]

    assert rounds == [0, 1, 2]
    assert takes_part("ours", 29, Samples(), 2 * SHARE)


def test_a_peer_that_refused_is_not_asked_again():
    assert not takes_part("Other", 1, Samples(refused="status 500"), 0)


def test_the_versions_are_those_that_are_installed():
    names = {one.partition(" ")[0] for one in comparison.versions()}

    assert names == set(comparison.NAMES)
