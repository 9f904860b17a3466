"""What does a page cost, and does one user ever see another's search?"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa
from flask_appbuilder.forms import GeneralModelConverter
from flask_appbuilder.models.sqla.interface import SQLAInterface
from flask_appbuilder.security.sqla.models import User

from app.admin.hooks import PICKER_LIMIT
from app.admin.listing import listing
from app.admin.office_form import editable, form_class
from app.schema.entity import Role
from app.security.actor import SYSTEM, acting_as
from models import AdmissionRound, Region
from tests.admin.stock import OWN, Kid

RIGHTS = re.compile(r"ab_(permission|view_menu|role|user_role|group)")
ROUNDS = 25


@contextmanager
def statements(engine) -> Iterator[list[str]]:
    """Note the statements on an engine or a connection."""
    noted: list[str] = []

    def note(connection, cursor, statement, *more):
        noted.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield noted
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    "path", ["/", "/applications/list/", "/students/list/", "/districts/list/"]
)
def test_rights_are_read_once_for_a_page(supervisor, joined, path):
    supervisor.get(path)
    with statements(joined) as noted:
        assert supervisor.get(path).status_code == 200

    assert len([one for one in noted if RIGHTS.search(one)]) <= 8
    assert len(noted) <= 30


def test_a_composed_role_costs_no_more_than_one_of_the_code(visitor, supervisor, joined):
    """Stock asks once for each entry of the menu and each button when a role is composed."""
    with visitor.app.app_context():
        engine = visitor.app.extensions["sqlalchemy"].engine
    boss = visitor.log_in("Stored")
    with statements(engine) as noted:
        boss.get("/kidview/list/")
    theirs = len([one for one in noted if RIGHTS.search(one)])
    supervisor.get("/applications/list/")
    with statements(joined) as noted:
        supervisor.get("/applications/list/")

    assert len([one for one in noted if RIGHTS.search(one)]) < theirs


def test_related_records_of_a_page_are_loaded_at_once(supervisor, joined, office):
    """A list of two districts costs as many statements as one of one."""
    one = count(supervisor, joined, "?status=submitted&student_names=" + office["TA"].student_names)
    both = count(supervisor, joined, "?status=submitted")

    assert both <= one


def count(desk, joined, query: str) -> int:
    with statements(joined) as noted:
        desk.get(f"/applications/list/{query}")
    return len(noted)


def in_two_threads(search) -> list[str]:
    """Let two people search at once, again and again; return what either saw of the other."""
    mixed: list[str] = []
    barrier = Barrier(2)

    def work(own: str, other: str) -> None:
        for _ in range(ROUNDS):
            barrier.wait(20)
            mixed.extend([other] if other in search(own) else [])

    names = ("ALPHA", "BRAVO")
    threads = [Thread(target=work, args=pair) for pair in (names, names[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return mixed


def test_two_searches_at_once_never_mix(empty_database, visitor):
    """Stock keeps the conditions of a list on the one view that all threads share."""
    engine = sa.create_engine(empty_database)
    Region.__table__.create(engine)

    def ours(word: str) -> str:
        with acting_as(SYSTEM), sa.orm.Session(engine) as session:
            page = listing(session, Region, {"name": word})
            return str(dict(page.conditions))

    desks = {name: visitor.log_in("Boss") for name in ("ALPHA", "BRAVO")}

    def theirs(word: str) -> str:
        return desks[word].client.get(f"/kidview/list/?_flt_0_name={word}").text

    assert in_two_threads(ours) == []
    engine.dispose()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert in_two_threads(theirs)


def test_a_view_of_the_portal_keeps_nothing_of_a_request(doors, reviewer, office):
    views = {type(one).__name__: one for one in doors["staff"].appbuilder.baseviews}
    view = views["ApplicationView"]
    before = dict(vars(view))

    reviewer.get("/applications/list/?status=submitted&order=status&page=1")

    assert vars(view) == before
    assert view._filters is None


def test_a_picker_never_loads_a_whole_table(log_in, session, boss):
    """Stock puts every row of the other table into the page."""
    many = PICKER_LIMIT + 50
    with acting_as(SYSTEM):
        session.add_all(
            User(username=f"u{n}", first_name="名", last_name="姓", email=f"u{n}@example.org")
            for n in range(many)
        )
        session.commit()
    with boss.app.app_context():
        boss.session.add_all(Kid(name=f"kid {n}", district=OWN) for n in range(many))
        boss.session.commit()

    ours = log_in(Role.security_officer, None).get("/staff-members/add").text
    theirs = boss.get("/partview/add").text

    assert ours.count("<option") <= PICKER_LIMIT + 20 < many <= theirs.count("<option")


def test_the_rules_of_a_form_are_its_own_and_do_not_grow():
    """Stock appends its own rules to the list that a view was given."""
    given: list = []
    first, second = (validators(form_class(AdmissionRound)) for _ in range(2))
    converter = GeneralModelConverter(SQLAInterface(Kid))
    for _ in range(2):
        converter.create_form(
            {}, ["name"], {}, {"name": given}, {}, None
        )  # fmt: skip

    assert first == second
    assert len(given) > 1


def validators(form) -> dict[str, int]:
    unbound = {name: getattr(form, name) for name in editable(AdmissionRound)}
    return {name: len(one.kwargs.get("validators", ())) for name, one in unbound.items()}
