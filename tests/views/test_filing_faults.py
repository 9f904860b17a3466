"""Is a filing whole or not there at all, wherever the machine fails in between?"""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.exceptions import NotScoped
from app.security.actor import SYSTEM, acting_as
from app.services import filing, receipts, verification
from models import (
    ApplicationEvent,
    Filing,
    Guardian,
    IdempotencyKey,
    Kinship,
    Property,
    ReviewItem,
    Student,
)
from tests.views.test_filing import count, press, with_code

WRITTEN = (
    Filing, Student, Guardian, Kinship, Property, ReviewItem, ApplicationEvent, IdempotencyKey,
)  # fmt: skip
STEPS = [
    (verification, "consume"), (filing, "write_rows"), (filing, "bring_up_to_date"),
    (filing, "perform"), (receipts, "keep"),
]  # fmt: skip


@pytest.mark.parametrize(("module", "name"), STEPS, ids=[name for _, name in STEPS])
def test_a_failure_after_any_step_leaves_nothing_half_written(
    ready, session, monkeypatch, module, name
):
    code, key = with_code(ready), ready.page.value("key")
    real = getattr(module, name)

    def fail(*args, **more):
        real(*args, **more)
        raise OSError(28, "disk full")

    with monkeypatch.context() as broken:
        broken.setattr(module, name, fail)
        assert press(ready, code, key=key).status == 500
    assert [count(session, one) for one in WRITTEN] == [0] * len(WRITTEN)

    ready.get(f"/registration/{ready.uid}/check")
    assert press(ready, code, key=key).status == 200
    assert (count(session, Filing), count(session, Student)) == (1, 1)


@pytest.fixture
def filed(ready, session):
    """The filing of a family, as the system sees it."""
    press(ready, with_code(ready))
    with acting_as(SYSTEM):
        session.expire_all()
        yield session.scalars(sa.select(Filing)).one()


def test_the_hash_is_that_of_the_snapshot(filed):
    assert filed.sha256 == filing.content_hash(filed.snapshot)
    assert filed.snapshot["answers"]["students"][0]["name"] == "陈子轩"


@pytest.mark.parametrize(("name", "value"), [("snapshot", {}), ("sha256", "0" * 64), ("number", 2)])
def test_not_even_the_system_changes_a_filing(session, filed, name, value):
    setattr(filed, name, value)

    with pytest.raises(NotScoped):
        session.flush()


def test_not_even_the_system_removes_a_filing(session, filed):
    session.delete(filed)

    with pytest.raises(NotScoped):
        session.flush()
