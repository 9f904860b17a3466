"""Does the log of reading stay one chain with the log of acts?"""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

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


@pytest.mark.sqlite
@pytest.mark.parametrize("kept", [True, False])
def test_what_a_sent_form_shows_again_is_read_whether_it_was_kept_or_not(lasting, clock, kept):
    with acting_as(SYSTEM), Session(lasting) as own:
        own.connection()  # as a changing request does, before it reads anything
        audit.record_read(own, "Application", 7, now=clock.now)
        (own.commit if kept else own.close)()

        assert [entry.entity_id for entry in reads(own)] == ["7"]
        assert audit.first_broken(own) is None
