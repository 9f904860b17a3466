"""Is a part of a name found by the index of names, in the builder and in the query row?"""

from __future__ import annotations

import random

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from app.admin.listing import listing, statement
from app.policy.names import normalise_name
from app.policy.search_keys import keys_of, keys_within
from app.schema.entity import Role
from app.security.actor import SYSTEM, Actor, Party, acting_as
from models import Guardian, Student
from tests.admin.test_search_filters import door

__all__ = ["door"]

STORED = "买买提·艾力"
CHIEF = Actor(party=Party.staff, roles=frozenset({Role.supervisor}), whole_city=True)
NAMES = st.text(st.sampled_from("陳陈𠮷吉子轩·艾力AaBeéß ﬁ"), min_size=1, max_size=8)


@settings(deadline=None)
@given(NAMES, st.integers(0, 7), st.integers(1, 8))
def test_whatever_a_name_contains_has_keys_of_that_name(name, start, length):
    kept = normalise_name(name)
    part = kept[start : start + length]

    assert set(keys_within(part)) <= set(keys_of([kept], []).split(" "))


@pytest.mark.parametrize("part", ["买提", "提·艾", "力", "买买提·艾力"])
@pytest.mark.parametrize("where", ["name={}", "where=all~name.has.{}"])
@pytest.mark.parametrize(("model", "name"), [(Student, "students"), (Guardian, "guardians")])
def test_a_part_of_a_name_is_found(office, session, part, where, model, name):
    argument, _, text = where.format(part).partition("=")
    with acting_as(SYSTEM):
        one = getattr(session.merge(office["TA"]), name)[0]
        one.name = STORED
        session.commit()

        assert [row.id for row in listing(session, model, {argument: text}).rows] == [one.id]
        assert listing(session, model, {argument: text + "甲"}).rows == []


@pytest.fixture
def many(office, session):
    """Some thousand students, and PostgreSQL's knowledge of them."""
    if session.get_bind().dialect.name != "postgresql":
        pytest.skip("only PostgreSQL has the index")
    made = random.Random(3)
    table, first = Student.__table__, office["TA"].students[0]
    with acting_as(SYSTEM):
        like = session.execute(sa.select(table).where(table.c.id == first.id)).one()._asdict()
        like.pop("id")
        signs = (
            "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜子轩浩宇梓涵一诺欣怡"
        )
        rows = []
        for number in range(20_000):
            name = "".join(made.choice(signs) for _ in range(3))
            own = {"name": name, "search_key": keys_of([name], []), "live": False}
            own |= {"uid": f"{number:032}", "key": f"m{number}", "serial_number": f"M{number}"}
            rows.append({**like, **own, "id_number_index": f"{number:032}", "position": number})
        session.execute(table.insert(), rows)
        session.execute(sa.text("ANALYZE student"))
    return session


def plan(session, query) -> str:
    """Return how the database carries a query out, as it likes best."""
    compiled = query.compile(session.get_bind(), compile_kwargs={"literal_binds": False})
    found = session.connection().exec_driver_sql(f"EXPLAIN {compiled}", compiled.params)
    return "\n".join(found.scalars())


@pytest.mark.parametrize("asked", [{"name": "子轩"}, {"where": "all~name.has.子轩"}])
def test_two_characters_of_a_name_use_the_index(many, asked):
    with acting_as(CHIEF):
        whole = statement(Student, asked, ())
        for query in (whole.limit(26), sa.select(sa.func.count()).select_from(whole.subquery())):
            assert "ix_student_search" in plan(many, query)
