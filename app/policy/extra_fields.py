"""How must a question look that the office adds to a round, and what is wrong with one?"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any

from app.schema.words import N_, Refusal
from models.enums import ExtraKind, Section

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
CONDITIONS = (("show_field", "show_values"), ("required_field", "required_values"))
Definition = dict[str, Any]
Fault = tuple[str, Refusal]
"""At which field something is wrong, and what."""


def definition(row: Any, schema: Sequence[str], names: Sequence[str]) -> Definition:
    """Return the question of a record, or of a form, as a version keeps it.

    ``schema``: the fields that its section has by itself.
    """
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


def _words(row: Any, what: str) -> dict[str, str]:
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


def faults(row: Any, schema: Mapping[Section, Sequence[str]]) -> Iterator[Fault]:
    """Yield what is wrong with one question by itself, and at which of its fields."""
    if not SLUG.fullmatch(row.name):
        words = N_("The short name has 2 to 30 small letters, digits and underscores.")
        yield "name", Refusal(words)
    if any(row.name in names for names in schema.values()):
        yield "name", Refusal(N_("The form has a field of this short name already."))
    if not row.label_zh_hans.strip():
        yield "label_zh_hans", Refusal(N_("The question has no words."))
    listed = list(options(row.options))
    if row.kind in CHOOSING:
        yield from _option_faults(listed, has_dictionary=row.dictionary is not None)
    elif listed or row.dictionary is not None:
        words = N_("Answers to choose from fit only a kind that chooses.")
        yield "options" if listed else "dictionary", Refusal(words)
    for name, values in CONDITIONS:
        if (getattr(row, values) or "").strip() and not (getattr(row, name) or "").strip():
            yield name, Refusal(N_("Say on which field these answers are looked for."))


def _option_faults(listed: Sequence[Definition], *, has_dictionary: bool) -> Iterator[Fault]:
    codes = [one["code"] for one in listed]
    if has_dictionary and listed:
        yield "dictionary", Refusal(N_("Choose a dictionary, or write answers; not both."))
    if not has_dictionary and not listed:
        yield "options", Refusal(N_("Nothing is there to choose from."))
    if len(codes) > MOST_OPTIONS:
        words = N_("At most %(number)s answers to choose from.")
        yield "options", Refusal(words, {"number": MOST_OPTIONS})
    if len(set(codes)) < len(codes):
        yield "options", Refusal(N_("Two answers have the same code."))
    for one in listed:
        if not CODE.fullmatch(one["code"]) or "zh_Hans" not in one["labels"]:
            words = N_("This line is no answer: “%(line)s”. Write code | words.")
            yield "options", Refusal(words, {"line": one["code"][:40]})


def rule_faults(one: Definition, known: Container[str]) -> Iterator[Fault]:
    """Yield what is wrong with the conditions of a question; ``known``: what they may name."""
    for place, rule in (("show_field", one["show_if"]), ("required_field", one["required_if"])):
        if rule and (rule["field"] not in known or rule["field"] == one["name"]):
            words = N_("Its condition names “%(name)s”, which this section does not ask.")
            yield place, Refusal(words, {"name": rule["field"].removeprefix(PREFIX)[:40]})
