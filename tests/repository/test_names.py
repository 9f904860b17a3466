"""Does every module have a name that says what it holds?"""

from __future__ import annotations

import ast
from pathlib import PurePath

from tests.repository.sources import CODE, files, listed, tree

EMPTY_WORDS = {"helper", "helpers", "util", "utils", "common", "misc", "manager", "tools", "stuff"}


def test_no_module_is_named_for_nothing():
    found = [
        name for name in files(*CODE, "tests") if EMPTY_WORDS & {*PurePath(name).stem.split("_")}
    ]

    assert not found, listed(found, "Name it for the question that it answers:")


def test_every_module_begins_with_what_it_answers():
    found = [name for name in files(*CODE, "tests") if not opened(name)]

    assert not found, listed(found, "Begin with one sentence on what the module answers:")


def opened(name: str) -> bool:
    """Return whether the module says what it is for; an empty package of tests need not."""
    module = tree(name)
    return not module.body or bool(ast.get_docstring(module))
