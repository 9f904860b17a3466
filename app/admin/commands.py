"""Which service carries out the commands that entities declare, and what became of each row?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy.orm import Session

from app.admin.bulk_edit import Line, rows_of
from app.admin.naming import named
from app.exceptions import JifenError, NotScoped
from app.schema.base import Base
from app.services import api_tokens

Body = Callable[[Session, int, datetime], object]
BODIES: Mapping[tuple[str, str], Body] = {("ApiToken", "revoke"): api_tokens.revoke}
"""By entity and name: writes one row in a transaction of its own, with its audit entry."""


def plan(
    session: Session, model: type[Base], name: str, ids: Sequence[int], now: datetime
) -> list[Line]:
    """Return of each row in scope whether the command is possible, else why not."""
    rows = rows_of(session, model, ids, lock=False)
    return [_line(model, name, pk, rows.get(pk), now) for pk in ids]


def _line(model: type[Base], name: str, pk: int, row: Any, now: datetime) -> Line:
    if row is None:
        return Line(pk, f"#{pk}", why=gettext(NotScoped.msgid))
    why = model.__entity__.commands[name].why_not(row, now)
    return Line(pk, named(row), why=gettext(why) if why else "")


def carry_out(
    session: Session, model: type[Base], name: str, ids: Sequence[int], now: datetime
) -> list[Line]:
    """Carry the command out on each row on which it is possible, and return what became of it."""
    lines = plan(session, model, name, ids, now)
    for line in lines:
        if line.why:
            continue
        try:
            BODIES[model.__name__, name](session, line.pk, now)
        except JifenError as refused:
            session.rollback()
            line.why = gettext(refused.msgid, **refused.params)
    return lines
