"""Does reading any page leave the database as it was?"""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import Role as PortalRole
from flask_appbuilder.security.sqla.models import User

from app.cli import bootstrap_here
from app.schema.registry import entities
from app.security.actor import SYSTEM, acting_as
from app.services import drafts, seeds
from models.account import Account
from models.admission_round import AdmissionRound
from tests.repository.routes import BASES, Route, routes
from tests.repository.sources import listed

WRITE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(?P<table>\w+)', re.IGNORECASE)
LOGS = {"audit_entry": "who looked at what"}
LEFT_OUT = {"AuthDBView.logout": "ends the session in which the others are asked"}


@pytest.fixture
def seeded(doors, session, clock):
    """Demo families and staff; the first member of staff has every role."""
    with doors["staff"].app_context(), acting_as(SYSTEM):
        bootstrap_here()
        seeds.load(session, clock(), demo=True)
        user = session.scalars(sa.select(User).order_by(User.id).limit(1)).one()
        user.roles = list(session.scalars(sa.select(PortalRole)))
        session.commit()
    return session


@pytest.fixture
def clients(seeded, doors, public, staff, monkeypatch):
    """A family and a member of staff, both logged in."""
    for app in doors.values():
        monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    accounts = seeds.demo_accounts()
    _, phone, secret = next(row for row in accounts if row[0].startswith("family"))
    _, login, word = next(row for row in accounts if not row[0].startswith("family"))
    inside = BASES["staff"]
    staff.post("/login/", data={"username": login, "password": word}, base_url=inside)
    public.post("/login", data={"login": phone, "password": secret})
    return {"parents": public, "staff": staff}


@pytest.fixture
def draft(seeded, clock):
    """A registration that the family has begun."""
    with acting_as(SYSTEM):
        account = seeded.scalars(sa.select(Account).order_by(Account.id).limit(1)).one()
        current = sa.select(AdmissionRound).where(AdmissionRound.closes_at > clock.now).limit(1)
        return drafts.start(seeded, account, seeded.scalars(current).unique().one(), clock.now)


@pytest.fixture
def writes(joined):
    """The tables written from now on; both doors work on this connection."""
    written: list[str] = []

    def notice(connection, cursor, statement, *_):
        found = WRITE.match(statement)
        if found and found["table"] not in LOGS:
            written.append(found["table"])

    sa.event.listen(joined, "before_cursor_execute", notice)
    yield written
    sa.event.remove(joined, "before_cursor_execute", notice)


def first_ids(connection) -> dict[str, int]:
    """Return, by the name of a path's parameter, the id of the first row of each entity."""
    tables = {name: model.__table__ for name, model in entities().items()}
    found = {
        table.name: connection.scalar(sa.select(sa.func.min(table.c.id)))
        for table in tables.values()
    }
    return {f"{name}_id": number for name, number in found.items() if number is not None}


def values(route: Route, doors, ids: dict[str, int]) -> dict[str, object]:
    """Return ids of real rows for the route's parameters."""
    builder = doors[route.door].extensions.get("appbuilder")
    view = route.rule.endpoint.partition(".")[0]
    models = {type(one).__name__: one for one in builder.baseviews} if builder else {}
    datamodel = getattr(models.get(view), "datamodel", None)
    own = ids.get(f"{datamodel.obj.__tablename__}_id", 1) if datamodel else 1
    known = {**ids, "pk": own, "id": own, "id_": own}
    return {name: known[name] for name in route.rule.arguments if name in known}


@pytest.mark.slow
@pytest.mark.parametrize("door", ["parents", "staff"])
def test_no_get_writes_a_row(clients, draft, doors, joined, writes, door):
    ids, found, statuses = first_ids(joined), [], {}
    ids.update(uid=draft.uid, name="students" if door == "parents" else "approve")
    writes.clear()
    for route in routes(doors):
        if route.door != door or "GET" not in route.methods() or route.rule.endpoint in LEFT_OUT:
            continue
        path = route.path(doors[door], **values(route, doors, ids))
        statuses[path] = clients[door].get(path, base_url=BASES[door]).status_code
        found += [f"{route.name}: {table}" for table in writes]
        writes.clear()

    assert not found, listed(found, "Make it a POST:")
    shown = [path for path, status in statuses.items() if status == 200]
    assert len(shown) > len(statuses) / 2, f"hardly a page was shown: {statuses}"
