"""How are the samples taken, so that a busy machine meets both sides alike?

Operation by operation all sides take turns in an order that is drawn anew each round, one request
each; a slow peer leaves the later rounds to the others. What a request costs ours and the floor in
statements and CPU is looked at afterwards, untimed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random

from bench.client import Answer
from bench.operations import Operation, Refused, Samples, Side, Steps, Worker
from bench.servers import Server
from bench.statements import Counter

WARM = 3
COUNTED = 3
LONGEST = 25.0
"""Seconds of ours and of the floor after which no more samples of an operation are taken."""
SHARE = 10.0
"""Seconds after which a peer takes no more part in the rounds of an operation."""
FEWEST = 3

WE = ("ours", "floor")
Sides = dict[str, Side]


def sides(operation: Operation, server: Server, floor: Server) -> Sides:
    """Return who does the operation, and where."""
    found: Sides = {"ours": (operation.ours, server)}
    if operation.floor is not None:
        found["floor"] = (operation.floor, floor)
    return found | dict(operation.peers)


def measure(operation: Operation, who: Sides, counter: Counter) -> dict[str, Samples]:
    """Return the samples of all sides."""
    found = {name: Samples() for name in who}
    spent = dict.fromkeys(who, 0.0)
    random = Random(operation.name)
    warm = WARM if operation.times >= 2 * WARM else 1
    for number in range(-warm, operation.times):
        if number >= FEWEST and sum(spent.get(name, 0.0) for name in WE) > LONGEST:
            break
        turns = [name for name in who if takes_part(name, number, found[name], spent[name])]
        random.shuffle(turns)
        for name in turns:
            began = time.monotonic()
            _sample(who[name], number, found[name], memory=operation.goal.memory_mb is not None)
            spent[name] += time.monotonic() - began
    _count(operation, {name: who[name] for name in WE if name in who}, counter, found)
    return found


def takes_part(name: str, number: int, samples: Samples, spent: float) -> bool:
    """Return whether a side is in a round: ours and the floor always, a peer while it is fast."""
    if name in WE:
        return True
    return not samples.refused and (spent < SHARE or 0 <= number < FEWEST)


def _sample(side: Side, number: int, samples: Samples, *, memory: bool = False) -> None:
    steps, worker = side
    before = worker.forget_peak() if memory else 0.0
    try:
        answer = once(steps(number))
    except Refused as why:
        samples.refused = str(why)
        return
    if memory:
        # The first round counts as well: what a worker takes then it mostly keeps.
        samples.memory_mb = max(samples.memory_mb, worker.peak_mb() - before)
    if number >= 0:
        samples.times.append(answer.seconds * 1000)
        samples.firsts.append(answer.first * 1000)
        samples.bytes = answer.size


def once(steps: Steps, around: Callable[[Callable[[], Answer]], Answer] | None = None) -> Answer:
    """Do an operation once: what goes before, the press, and the check."""
    press = next(steps)
    try:
        answer = around(press) if around else press()
        steps.send(answer)
    except StopIteration:
        return answer
    finally:
        steps.close()
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


def _count_once(steps: Steps, server: Worker, counter: Counter, found: Samples) -> None:
    def around(press: Callable[[], Answer]) -> Answer:
        answers = []
        before = server.cpu_ms()
        counted = counter.count(lambda: answers.append(press()))
        found.cpu_ms += server.cpu_ms() - before
        found.statements += counted.statements
        found.sql_ms += counted.ms
        return answers[0]

    once(steps, around)
