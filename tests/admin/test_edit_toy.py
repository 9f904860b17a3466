"""Does one declaration make a form with conditions, searched links and rows of children?"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """What the walk through the toy's forms found, in a process of its own."""
    command = [sys.executable, "-m", "tests.admin.toy_forms", str(tmp_path_factory.mktemp("toy"))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_the_declaration_is_in_order(found):
    assert found["findings"] == []


def test_what_is_hidden_is_neither_required_nor_kept(found):
    assert found["missing"] == 422
    assert (found["kept"], found["emptied"], found["small"]) == ("林", None, 302)


def test_the_page_carries_the_rule_and_the_groups(found):
    assert found["rule"]
    assert found["groups"] == [True]


def test_a_row_among_many_is_searched_with_and_without_script(found):
    assert found["search"]
    assert found["unsaved"] == "甲"
    assert found["few"] == 20
    assert found["short"] == []
    assert (found["no_field"], found["none"]) == (404, 422)


def test_a_community_is_chosen_below_its_street(found):
    assert found["listed"]
    assert (found["wrong"], found["saved"], found["stored"]) == (422, 302, True)


def test_children_are_saved_with_their_parent_or_not_at_all(found):
    assert found["one_more"]
    assert found["refused"] == [422, 0, True]
    assert found["added"] == [["东站", 1], ["西站", 1]]


def test_a_child_that_two_people_changed_is_merged(found):
    assert found["clash"] == [409, True, True]
    assert found["merged"] == [302, [["北站", 5], ["西站", 7]]]


def test_a_child_is_removed_and_one_removed_meanwhile_is_told(found):
    assert found["removed"] == ["北站"]
    assert found["lost"] == [409, True]
    assert found["foreign"] == 400
