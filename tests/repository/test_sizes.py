"""Is every part small enough to be read at a glance?"""

from __future__ import annotations

from tests.repository.sources import CODE, files, functions, listed, text

MODULE, FUNCTION, TEMPLATE, TEST = 300, 40, 120, 25
SCRIPTS = ("app/static",)


def too_long(names: list[str], limit: int) -> list[str]:
    lengths = {name: len(text(name).splitlines()) for name in names}
    return [f"{name}: {length} lines" for name, length in lengths.items() if length > limit]


def long_functions(names: list[str], limit: int, prefix: str = "") -> list[str]:
    found = []
    for name in names:
        for function in functions(name):
            length = (function.end_lineno or function.lineno) - function.lineno + 1
            if length > limit and function.name.startswith(prefix):
                found.append(f"{name}:{function.lineno} {function.name}: {length} lines")
    return found


def test_modules_are_short():
    found = too_long(files(*CODE, "bench", "tests"), MODULE)
    found += too_long(files(*SCRIPTS, suffix=".js"), MODULE)

    assert not found, listed(found, f"Split what answers two questions; {MODULE} lines at most:")


def test_functions_are_short():
    found = long_functions(files(*CODE, "bench"), FUNCTION)

    assert not found, listed(found, f"Name a part of it; {FUNCTION} lines at most:")


def test_templates_are_short():
    found = too_long(files("app/templates", suffix=".html"), TEMPLATE)

    assert not found, listed(found, f"Move a part into a macro; {TEMPLATE} lines at most:")


def test_tests_are_short():
    found = long_functions(files("tests"), TEST, prefix="test_")

    assert not found, listed(found, f"One test tells one thing, in {TEST} lines at most:")
