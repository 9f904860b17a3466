"""Does an entity declared in one class have every door, without a line written for it?"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """What the portal with one more entity answered."""
    command = [sys.executable, "-m", "tests.admin.toy_portal", str(tmp_path_factory.mktemp("toy"))]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("door", ["list", "head", "searched", "found", "show", "add", "form"])
def test_a_column_of_one_line_stands_at_every_door(answers, door):
    assert answers[door] is True


def test_a_search_leaves_out_what_does_not_match(answers):
    assert answers["missed"] is False


def test_rest_answers_the_declared_columns(answers):
    assert answers["rest"].pop("version")
    assert answers["rest"] == {"id": 1, "plate": "TA 1", "seats": 50, "colour": "green"}
    assert answers["rest_list"] == [answers["rest"]]
    assert answers["rest_missed"] == []


def test_an_export_holds_the_declared_columns(answers):
    assert answers["export"] == ["Plate,Seats,Colour", "TA 1,50,green"]


def test_an_import_adds_and_changes_by_the_declared_key(answers):
    assert answers["import"] == {"TA 1": "red", "TA 9": "blue"}


def test_the_factory_fills_the_declared_columns(answers):
    assert set(answers["factory"]) == {"plate", "seats", "colour"}
    assert answers["factory"]["colour"] == "blue"


def test_a_value_in_use_is_refused_and_what_was_typed_is_kept(answers):
    assert answers["added"] == 302
    assert answers["twice"] == 422


def test_its_permissions_are_those_of_its_declaration(answers):
    assert answers["permissions"] == [
        "can_list", "can_show", "can_add", "can_edit", "can_delete", "can_export", "can_correct",
        "can_import",
    ]  # fmt: skip
