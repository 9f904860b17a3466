"""Do server and browser judge every condition alike?"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.schema.conditions import Empty, compared, from_json, hidden, when
from tests.forms.rules import ANSWERS, PARTS, RULES

SCRIPT = Path(__file__).parents[2] / "app/static/jr/conditions.js"
MANY = settings(
    max_examples=300, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
ASK = """cases => cases.map(([rules, answers]) => {
  const names = Object.keys(rules);
  const parts = names.map(name => ({rule: rules[name], names: [name]}));
  return window.jifenConditions.hidden(parts, answers).map((gone, i) => gone ? names[i] : null)
    .filter(Boolean).sort();
})"""


@MANY
@given(RULES, ANSWERS)
def test_a_rule_read_from_its_json_judges_as_it_did(rule, answers):
    again = from_json(json.loads(json.dumps(rule.as_json())))

    assert again == rule
    assert again.holds(answers) is rule.holds(answers)
    assert (~rule).holds(answers) is not rule.holds(answers)


@MANY
@given(PARTS, ANSWERS)
def test_what_is_hidden_fails_its_rule_and_what_shows_meets_it(rules, answers):
    gone = hidden(rules, answers)

    left = {name: one for name, one in answers.items() if name not in gone}
    assert all(rule.holds(left) for name, rule in rules.items() if name not in gone)


def examples(many: int) -> list:
    found: list = []

    @settings(MANY, max_examples=many)
    @given(PARTS, ANSWERS)
    def collect(rules, answers):
        found.append((rules, answers))

    collect()
    return found


def test_the_browser_hides_what_the_server_hides(new_page):
    page = new_page()
    page.set_content("<p>")
    page.add_script_tag(content=SCRIPT.read_text())
    cases = examples(1500)
    sent = [[{n: r.as_json() for n, r in rules.items()}, said] for rules, said in cases]

    found = page.evaluate(ASK, sent)

    wrong = [
        (case, there)
        for case, there in zip(cases, found, strict=True)
        if sorted(hidden(*case)) != there
    ]
    assert not wrong, wrong[0]


FORM = """<form><div data-show-if='{rule}'><input name="card" value="12"></div>
<div data-show-if='{{"field": "card", "order": "gt", "than": "10"}}'><input name="more"></div>
<input type="checkbox" name="disabled" value="y">
<div data-required-if='{rule}'><span class="req">*</span><input name="why"></div></form>"""


def test_a_page_shows_and_requires_what_is_asked_for(new_page):
    page = new_page()
    page.set_content(FORM.format(rule=json.dumps(when("disabled").as_json())))
    page.add_script_tag(content=SCRIPT.read_text())

    def seen():
        return [page.locator(one).is_visible() for one in ("[name=card]", "[name=more]", ".req")]

    assert seen() == [False, False, False]
    page.check("[name=disabled]")
    assert seen() == [True, True, True]
    assert page.get_attribute("[name=why]", "aria-required") == "true"


@pytest.mark.parametrize(("rule", "answers", "holds"), [
    (compared("age", "ge", 18), {"age": 18}, True),
    (compared("age", "gt", 18), {"age": "18.0"}, False),
    (compared("age", "lt", 18), {"age": ""}, False),
    (compared("born", "lt", date(2021, 9, 1)), {"born": date(2020, 9, 1)}, True),
    (compared("born", "lt", date(2021, 9, 1)), {"born": "7"}, False),
    (Empty("note"), {"note": " "}, True),
    (~Empty("note"), {"note": "x"}, True),
    (when("a") & when("b", "1", "2"), {"a": True, "b": 2}, True),
    (when("a") | ~when("b"), {}, True),
])  # fmt: skip
def test_rules_are_combined_and_compare(rule, answers, holds):
    assert rule.holds(answers) is holds


@given(st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=3)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2),
        st.dictionaries(
            st.sampled_from(["field", "in", "not", "all", "any", "order", "than", "empty"]), inner,
            max_size=3,
        ),
    ),
    max_leaves=5,
))  # fmt: skip
@settings(deadline=None, derandomize=True, database=None)
def test_a_document_that_is_no_rule_is_refused(document):
    try:
        rule = from_json(document)
    except ValueError:
        return
    assert from_json(rule.as_json()) == rule


def test_a_rule_does_not_nest_without_end():
    deep = {"field": "a", "empty": True}
    for _ in range(20):
        deep = {"not": deep}

    with pytest.raises(ValueError, match="no condition"):
        from_json(deep)
