"""How must a question look that the office adds to a round, and what is wrong with one?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.schema.words import N_, Refusal
from models.enums import ExtraKind, Section
from models.extra_field import ExtraField

MOST = 50
MOST_OPTIONS = 60
PREFIX = "x_"
"""With it a question can never be taken for a column, not even for one that is added later."""
SLUG = re.compile(r"[a-z][a-z0-9_]{1,29}")
CODE = re.compile(r"[A-Za-z0-9_-]{1,32}")
CHOOSING = frozenset({ExtraKind.choice, ExtraKind.several})
PROTECTED = frozenset(
    {ExtraKind.phone, ExtraKind.id_number, ExtraKind.certificate, ExtraKind.address}
)
"""Kinds whose answers are sealed whatever the office ticks."""
LANGUAGES = {"zh_Hans": "zh_hans", "zh_Hant": "zh_hant", "en": "en"}
Definition = dict[str, Any]


def definition(row: ExtraField, schema: Sequence[str], names: Sequence[str]) -> Definition:
    """Return the question as a version keeps it; ``schema``: fields that its section has."""
    return {
        "name": PREFIX + row.name,
        "section": row.section.value,
        "kind": row.kind.value,
        "labels": _words(row, "label"),
        "help": _words(row, "help"),
        "required": bool(row.required),
        "sensitive": bool(row.sensitive) or row.kind in PROTECTED,
        "options": list(options(row.options)),
        "dictionary": row.dictionary.value if row.dictionary else None,
        "show_if": _rule(row.show_field, row.show_values, schema, names),
        "required_if": _rule(row.required_field, row.required_values, schema, names),
    }


def _words(row: ExtraField, what: str) -> dict[str, str]:
    found = {tag: getattr(row, f"{what}_{suffix}") or "" for tag, suffix in LANGUAGES.items()}
    return {tag: " ".join(words.split()) for tag, words in found.items() if words.strip()}


def options(text: str | None) -> Iterator[dict[str, Any]]:
    """Yield code and words of each line ``code | simplified | traditional | English``."""
    for line in (text or "").splitlines():
        parts = [part.strip() for part in line.split("|")]
        if any(parts):
            words = zip(LANGUAGES, [*parts[1:], "", "", ""], strict=False)
            yield {"code": parts[0], "labels": {tag: word for tag, word in words if word}}


def _rule(
    field: str | None, values: str | None, schema: Sequence[str], names: Sequence[str]
) -> dict[str, Any] | None:
    if not field or not field.strip():
        return None
    name = field.strip()
    full = PREFIX + name if name in names and name not in schema else name
    listed = [one.strip() for one in re.split("[,，]", values or "") if one.strip()]
    return {"field": full, "in": listed or ["yes"]}


def faults(row: ExtraField, schema: Mapping[Section, Sequence[str]]) -> Iterator[Refusal]:
    """Yield what is wrong with one question by itself."""
    if not SLUG.fullmatch(row.name):
        yield Refusal(N_("The short name has 2 to 30 small letters, digits and underscores."))
    if any(row.name in names for names in schema.values()):
        yield Refusal(N_("The form has a field of this short name already."))
    if not row.label_zh_hans.strip():
        yield Refusal(N_("The question has no words."))
    listed = list(options(row.options))
    if row.kind in CHOOSING:
        yield from _option_faults(listed, has_dictionary=row.dictionary is not None)
    elif listed or row.dictionary is not None:
        yield Refusal(N_("Answers to choose from fit only a kind that chooses."))


def _option_faults(listed: Sequence[Definition], *, has_dictionary: bool) -> Iterator[Refusal]:
    codes = [one["code"] for one in listed]
    if has_dictionary and listed:
        yield Refusal(N_("Choose a dictionary, or write answers; not both."))
    if not has_dictionary and not listed:
        yield Refusal(N_("Nothing is there to choose from."))
    if len(codes) > MOST_OPTIONS:
        yield Refusal(N_("At most %(number)s answers to choose from."), {"number": MOST_OPTIONS})
    if len(set(codes)) < len(codes):
        yield Refusal(N_("Two answers have the same code."))
    for one in listed:
        if not CODE.fullmatch(one["code"]) or "zh_Hans" not in one["labels"]:
            words = N_("This line is no answer: “%(line)s”. Write code | words.")
            yield Refusal(words, {"line": one["code"][:40]})


def rule_faults(one: Definition, known: Mapping[str, str]) -> Iterator[Refusal]:
    """Yield what is wrong with the conditions of a question; ``known``: fields before it."""
    for rule in filter(None, (one["show_if"], one["required_if"])):
        if rule["field"] not in known or rule["field"] == one["name"]:
            words = N_("Its condition names “%(name)s”, which this section does not ask.")
            yield Refusal(words, {"name": rule["field"].removeprefix(PREFIX)[:40]})
