"""Of which form are the documents that the office edits: lines, an order, sets of members?

From its shape come a document's form, its check, its JSON schema and the words that tell it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.schema.choices import Choice
from app.schema.words import N_

STRAY = ""
"""Under this name, which no part has, stands what no form would have sent."""


class Shape(ABC):
    """The form of a document; called with one, it tells whether the document has it."""

    fault: str
    """What is said of a document that has not."""

    @abstractmethod
    def __call__(self, value: Any) -> bool:
        """Return whether the document has this form."""

    @abstractmethod
    def schema(self) -> dict[str, Any]:
        """Return the JSON schema of such documents."""

    @abstractmethod
    def texts(self, value: Any) -> list[str]:
        """Return a document as a form sends it, under one name."""

    @abstractmethod
    def read(self, texts: Sequence[str]) -> Any:
        """Return the document that a form sent."""

    @abstractmethod
    def told(self, value: Any) -> list[tuple[str, list[str]]]:
        """Return the document in words: a title each, which may be empty, and what stands there."""


@dataclass(frozen=True, kw_only=True)
class Lines(Shape):
    """Texts of at most ``length`` characters, none of them blank, one on each line of its form."""

    length: int = 300
    most: int = 200
    fault = N_("Write each on a line of its own, none too long, and not too many.")

    def __call__(self, value: Any) -> bool:
        """Return whether it is a list of such texts."""
        return (
            isinstance(value, list)
            and len(value) <= self.most
            and all(isinstance(one, str) and 0 < len(one.strip()) <= self.length for one in value)
        )

    def schema(self) -> dict[str, Any]:
        """Return the schema of a list of texts."""
        line = {"type": "string", "minLength": 1, "maxLength": self.length, "pattern": r"\S"}
        return {"type": "array", "items": line, "maxItems": self.most}

    def texts(self, value: Any) -> list[str]:
        """Return one text with a line for each."""
        return ["\n".join(" ".join(str(one).split()) for one in value or ())]

    def read(self, texts: Sequence[str]) -> Any:
        """Return the lines on which something stands."""
        return [line.strip() for text in texts for line in text.splitlines() if line.strip()]

    def told(self, value: Any) -> list[tuple[str, list[str]]]:
        """Return each line by itself."""
        return [("", [str(one)]) for one in value]


@dataclass(frozen=True, kw_only=True)
class Order(Shape):
    """Every member of a closed set, each once, in the order that counts."""

    of: type[Choice]
    fault = N_("Each of them must stand here once.")

    def __call__(self, value: Any) -> bool:
        """Return whether each member stands in the list once."""
        return isinstance(value, list) and sorted(map(str, value)) == sorted(self.of.__members__)

    def schema(self) -> dict[str, Any]:
        """Return the schema of the list of all members."""
        names, size = [*self.of.__members__], len(self.of)
        items = {"type": "string", "enum": names}
        return {"type": "array", "items": items, "uniqueItems": True,
                "minItems": size, "maxItems": size}  # fmt: skip

    def texts(self, value: Any) -> list[str]:
        """Return the names in their order."""
        return [str(one) for one in value or ()]

    def read(self, texts: Sequence[str]) -> Any:
        """Return the names in their order."""
        return list(texts)

    def told(self, value: Any) -> list[tuple[str, list[str]]]:
        """Return the members in their order, as one line."""
        return [("", _labels(self.of, value))]


@dataclass(frozen=True, kw_only=True)
class Sets(Shape):
    """Members of a closed set, listed for each part; ``without`` are those of no use there.

    A part is a list by itself, with its label, or one list for each member of another set.
    """

    of: type[Choice]
    parts: Mapping[str, str | type[Choice]]
    without: frozenset[Choice] = frozenset()
    fault = N_("Choose from the list.")

    @property
    def members(self) -> list[Choice]:
        """Return what may be chosen."""
        return [one for one in self.of if one not in self.without]

    def lists(self) -> Iterator[tuple[str, str, str]]:
        """Yield of each list its part, its name inside the part or nothing, and its label."""
        for part, what in self.parts.items():
            if isinstance(what, str):
                yield part, "", what
            else:
                yield from ((part, one.name, one.label) for one in what)

    def chosen(self, value: Any, part: str, name: str) -> list[str]:
        """Return what stands in one list of a document."""
        found = value.get(part) if isinstance(value, dict) else None
        if name:
            found = found.get(name) if isinstance(found, dict) else None
        return [str(one) for one in found] if isinstance(found, list) else []

    def __call__(self, value: Any) -> bool:
        """Return whether it has every list, no other, and only members in them."""
        return self._keys(value) == self._keys(self.read(())) and all(
            self._fits(value[part][name] if name else value[part]) for part, name, _ in self.lists()
        )

    def _keys(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return None
        return {key: {*one} if isinstance(one, dict) else None for key, one in value.items()}

    def _fits(self, found: Any) -> bool:
        names = {one.name for one in self.members}
        return isinstance(found, list) and all(str(one) in names for one in found)

    def schema(self) -> dict[str, Any]:
        """Return the schema of the document of all lists."""
        names = [one.name for one in self.members]
        several = {"type": "array", "items": {"type": "string", "enum": names}}
        parts = {
            part: several if isinstance(what, str) else _closed({one.name: several for one in what})
            for part, what in self.parts.items()
        }
        return _closed(parts)

    def texts(self, value: Any) -> list[str]:
        """Return each chosen member, with its list before it."""
        return [
            f"{part}.{name}:{one}"
            for part, name, _ in self.lists()
            for one in self.chosen(value, part, name)
        ]

    def read(self, texts: Sequence[str]) -> Any:
        """Return the document with what was chosen; what names no list makes it none of these."""
        found: dict[str, Any] = {
            part: [] if isinstance(what, str) else {one.name: [] for one in what}
            for part, what in self.parts.items()
        }
        places = {f"{part}.{name}": (part, name) for part, name, _ in self.lists()}
        for text in dict.fromkeys(texts):
            place, _, one = text.partition(":")
            if place in places:
                part, name = places[place]
                (found[part][name] if name else found[part]).append(one)
            elif text:
                found.setdefault(STRAY, []).append(text)
        return found

    def told(self, value: Any) -> list[tuple[str, list[str]]]:
        """Return each list under its label."""
        return [
            (label, _labels(self.of, self.chosen(value, part, name)))
            for part, name, label in self.lists()
        ]


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": [*properties],
            "additionalProperties": False}  # fmt: skip


def _labels(of: type[Choice], names: Any) -> list[str]:
    known = of.__members__
    return [known[name].label if name in known else str(name) for name in map(str, names)]
