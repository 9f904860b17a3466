"""When does a field show, and when is it required?

The browser evaluates the same rules from their JSON (app/static/jr/conditions.js); a test
compares both on generated rules and answers.
"""

from __future__ import annotations

import enum
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

Json = dict[str, Any]
NUMBER = re.compile(r"-?[0-9]{1,11}(?:\.[0-9]{1,4})?")
"""Numbers that a browser compares as exactly as the server."""
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2})?")
BLANK = re.compile(r"[ \t\r\n]*")
DEEPEST = 8
"""Rules nest no deeper than this when they are read from a document."""


class Rule:
    """A condition on the answers to other fields; combined by ``&``, ``|`` and ``~``."""

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Return whether the rule holds for these answers."""
        raise NotImplementedError

    def fields(self) -> Iterator[str]:
        """Yield the names of the fields on whose answers the rule depends."""
        raise NotImplementedError

    def as_json(self, prefix: str = "") -> Json:
        """Return the rule as the page's script reads it; ``prefix`` stands before each name."""
        raise NotImplementedError

    def __and__(self, other: Rule) -> Rule:
        """Return the rule that both hold."""
        return Every((self, other))

    def __or__(self, other: Rule) -> Rule:
        """Return the rule that one of both holds."""
        return Some((self, other))

    def __invert__(self) -> Rule:
        """Return the rule that this one does not hold."""
        return Not(self)


def words_of(answer: Any) -> list[str]:
    """Return an answer as the words that a browser would send for it."""
    if answer is None:
        return []
    if isinstance(answer, bool):
        return ["yes" if answer else "no"]
    if isinstance(answer, (list, tuple, set, frozenset)):
        return [word for item in answer for word in words_of(item)]
    if isinstance(answer, datetime):
        return [answer.strftime("%Y-%m-%dT%H:%M")]
    if isinstance(answer, date):
        return [answer.isoformat()]
    return [str(answer)]


@dataclass(frozen=True)
class When(Rule):
    """Holds when the answer to ``field`` is one of ``values``; an unanswered field is no match."""

    field: str
    values: tuple[str, ...]

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Return whether one of the words of the answer is among the values."""
        return any(word in self.values for word in words_of(answers.get(self.field)))

    def fields(self) -> Iterator[str]:
        """Yield the field."""
        yield self.field

    def as_json(self, prefix: str = "") -> Json:
        """Return the rule as the page's script reads it."""
        return {"field": prefix + self.field, "in": list(self.values)}


@dataclass(frozen=True)
class Empty(Rule):
    """Holds when ``field`` is unanswered, or answered by blanks only."""

    field: str

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Return whether nothing is left of the answer without its blanks."""
        return all(BLANK.fullmatch(word) for word in words_of(answers.get(self.field)))

    def fields(self) -> Iterator[str]:
        """Yield the field."""
        yield self.field

    def as_json(self, prefix: str = "") -> Json:
        """Return the rule as the page's script reads it."""
        return {"field": prefix + self.field, "empty": True}


class Order(enum.StrEnum):
    """How an answer stands to a number or day."""

    lt = enum.auto()
    le = enum.auto()
    eq = enum.auto()
    ge = enum.auto()
    gt = enum.auto()


COMPARED: Mapping[Order, Callable[[Any, Any], Any]] = {
    Order.lt: operator.lt,
    Order.le: operator.le,
    Order.eq: operator.eq,
    Order.ge: operator.ge,
    Order.gt: operator.gt,
}


@dataclass(frozen=True)
class Compare(Rule):
    """Holds when the answer to ``field``, a number or a day, stands so to ``than``.

    What is neither, or is not of the sort of ``than``, is no match.
    """

    field: str
    order: Order
    than: str

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Return whether one of the words of the answer compares so."""
        return any(_stands(word, self.order, self.than) for word in self._words(answers))

    def _words(self, answers: Mapping[str, Any]) -> list[str]:
        return words_of(answers.get(self.field))

    def fields(self) -> Iterator[str]:
        """Yield the field."""
        yield self.field

    def as_json(self, prefix: str = "") -> Json:
        """Return the rule as the page's script reads it."""
        return {"field": prefix + self.field, "order": self.order.value, "than": self.than}


def _stands(word: str, order: Order, than: str) -> bool:
    pair: tuple[Any, Any]
    if NUMBER.fullmatch(word) and NUMBER.fullmatch(than):
        pair = Decimal(word), Decimal(than)
    elif DAY.fullmatch(word) and DAY.fullmatch(than):
        pair = word, than
    else:
        return False
    return bool(COMPARED[order](*pair))


@dataclass(frozen=True)
class Not(Rule):
    """Holds when ``rule`` does not."""

    rule: Rule

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Return whether the rule fails."""
        return not self.rule.holds(answers)

    def fields(self) -> Iterator[str]:
        """Yield the fields of the rule."""
        yield from self.rule.fields()

    def as_json(self, prefix: str = "") -> Json:
        """Return the rule as the page's script reads it."""
        return {"not": self.rule.as_json(prefix)}


@dataclass(frozen=True)
class Every(Rule):
    """Holds when all of ``rules`` do."""

    rules: tuple[Rule, ...]

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Return whether no rule fails."""
        return all(rule.holds(answers) for rule in self.rules)

    def fields(self) -> Iterator[str]:
        """Yield the fields of all rules."""
        for rule in self.rules:
            yield from rule.fields()

    def as_json(self, prefix: str = "") -> Json:
        """Return the rule as the page's script reads it."""
        return {"all": [rule.as_json(prefix) for rule in self.rules]}


@dataclass(frozen=True)
class Some(Rule):
    """Holds when one of ``rules`` does."""

    rules: tuple[Rule, ...]

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Return whether a rule holds."""
        return any(rule.holds(answers) for rule in self.rules)

    def fields(self) -> Iterator[str]:
        """Yield the fields of all rules."""
        for rule in self.rules:
            yield from rule.fields()

    def as_json(self, prefix: str = "") -> Json:
        """Return the rule as the page's script reads it."""
        return {"any": [rule.as_json(prefix) for rule in self.rules]}


def when(field: str, *values: str) -> When:
    """Return the rule that ``field`` has one of ``values``; without values, that it is ticked."""
    return When(field, values or ("yes",))


def compared(field: str, order: str, than: object) -> Compare:
    """Return the rule that ``field`` stands so (lt, le, eq, ge, gt) to a number or a day."""
    return Compare(field, Order(order), words_of(than)[0])


def from_json(document: Any, depth: int = 0) -> Rule:
    """Return the rule that :meth:`Rule.as_json` wrote; ValueError for anything else."""
    match document if depth < DEEPEST else None:
        case {"field": str(name), "in": [*values], **rest} if values and not rest:
            return When(name, tuple(map(_text, values)))
        case {"field": str(name), "empty": True, **rest} if not rest:
            return Empty(name)
        case {"field": str(name), "order": str(order), "than": str(than), **rest} if not rest:
            return Compare(name, Order(order), than)
        case {"not": rule, **rest} if not rest:
            return Not(from_json(rule, depth + 1))
        case {"all": [*rules], **rest} if not rest:
            return Every(tuple(from_json(rule, depth + 1) for rule in rules))
        case {"any": [*rules], **rest} if not rest:
            return Some(tuple(from_json(rule, depth + 1) for rule in rules))
    message = "no condition"
    raise ValueError(message)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        message = "no word"
        raise ValueError(message)  # noqa: TRY004 - whoever reads a document expects one error
    return value


def hidden(rules: Mapping[str, Rule], answers: Mapping[str, Any]) -> frozenset[str]:
    """Return the fields that do not show: their rule fails, with hidden answers not counted.

    Whatever is hidden stays hidden while the others are looked at again, so that this ends.
    """
    gone: set[str] = set()
    while True:
        left = {name: answer for name, answer in answers.items() if name not in gone}
        more = {name for name, rule in rules.items() if name not in gone and not rule.holds(left)}
        if not more:
            return frozenset(gone)
        gone |= more
