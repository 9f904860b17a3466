"""Does everybody ask the one clock that is handed in?"""

from __future__ import annotations

import ast

from tests.repository.sources import CODE, dotted, files, listed, tree

CLOCKS = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "func.now",
}
ALLOWED: dict[str, str] = {
    "app/extensions/__init__.py": "the clock itself",
}


def readings(name: str) -> list[str]:
    calls = [node for node in ast.walk(tree(name)) if isinstance(node, ast.Call)]
    return [
        f"{name}:{call.lineno}"
        for call in calls
        if ".".join(dotted(call.func).split(".")[-2:]) in CLOCKS
    ]


def test_no_module_has_a_clock_of_its_own():
    found = [line for name in files(*CODE) if name not in ALLOWED for line in readings(name)]

    assert not found, listed(found, "Take `now` as an argument, or ask app.extensions.clock():")


def test_the_list_of_clocks_is_no_longer_than_needed():
    stale = [name for name in ALLOWED if not readings(name)]

    assert not stale, listed(stale, "These have no clock any more:")
