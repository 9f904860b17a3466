"""Which rows may the actor reach? Every statement and every write passes here.

Installed on SQLAlchemy's session class by import, so web, jobs and commands all have it.
Fails closed: no actor, no rows. What escapes it (raw connections, Core tables inside ORM
statements, bulk methods) stands only in the modules listed in
``tests/repository/test_scope_escapes.py``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import (
    InstrumentedAttribute,
    Mapper,
    ORMExecuteState,
    Session,
    attributes,
    with_loader_criteria,
)
from sqlalchemy.sql import visitors

from app.exceptions import NotScoped
from app.schema.base import Base
from app.schema.entity import with_implied
from app.schema.registry import entities
from app.security.actor import Actor, Party, actor

if TYPE_CHECKING:
    from sqlalchemy.orm.util import LoaderCriteriaOption

    from app.schema.entity import Scope


@lru_cache(maxsize=1)
def _scopes() -> dict[type[Base], Scope]:
    return {model: model.__entity__.scope for model in entities().values()}


@lru_cache(maxsize=1)
def _tables() -> frozenset[sa.FromClause]:
    return frozenset(model.__table__ for model in _scopes())


def forget_declarations() -> None:
    """Read the declarations again; for tests that declare entities of their own."""
    for cached in (_scopes, _tables, _criteria, _reachable):
        cached.cache_clear()


def criterion(model: type[Base], who: Actor) -> sa.ColumnElement[bool]:
    """Return the condition that rows of ``model`` in the scope of ``who`` fulfil."""
    scope = _scopes()[model]
    if scope.everyone:
        return sa.true()
    if who.party is Party.family and scope.account:
        return _column(model, scope.account) == who.account_id
    if who.party is Party.staff:
        return _staff_criterion(model, scope, who)
    return sa.false()


def _staff_criterion(model: type[Base], scope: Scope, who: Actor) -> sa.ColumnElement[bool]:
    if scope.district:
        if who.whole_city:
            return sa.true()
        return _column(model, scope.district).in_(who.districts)
    if scope.user and scope.shared_role:
        roles = [role.value for role in with_implied(who.roles)]
        shared = _column(model, scope.shared_role).in_(roles)
        return sa.or_(_column(model, scope.user) == who.user_id, shared)
    if scope.user and not who.has(*scope.overseers):
        return _column(model, scope.user) == who.user_id
    return sa.true() if scope.staff or scope.user else sa.false()


def _column(model: type[Base], name: str) -> InstrumentedAttribute[Any]:
    found: InstrumentedAttribute[Any] = getattr(model, name)
    return found


@lru_cache(maxsize=512)
def _criteria(model: type[Base], who: Actor) -> LoaderCriteriaOption:
    return with_loader_criteria(model, criterion(model, who), include_aliases=True)


@lru_cache(maxsize=256)
def _reachable(mapper: Mapper[Any]) -> frozenset[type[Base]]:
    """Return the entities that a statement on ``mapper`` can load, related ones included."""
    seen: set[Mapper[Any]] = set()
    waiting = [mapper]
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        waiting.extend(relationship.mapper for relationship in current.relationships)
    return frozenset(found.class_ for found in seen if found.class_ in _scopes())


@event.listens_for(Session, "do_orm_execute")
def narrow(state: ORMExecuteState) -> None:
    """Narrow every ORM statement to the actor's rows; refuse what cannot be narrowed."""
    who = actor()
    if who.party is Party.system or state.is_column_load:
        return
    if not state.is_orm_statement:
        _refuse_core(state)
        return
    if state.is_from_statement:
        raise NotScoped
    targets = set(state.all_mappers)
    if state.is_update and state.is_executemany and not targets.isdisjoint(_scoped_mappers()):
        raise NotScoped
    models: set[type[Base]] = set()
    for mapper in _named_in(state.statement):
        models |= _reachable(mapper)
    state.statement = state.statement.options(*(_criteria(model, who) for model in models))


def _named_in(statement: Any) -> set[Mapper[Any]]:
    """Return every mapper that the statement names, in sub-queries and conditions as well."""
    named = set()
    for part in visitors.iterate(statement):
        entity = part._annotations.get("parententity")  # noqa: SLF001 - the only mark there is
        if entity is not None:
            named.add(entity.mapper)
    return named


def _scoped_mappers() -> set[Mapper[Any]]:
    return {sa.inspect(model) for model in _scopes()}


def _refuse_core(state: ORMExecuteState) -> None:
    if isinstance(state.statement, sa.TextClause):
        raise NotScoped
    if any(
        part in _tables() for part in visitors.iterate(cast("sa.ClauseElement", state.statement))
    ):
        raise NotScoped


@event.listens_for(Session, "before_flush")
def guard(session: Session, context: Any, instances: Any) -> None:  # noqa: ARG001 - event signature
    """Refuse writes of rows outside the actor's scope, by their old value and by their new."""
    who = actor()
    for row in session.new:
        _refuse_unless(type(row) not in _scopes() or may_add(who, row))
    for row in session.dirty:
        if session.is_modified(row):
            _refuse_unless(type(row) not in _scopes() or may_change(who, row))
    for row in session.deleted:
        _refuse_unless(type(row) not in _scopes() or may_change(who, row))


def _refuse_unless(allowed: bool) -> None:  # noqa: FBT001 - reads as a sentence
    if not allowed:
        raise NotScoped


def may_add(who: Actor, row: Base) -> bool:
    """Return whether ``who`` may add ``row``; an ownerless log row may be added by anybody."""
    scope = _scopes()[type(row)]
    if who.party is Party.system:
        return True
    if scope.append and not scope.account and not scope.district:
        return True
    return _owns(who, row, scope)


def may_change(who: Actor, row: Base) -> bool:
    """Return whether ``who`` may change or remove ``row``; what is append-only nobody may."""
    scope = _scopes()[type(row)]
    if scope.append:
        return False
    return who.party is Party.system or _owns(who, row, scope)


def _owns(who: Actor, row: Base, scope: Scope) -> bool:
    if who.party is Party.family:
        return scope.account is not None and _within(row, scope.account, {who.account_id})
    if who.party is not Party.staff:
        return False
    if scope.district:
        return who.whole_city or _within(row, scope.district, who.districts)
    if scope.user:
        return who.has(*scope.overseers) or _within(row, scope.user, {who.user_id})
    return scope.staff or scope.everyone


def _within(row: Base, name: str, allowed: Any) -> bool:
    """Return whether old and new value of the column are allowed; a missing value is nobody's."""
    history = attributes.get_history(row, name)
    values = {*(history.unchanged or ()), *(history.added or ()), *(history.deleted or ())}
    return bool(values) and None not in values and values <= set(allowed)
