"""How does a filter of several conditions stand in an address, and what may it ask?

``where=all~status.is.approved~(any~name.has.Lin~name.has.Chen~)``: a first word for all or any,
conditions of name, operator and value, and groups of one level. In values "!" stands before
what would be read otherwise: "!t" is "~", "!!" is "!".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, NotFound

from app.admin.extra_questions import known_questions
from app.admin.operators import MOST_VALUES, OPERATORS, SPLIT, compared, operators_of
from app.schema.base import Base
from app.schema.fields import fields_of
from app.security.actor import actor
from app.security.field_rights import may_ask

MODES = ("all", "any")
MOST_TERMS = 20
MOST_GROUPS = 5
LONGEST_VALUE = 200
BUTTON = "do"
ROW = re.compile(r"c([0-9]{1,4})\.f")
"""What the builder calls the field of one row; operator and values stand beside it."""


@dataclass(frozen=True)
class Term:
    """One condition: a field, an operator, and what was typed."""

    name: str
    operator: str
    typed: str = ""

    @property
    def values(self) -> list[str]:
        """Return the values that were typed, as many as the operator takes."""
        number = OPERATORS[self.operator].values
        if number == 1:
            return [self.typed.strip()] if self.typed.strip() else []
        return [one for one in SPLIT.split(self.typed) if one] if number != 0 else []

    @property
    def complete(self) -> bool:
        """Return whether all is typed that the operator needs; else it narrows nothing yet."""
        number = OPERATORS[self.operator].values
        return bool(self.values) if number is None else len(self.values) == number


@dataclass(frozen=True)
class Group:
    """Conditions of which all, or any, must hold."""

    mode: str = "all"
    terms: tuple[Term, ...] = ()
    groups: tuple[Group, ...] = ()

    @property
    def everything(self) -> list[Term]:
        """Return the conditions of this group and of those inside it."""
        return [*self.terms, *(term for one in self.groups for term in one.terms)]


NOTHING = Group()
"""The filter that leaves every row."""


def written(group: Group) -> str:
    """Return the filter as it stands in an address; nothing for one without conditions."""
    parts = [group.mode, *map(_token, group.terms)]
    for one in group.groups:
        parts += [f"({one.mode}", *map(_token, one.terms), ")"]
    return "~".join(parts) if len(parts) > 1 else ""


def _token(term: Term) -> str:
    return f"{term.name}.{term.operator}.{term.typed.replace('!', '!!').replace('~', '!t')}"


def read(model: type[Base], text: str) -> Group:
    """Return the filter that an address holds; BadRequest or NotFound for one that cannot be."""
    if not text:
        return Group()
    mode, *words = text.split("~")
    outside: list[Term] = []
    groups: list[tuple[str, list[Term]]] = []
    inside: list[Term] | None = None
    for word in words:
        if word.startswith("(") and inside is None:
            inside = []
            groups.append((word[1:], inside))
        elif word == ")" and inside is not None:
            inside = None
        else:
            (outside if inside is None else inside).append(_term(word))
    found = tuple(Group(one, tuple(terms)) for one, terms in groups)
    if inside is not None:
        raise BadRequest
    return checked(model, Group(mode, tuple(outside), found))


def _term(token: str) -> Term:
    name, dot, rest = token.partition(".")
    operator, second, value = rest.partition(".")
    if not (dot and second):
        raise BadRequest
    pieces = [one.replace("!t", "~") for one in value.split("!!")]
    return Term(name, operator, "!".join(pieces))


def checked(model: type[Base], group: Group) -> Group:
    """Return the filter when it asks only what the reader may ask."""
    if any(one.mode not in MODES for one in (group, *group.groups)):
        raise BadRequest
    if len(group.everything) > MOST_TERMS or len(group.groups) > MOST_GROUPS:
        raise BadRequest
    known = askable(model)
    for term in group.everything:
        if term.name not in known:
            raise NotFound
        if term.operator not in {one.name for one in operators_of(model, term.name)}:
            raise BadRequest
        if len(term.typed) > LONGEST_VALUE or "\x00" in term.typed:
            raise BadRequest
        if len(term.values) > MOST_VALUES:
            raise BadRequest
    return group


def askable(model: type[Base]) -> list[str]:
    """Return the fields that the reader may filter by."""
    own = [
        name
        for name, field in fields_of(model).items()
        if not field.internal and operators_of(model, name) and may_ask(model, name, actor())
    ]
    return [*own, *known_questions(model)]


def as_condition(model: type[Base], group: Group) -> Any:
    """Return the SQL of the filter, or None when nothing in it is complete."""
    found = [
        compared(model, one.name, one.operator, one.values) for one in group.terms if one.complete
    ]
    inside = (as_condition(model, one) for one in group.groups)
    found += [one for one in inside if one is not None]
    if not found:
        return None
    return sa.and_(*found) if group.mode == "all" else sa.or_(*found)


def typed_in(model: type[Base], args: MultiDict[str, str]) -> Group:
    """Return the filter that the builder's form sent, changed as the pressed button says."""
    act, _, where = args.get(BUTTON, "").partition(":")
    terms: dict[str, list[Term]] = {}
    numbers = sorted(int(found[1]) for key in args if (found := ROW.fullmatch(key)))
    for number in numbers[: MOST_TERMS + 1]:
        if act == "remove" and where == str(number):
            continue
        group = args.get(f"c{number}.g", "")
        terms.setdefault(group, []).append(_sent(args, f"c{number}."))
    places = [str(number) for number in range(MOST_GROUPS) if args.get(f"g{number}.m")]
    if act == "group":
        places.append(next(str(one) for one in range(MOST_GROUPS + 1) if str(one) not in places))
    for place in ("", *places):
        name = args.get(f"new{place}", "")
        if name and (act == "apply" or (act == "add" and where == place)):
            terms.setdefault(place, []).append(_new(model, name))
    groups = [Group(args.get(f"g{one}.m", "any"), tuple(terms.get(one, ()))) for one in places]
    kept = tuple(one for one in groups if one.terms or act in {"group", "add", "remove"})
    return checked(model, Group(args.get("mode", "all"), tuple(terms.get("", ())), kept))


def _new(model: type[Base], name: str) -> Term:
    if name not in askable(model):
        raise NotFound
    return Term(name, operators_of(model, name)[0].name)


def _sent(args: MultiDict[str, str], row: str) -> Term:
    operator = args.get(f"{row}op", "")
    if operator not in OPERATORS:
        raise BadRequest
    second = args.get(f"{row}v2", "").strip() if OPERATORS[operator].values == 2 else ""  # noqa: PLR2004 - from and to
    values = [one.strip() for one in args.getlist(f"{row}v") if one.strip()]
    # Of one value the first counts: beside what is typed anew stands the fingerprint before it.
    values = [*(values[:1] if OPERATORS[operator].values == 1 else values), second]
    return Term(args[f"{row}f"], operator, ",".join(filter(None, values)))
