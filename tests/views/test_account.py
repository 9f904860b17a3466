"""Do the pages of the account let in, keep out and end what they should?"""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.security.actor import SYSTEM, acting_as
from app.services.seed_people import PASSWORD
from models.account import Account
from models.audit_entry import AuditEntry
from models.enums import RealNameLevel
from tests.family_way import PHONE, Family

NEW = "neues-Wort-2027"


@pytest.fixture
def visitor(doors, joined, clock, trial):
    """A browser of its own at the parents' door, in which nobody has logged in."""
    return Family(doors["parents"].test_client(), clock)


@pytest.fixture
def junior(session, trial):
    """The demo family's account, at the junior level."""
    with acting_as(SYSTEM):
        account = session.scalars(sa.select(Account).where(Account.name == "陈建国")).one()
        account.level = RealNameLevel.junior
        session.commit()
    return account


@pytest.fixture
def self_upgrade(doors, settings, monkeypatch):
    """A trial in which families raise their own level."""
    chosen = settings.model_copy(update={"self_upgrade": True})
    monkeypatch.setitem(doors["parents"].config, "SETTINGS", chosen)


def ask_for_code(visitor: Family) -> str:
    visitor.get("/password")
    visitor.post("/password", phone=PHONE, send="1")
    return visitor.newest_code()


def reset(visitor: Family, **more):
    code = ask_for_code(visitor)
    visitor.get("/password")
    return visitor.post("/password", **{"phone": PHONE, "code": code, "password": NEW, **more})


def is_inside(one: Family) -> bool:
    one.get("/account")
    return "陈建国" in one.page.words


def level(session, account) -> RealNameLevel:
    with acting_as(SYSTEM):
        session.refresh(account)
        return account.level


def test_a_new_password_ends_every_session_of_the_account(family, visitor):
    assert is_inside(family)

    reset(visitor)

    assert not is_inside(family)
    assert not is_inside(visitor)


def test_after_a_reset_the_new_password_opens_and_the_old_one_does_not(visitor):
    reset(visitor)
    visitor.get("/login")

    assert visitor.post("/login", login=PHONE, password=PASSWORD).status == 422
    assert visitor.post("/login", login=PHONE, password=NEW).status == 200
    assert is_inside(visitor)


def test_a_wrong_code_changes_no_password_and_ends_no_session(family, visitor):
    page = reset(visitor, code="000000")

    assert page.status == 422
    assert is_inside(family)


def test_a_weak_new_password_is_refused_at_its_field_and_the_code_stays_good(visitor):
    code = ask_for_code(visitor)
    visitor.get("/password")

    page = visitor.post("/password", phone=PHONE, code=code, password="12345678")
    assert page.status == 422
    assert "密码太容易被猜到" in page.words or "password" in page.words
    assert visitor.post("/password", phone=PHONE, code=code, password=NEW).status == 200


def test_whether_a_phone_has_an_account_is_not_told(visitor):
    known = reset(visitor).words
    unknown = Family(visitor.client, visitor.clock)
    unknown.get("/password")
    unknown.post("/password", phone="13700000000", send="1")

    assert "验证码已发送" in unknown.page.words
    assert known


def test_a_family_raises_itself_where_the_trial_says_so(family, junior, session, self_upgrade):
    assert "试用" in family.get("/account").words

    page = family.post("/account/raise-level")

    assert page.status == 200
    assert level(session, junior) is RealNameLevel.middle
    with acting_as(SYSTEM):
        found = sa.select(AuditEntry).where(AuditEntry.action == "raise_level_by_itself")
        entry = session.scalars(found).one()
    assert (entry.party, entry.entity_id) == ("family", str(junior.id))


def test_an_account_at_the_middle_level_is_offered_nothing(family, self_upgrade):
    assert "raise-level" not in family.get("/account").text


def test_raising_twice_is_told_and_changes_nothing(family, junior, session, self_upgrade):
    family.get("/account")
    family.post("/account/raise-level")
    page = family.post("/account/raise-level")

    assert page.status == 200
    with acting_as(SYSTEM):
        found = sa.select(sa.func.count(AuditEntry.id))
        assert session.scalar(found.where(AuditEntry.action == "raise_level_by_itself")) == 1


def test_unless_the_setting_is_on_no_family_raises_itself(family, junior, session):
    assert "raise-level" not in family.get("/account").text

    assert family.post("/account/raise-level").status == 404
    assert level(session, junior) is RealNameLevel.junior


def test_no_family_raises_itself_in_production(
    family, junior, session, self_upgrade, doors, monkeypatch
):
    monkeypatch.setitem(doors["parents"].config, "PRODUCTION", True)
    assert "raise-level" not in family.get("/account").text

    assert family.post("/account/raise-level").status == 404
    assert level(session, junior) is RealNameLevel.junior


def test_nobody_raises_an_account_without_logging_in(visitor, junior, session, self_upgrade):
    visitor.get("/login")

    visitor.post("/account/raise-level")

    assert visitor.path == "/login"
    assert level(session, junior) is RealNameLevel.junior
