"""Is every sentence translated, with the same placeholders?"""

from __future__ import annotations

import re
import subprocess

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.repository.sources import ROOT, listed

SHOWN = "zh_Hans_CN"
CATALOGUES = sorted(
    path.parent.parent.name for path in ROOT.glob("translations/*/LC_MESSAGES/*.po")
)
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff] ?[,:;()?!]|[,:;()?!] ?[\u4e00-\u9fff]|[\u4e00-\u9fff]\.")
"""Punctuation of Latin text beside a Chinese character."""
GLUED = re.compile(r"(\}\}|%\})[:;,] ")
"""Punctuation of a template between two pieces, which no catalogue can make Chinese."""
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def catalogue(locale: str) -> Catalog:
    path = ROOT / "translations" / locale / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, locale=locale.rpartition("/")[2])


@pytest.fixture(scope="module")
def sentences(tmp_path_factory) -> Catalog:
    """All sentences that stand in the code, collected as `make i18n` collects them."""
    path = tmp_path_factory.mktemp("sentences") / "messages.pot"
    collect = ["make", "--silent", "--old-file=.venv/.ready", "pot", f"POT={path}"]
    subprocess.run(collect, cwd=ROOT, check=True, capture_output=True)
    with path.open("rb") as file:
        return read_po(file)


def forms(words: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


def is_translated(message: Message | None) -> bool:
    return message is not None and not message.fuzzy and all(forms(message.string))


def test_every_sentence_of_the_code_is_translated(sentences):
    known = catalogue(SHOWN)

    found = [
        str(message.id)
        for message in sentences
        if message.id and not is_translated(known.get(message.id, message.context))
    ]

    assert not found, listed(found, "Run `make i18n` and translate what is new:")


def test_no_sentence_is_translated_that_nobody_says(sentences):
    found = [
        str(message.id)
        for message in catalogue(SHOWN)
        if message.id and sentences.get(message.id, message.context) is None
    ]

    assert not found, listed(found, "Run `make i18n`; these are no longer in the code:")


@pytest.mark.parametrize("locale", CATALOGUES)
def test_a_translation_has_the_placeholders_of_its_sentence(locale):
    found = [str(message.id) for message in catalogue(locale) if message.id and differs(message)]

    assert not found, listed(found, "Keep each %(name)s and {name}, and add none:")


def differs(message: Message) -> bool:
    """Return whether a translated form asks for other values than the sentence gives."""
    given = set(PLACEHOLDER.findall(" ".join(forms(message.id))))
    asked = [set(PLACEHOLDER.findall(form)) for form in forms(message.string) if form]
    return bool(asked) and any(one != given for one in asked)


@pytest.mark.parametrize("folder", ["", "framework/"])
def test_chinese_has_chinese_punctuation(folder):
    found = [
        form
        for message in catalogue(f"{folder}{SHOWN}")
        for form in forms(message.string)
        if message.id and HALF_WIDTH.search(form)
    ]

    assert not found, listed(found, "Write ，：；（）？！。 beside Chinese characters:")


def test_no_template_puts_its_own_punctuation_between_words():
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()[:80]}"
        for path in sorted((ROOT / "app" / "templates").rglob("*.html"))
        for line in COMMENT.sub("", path.read_text(encoding="utf-8")).splitlines()
        if GLUED.search(line)
    ]

    assert not found, listed(found, 'Let the catalogue say it, as in "%(name)s: %(sentence)s":')
