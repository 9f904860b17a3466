"""Does each self-check find what it is for, and nothing else?"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import sqlalchemy as sa

from app import selfchecks
from app.exceptions import DeclarationError
from app.schema.charts import Chart, Draw, counter
from app.schema.commands import Command
from app.schema.conditions import when
from app.schema.entity import READ, Role, Scope
from app.schema.fields import Field
from app.schema.kinds import Kind
from app.selfchecks.rules import RULES, Portal, portal
from app.services import message_texts
from tests.repository.sources import text

RIGHT = portal()
USUAL = set(selfchecks.findings(RIGHT))


def entity(name="Student", **changes):
    """All declarations, with something else in the declaration of an entity."""
    one = RIGHT.entities[name]
    return whole(name, replace(one, entity=replace(one.entity, **changes)))


def field(name="Student", column="points", more=None, **changes):
    """All declarations, with something else in the declaration of a field."""
    one = RIGHT.entities[name]
    fields = {**one.fields, **(more or {})}
    return whole(name, replace(one, fields={**fields, column: replace(fields[column], **changes)}))


def whole(name, one) -> Portal:
    return replace(RIGHT, entities={**RIGHT.entities, name: one})


def row(name="approve", **changes):
    """All declarations, with something else in a row of the table of transitions."""
    rows = {**RIGHT.transitions, name: replace(RIGHT.transitions[name], **changes)}
    return replace(RIGHT, transitions=rows)


def chart(**declared):
    more = {"label": "Outcome", "draw": Draw.bars, "group_by": "outcome", **declared}
    return entity(charts=(Chart(**more),))


def other(**changes):
    return whole("Student", replace(RIGHT.entities["Student"], **changes))


def blank(kind=Kind.text, label="New", **more):
    return Field(kind=kind, label=label, **more)


def silent(case):
    """A guard without a sentence."""
    return True


GROUPS = RIGHT.entities["Student"].groups
DUPLICATE = RIGHT.entities["Student"].fields["name"].label
WRONG = {
    "E001": lambda: entity(columns=("name", "nope")),
    "E003": lambda: entity(menu="Nowhere"),
    "E004": lambda: entity(access={}),
    "E005": lambda: field(step="nowhere"),
    "E006": lambda: field(show_if=when("nope")),
    "E010": lambda: field(column="key", listed=True),
    "E043": lambda: other(searched=("address",), groups={**GROUPS, "address": None}),
    "E048": lambda: entity(natural_key=("nope",)),
    "E044": lambda: other(searched=("size", "endpoint")),
    "E013": lambda: field(column="birth_date", quick=True),
    "E014": lambda: entity(quick=("nope",)),
    "E021": lambda: entity(fieldsets={"": ("name",), "Outcome": ("name",)}),
    "E022": lambda: entity(children=("application",)),
    "E047": lambda: entity(commands={"praise": Command(label="Praise", asks="Praise?")}),
    "E015": lambda: other(attributes=RIGHT.entities["Student"].attributes - {"uid"}),
    "E016": lambda: field(seen_by=(Role.guardian, Role.system)),
    "E017": lambda: field("Student", "application_id", target="ghost.id"),
    "E018": lambda: field(column="sex", choices=None),
    "E020": lambda: field(column="year", show_if=when("disabled")),
    "E045": lambda: entity(scope=Scope(district="nope")),
    "E046": lambda: entity(access={**RIGHT.entities["Student"].entity.access, Role.system: READ}),
    "E023": lambda: whole("Application", replace(RIGHT.entities["Application"], versioned=False)),
    "E024": lambda: entity(tabs="name"),
    "E025": lambda: entity(related=("name",)),
    "E026": lambda: field(column="name", required_if=when("disabled")),
    "E027": lambda: field(column="year", least=2, most=1),
    "E028": lambda: field("AdmissionRound", "closes_at", after="born_from"),
    "E029": lambda: field(column="name", shape=bool),
    "E030": lambda: field(
        "Student", "points", {"serial_number": blank(show_if=when("points"), keep_hidden=True)},
        show_if=when("serial_number"),
    ),
    "E031": lambda: field(show_if=when("outcome", "lost")),
    "E032": lambda: chart(group_by="id_number"),
    "E033": lambda: chart(group_by=None),
    "E034": lambda: entity(charts=(counter("Outcome", outcome=("lost",)),)),
    "E008": lambda: row(guards=(silent,)),
    "E009": lambda: row("withdraw", who=frozenset()),
    "E007": lambda: row(tells="no_such_message"),
    "E035": lambda: row(label=""),
    "E036": lambda: replace(RIGHT, transitions={"approve": RIGHT.transitions["approve"]}),
    "E038": lambda: entity(icon="unicorn"),
    "E039": lambda: replace(
        RIGHT, entities={**RIGHT.entities, "student": RIGHT.entities["Student"]}
    ),
    "E040": lambda: entity(acts={"approve": frozenset({Role.clerk})}),
    "E041": lambda: other(table=sa.Table("student", sa.MetaData())),
    "W001": lambda: field("ReviewItem", "filed_value", listed=True),
    "W002": lambda: field(column="address", purpose=""),
    "W003": lambda: entity(purpose=""),
    "W004": lambda: entity(retention=None),
    "W005": lambda: field(column="year", label=DUPLICATE),
    "E060": lambda: field(column="disability_types", entries="nope"),
    "W006": lambda: field(column="region_code", sensitive=True, purpose="For a test."),
    "W007": lambda: entity(label="A word that no catalogue has"),
    "W008": lambda: replace(RIGHT, roles={}),
}  # fmt: skip
TWICE = {"E039": {"E039", "E041"}, "E041": {"E012", "E041"}}
"""What cannot be declared wrongly without another thing that is wrong."""
ELSEWHERE = {"E002", "E011", "E012", "E037"}
"""Checks that have a test of their own below."""


def new(wrong=None):
    """The ids of what is found now and was not with all declarations as they are."""
    found = set(selfchecks.findings(wrong)) - USUAL
    return {re.match(r"jifen\.(\w+) ", one).group(1) for one in found}


@pytest.mark.parametrize("number", WRONG)
def test_a_wrong_declaration_is_found_by_its_own_check_alone(number):
    found = new(WRONG[number]())

    assert found == TWICE.get(number, {number})


def test_every_check_has_a_test():
    assert {*WRONG, *ELSEWHERE} == set(RULES)


def test_a_protected_field_sorts_no_list_even_where_an_index_begins_with_it():
    found = new(entity(order=("id", "id_number")))

    assert found == {"E002", "E012"}


def test_an_order_without_index_is_found():
    assert new(entity(order=("id", "sex"))) == {"E012"}


def test_a_decimal_is_not_searched_by_words():
    assert new(other(searched=("points",))) == {"E011"}


def test_a_text_that_asks_for_a_value_that_no_message_has_is_found(monkeypatch):
    monkeypatch.setitem(message_texts.INBOX, "application_approved", "%(colour)s")

    assert new() == {"E037"}


def test_all_that_is_declared_is_right():
    assert selfchecks.findings() == []


def test_a_finding_names_the_place_and_says_how_to_mend_it():
    found = set(selfchecks.findings(field(column="year", least=2, most=1))) - USUAL

    assert found == {
        "jifen.E027 Student.year: nothing is at least 2 and at most 1. Exchange least and most."
    }


@pytest.fixture
def started(monkeypatch):
    """Start with wrong declarations."""

    def start(number):
        monkeypatch.setattr(selfchecks, "portal", WRONG[number])
        selfchecks.refuse_wrong.cache_clear()
        selfchecks.refuse_wrong()

    yield start
    selfchecks.refuse_wrong.cache_clear()


def test_no_process_starts_with_an_error(started):
    with pytest.raises(DeclarationError, match="E004"):
        started("E004")


def test_a_warning_lets_it_start(started):
    started("W003")


def test_every_check_stands_in_the_documents():
    page = text("docs/selfchecks.md")

    assert all(f"`jifen.{number}`" in page for number in RULES)
