"""Does nobody but the engine write an application's status?"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.repository.sources import CODE, files, listed, tree

WRITER = "app/workflow/engine.py"
OTHERS: dict[str, str] = {}
"""Modules that write the status of something else, and of what."""


def writes(module: ast.Module) -> Iterator[int]:
    """Yield the lines that write an attribute or a column named status."""
    for node in ast.walk(module):
        if (isinstance(node, ast.Attribute) and is_written(node)) or (
            isinstance(node, ast.Call) and (is_setattr(node) or is_statement(node))
        ):
            yield node.lineno


def is_written(node: ast.Attribute) -> bool:
    return node.attr == "status" and isinstance(node.ctx, ast.Store)


def is_setattr(node: ast.Call) -> bool:
    named = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
    return isinstance(node.func, ast.Name) and node.func.id == "setattr" and "status" in named


def is_statement(node: ast.Call) -> bool:
    """Return whether the call is ``….values(status=…)`` or ``….update({"status": …})``."""
    if not (isinstance(node.func, ast.Attribute) and node.func.attr in {"values", "update"}):
        return False
    keys = [key for part in node.args if isinstance(part, ast.Dict) for key in part.keys]
    named = {key.value for key in keys if isinstance(key, ast.Constant)}
    named |= {keyword.arg for keyword in node.keywords}
    return "status" in named


def test_nobody_but_the_engine_writes_a_status():
    found = [
        f"{name}:{line}"
        for name in files(*CODE)
        if name != WRITER and name not in OTHERS
        for line in writes(tree(name))
    ]

    assert not found, listed(found, "Fire a transition; only the engine writes the status:")


def test_the_engine_does_write_it():
    assert list(writes(tree(WRITER)))
