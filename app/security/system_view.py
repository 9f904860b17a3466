"""How does a command look beyond its actor's scope, where a rule of the city demands it?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from app.security.actor import SYSTEM, acting_as


@contextmanager
def system_view(session: Session) -> Iterator[Session]:
    """Yield a session of its own on the same transaction, in which the system acts.

    A session of its own, because rows loaded as the system would stay in the identity map of
    the actor's session, out of reach of the scope layer.
    """
    own = Session(
        bind=session.connection(), join_transaction_mode="rollback_only", expire_on_commit=False
    )
    with acting_as(SYSTEM):
        try:
            yield own
            own.commit()
        finally:
            own.close()
