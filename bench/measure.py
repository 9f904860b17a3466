"""How are the samples taken, so that a busy machine meets both sides alike?

Operation by operation the two sides take turns in an order that is drawn anew each round, one
request each. What a request costs in statements and CPU is looked at afterwards, untimed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random

from bench.client import Answer
from bench.operations import Operation, Samples, Steps
from bench.servers import Server
from bench.statements import Counter

WARM = 3
COUNTED = 3
LONGEST = 25.0
"""Seconds after which no more samples of an operation are taken."""
FEWEST = 3

Sides = dict[str, tuple[Callable[[int], Steps], Server]]


def sides(operation: Operation, server: Server, floor: Server) -> Sides:
    """Return who does the operation, and where."""
    found: Sides = {"ours": (operation.ours, server)}
    if operation.floor is not None:
        found["floor"] = (operation.floor, floor)
    return found


def measure(operation: Operation, who: Sides, counter: Counter) -> dict[str, Samples]:
    """Return the samples of both sides."""
    found = {name: Samples() for name in who}
    random = Random(operation.name)
    warm = WARM if operation.times >= 2 * WARM else 1
    ends = time.monotonic() + LONGEST
    for number in range(-warm, operation.times):
        if number >= FEWEST and time.monotonic() > ends:
            break
        turns = list(who)
        random.shuffle(turns)
        for name in turns:
            answer = once(who[name][0](number))
            if number >= 0:
                found[name].times.append(answer.seconds * 1000)
                found[name].bytes = answer.size
    _count(operation, who, counter, found)
    return found


def once(steps: Steps, around: Callable[[Callable[[], Answer]], Answer] | None = None) -> Answer:
    """Do an operation once: what goes before, the press, and the check."""
    press = next(steps)
    answer = around(press) if around else press()
    try:
        steps.send(answer)
    except StopIteration:
        return answer
    raise RuntimeError("an operation presses once")


def _count(operation: Operation, who: Sides, counter: Counter, found: dict[str, Samples]) -> None:
    """Look at what the press of each side costs, on the average of a few."""
    times = min(COUNTED, operation.times // 3)
    counter.switch(on=True)
    for name, (steps, server) in who.items():
        for number in range(times):
            _count_once(steps(operation.times + number), server, counter, found[name])
        found[name].statements /= times
        found[name].sql_ms /= times
        found[name].cpu_ms /= times
    counter.switch(on=False)


def _count_once(steps: Steps, server: Server, counter: Counter, found: Samples) -> None:
    def around(press: Callable[[], Answer]) -> Answer:
        answers = []
        before = server.cpu_ms()
        counted = counter.count(lambda: answers.append(press()))
        found.cpu_ms += server.cpu_ms() - before
        found.statements += counted.statements
        found.sql_ms += counted.ms
        return answers[0]

    once(steps, around)
