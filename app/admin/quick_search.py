"""What does the one search box find? Each way of finding is a branch with an index of its own.

The shape of what was typed chooses the branches (:func:`app.policy.search_keys.wanted`); they
are united, never joined by OR, which would undo their indexes.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from app.admin.conditions import LONGEST_CONDITION, literal
from app.exceptions import SealBroken
from app.policy.search_keys import Wanted, wanted
from app.schema.base import Base
from app.schema.entity import READ
from app.schema.fields import fields_of
from app.schema.kinds import Kind
from app.schema.search_key import KEY, holds_keys
from app.security.actor import Actor, Party, actor
from app.security.field_rights import may_ask
from app.security.keyring import ring
from app.security.sealed import Sealed, indexed
from app.services.search_keys import in_keys

TOKENS = re.compile(r"(?:~[a-z_]{1,40}\.[0-9a-f]{32})+")
"""How protected numbers stand in the address of a search: by group and fingerprint."""
SHUT = re.compile(r"~s\.([A-Za-z0-9_-]{20,160})")
"""How the beginning of a number stands there that may be a paper's or a registration's: sealed."""
BOX = b"search|q"
HIT_CAP = 1000
DEEPEST = 2
"""Over how many relations a row is found: an upload by its registration's student."""


def shut(text: str) -> str:
    """Return what was typed as an address may hold it."""
    return "~s." + base64.urlsafe_b64encode(ring().seal(text.encode(), BOX)).decode().rstrip("=")


def opened(typed: str) -> str:
    """Return what was typed; BadRequest for a seal that is none of ours."""
    found = SHUT.fullmatch(typed)
    if found is None:
        return typed
    try:
        sealed = base64.urlsafe_b64decode(found[1] + "=" * (-len(found[1]) % 4))
        return ring().unseal(sealed, BOX).decode()
    except (ValueError, SealBroken):
        raise BadRequest from None


def can_search(model: type[Base]) -> bool:
    """Return whether the list has a search box: something of it, or behind it, is quick."""
    return bool(model.__entity__.quick) or any(one.quick for one in fields_of(model).values())


def hits(session: Session, model: type[Base], typed: str) -> list[int]:
    """Return the numbers of the rows found, one more than HIT_CAP when there are more."""
    found = matching(model, typed, HIT_CAP + 1)
    return [] if found is None else list(session.scalars(found.limit(HIT_CAP + 1)))


def matching(model: type[Base], typed: str, cap: int | None = None) -> Any:
    """Return the statement of the numbers of the rows that match, or None when nothing can."""
    if len(typed) > LONGEST_CONDITION or "\x00" in typed:
        raise BadRequest
    asked = _fingerprints(typed) or wanted(opened(typed))
    branches = [one.limit(cap).subquery() for one in _branches(model, asked, actor(), 0)]
    if not branches:
        return None
    united = sa.union(*(sa.select(one.c[0].label("id")) for one in branches)).subquery()
    return sa.select(united.c.id)


def _fingerprints(typed: str) -> Mapping[str, str]:
    """Return the fingerprints by their groups, when the address holds such; else none."""
    if not TOKENS.fullmatch(typed):
        return {}
    return dict(one.split(".") for one in typed[1:].split("~"))


def numbered(model: Any, depth: int = 0) -> Iterator[tuple[type[Base], str]]:
    """Yield the protected fields by which the box finds a row, with the entity that has them."""
    who = actor()
    for name, field in fields_of(model).items():
        attribute = vars(model).get(name)
        is_number = field.quick and isinstance(attribute, Sealed) and attribute.group
        if is_number and may_ask(model, name, who):
            yield model, name
    for target, _ in _behind(model, who, depth):
        yield from numbered(target, depth + 1)


def _behind(model: Any, who: Actor, depth: int) -> Iterator[tuple[Any, Any]]:
    """Yield the entities behind a row that the reader may search, with the relations to them."""
    relations = sa.inspect(model).relationships
    for name in model.__entity__.quick if depth < DEEPEST else ():
        target = relations[name].mapper.class_
        if may_ask(model, name, who) and _may_read(target, who):
            yield target, relations[name]


def _branches(model: Any, asked: Any, who: Actor, depth: int) -> Iterator[Any]:
    for condition in _own(model, asked, who):
        yield sa.select(model.id).where(condition)
    for target, relation in _behind(model, who, depth):
        here, there = relation.local_remote_pairs[0]
        for found in _branches(target, asked, who, depth + 1):
            if relation.uselist:
                yield found.with_only_columns(getattr(target, there.key))
            else:
                column = getattr(model, here.key)
                yield sa.select(model.id).where(column.in_(found))


def _may_read(model: type[Base], who: Actor) -> bool:
    allowed = model.__entity__.allows(who.roles)
    return who.party is Party.system or bool(allowed & READ)


def _own(model: type[Base], asked: Any, who: Actor) -> Iterator[Any]:
    """Yield the conditions on the row itself, each answered by one index."""
    if not isinstance(asked, Wanted):
        yield from _by_fingerprints(model, asked, who)
        return
    named = in_keys(model)
    if asked.keys and named and all(may_ask(model, name, who) for name in named):
        yield _by_keys(getattr(model, KEY), asked)
    for name, field in fields_of(model).items():
        attribute = vars(model).get(name)
        typed = asked.phone if field.kind is Kind.phone else asked.number
        if not (typed and field.quick and isinstance(attribute, Sealed) and attribute.group):
            continue
        if may_ask(model, name, who):
            yield attribute.fingerprint() == indexed(attribute.group, typed)


def _by_fingerprints(model: type[Base], asked: Mapping[str, str], who: Actor) -> Iterator[Any]:
    for name, field in fields_of(model).items():
        attribute = vars(model).get(name)
        if not (field.quick and isinstance(attribute, Sealed) and may_ask(model, name, who)):
            continue
        if sought := asked.get(attribute.group or ""):
            yield attribute.fingerprint() == sought


def _by_keys(column: Any, asked: Wanted) -> Any:
    spaced = sa.literal(" ") + column
    rechecks = [spaced.like(f"%{literal(piece)}%", escape="\\") for piece in asked.pieces]
    return sa.and_(holds_keys(column, " ".join(asked.keys)), *rechecks)
