"""Does the log of reading stay one chain with the log of acts?"""

from __future__ import annotations

import sqlalchemy as sa

from app.security.actor import SYSTEM, acting_as
from app.services import audit
from models import AuditEntry


def reads(session) -> list[AuditEntry]:
    session.expire_all()
    return list(session.scalars(sa.select(AuditEntry).order_by(AuditEntry.seq)))


def test_reads_and_acts_are_links_of_one_chain(session, clock):
    with acting_as(SYSTEM):
        audit.record_read(session, "Application", 7, now=clock.now)
        audit.record(session, "edit", "Application", 7, now=clock.now, reason="字")
        session.commit()
        audit.record_read(
            session, "Student", "", now=clock.now, details={"ids": [3, 4], "名": "李"}
        )

        assert [entry.action for entry in reads(session)] == ["read", "edit", "read"]
        assert audit.first_broken(session) is None


def test_a_read_that_was_changed_afterwards_is_found(session, clock):
    with acting_as(SYSTEM):
        audit.record_read(session, "Application", 7, now=clock.now)
        audit.record_read(session, "Application", 8, now=clock.now)
        session.execute(sa.update(AuditEntry).where(AuditEntry.seq == 1).values(entity_id="9"))

        assert audit.first_broken(session) == 1
