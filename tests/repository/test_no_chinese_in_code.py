"""Does Chinese text stand in catalogues and seed data only?"""

from __future__ import annotations

import re

import pytest

from tests.repository.sources import files, listed, text

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
DATA = ("app/data/",)
ALLOWED: dict[str, tuple[str, ...]] = {
    "app/extensions/languages.py": ("简体中文", "繁體中文"),  # a language is named in itself
}
"""Words that are no text of the interface, by module."""


def without_allowed(name: str) -> str:
    found = text(name)
    for word in ALLOWED.get(name, ()):
        found = found.replace(word, "")
    return found


@pytest.mark.parametrize("suffix", [".py", ".js", ".html", ".css"])
def test_no_chinese_stands_in_code(suffix):
    roots = ("app", "models", "views", "config.py", "bench") if suffix == ".py" else ("app",)
    found = [
        f"{name}:{number}"
        for name in files(*roots, suffix=suffix)
        if name.endswith(suffix) and not name.startswith(DATA)
        for number, line in enumerate(without_allowed(name).splitlines(), 1)
        if HAN.search(line)
    ]

    assert not found, listed(found, "Write an English msgid, and Chinese in the catalogue:")
