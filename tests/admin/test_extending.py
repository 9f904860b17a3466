"""Has the entity that the guide shows every door, as the guide promises?"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.admin.guide_portal import source

LONGEST = 40


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """What the portal with the guide's entity answered."""
    folder = str(tmp_path_factory.mktemp("guide"))
    command = [sys.executable, "-m", "tests.admin.guide_portal", folder]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_an_entity_is_one_short_file():
    assert len(source().splitlines()) <= LONGEST


def test_only_its_words_are_not_translated_yet(answers):
    assert [one.split()[0] for one in answers["found"]] == ["jifen.W007"]


def test_its_form_takes_what_is_right_and_refuses_what_is_not(answers):
    assert (answers["added"], answers["edited"]) == (422, True)


def test_its_list_shows_and_finds_its_rows(answers):
    assert sorted(answers["list"]) == ["TA 1", "TA 2", "TA 3"]
    assert answers["search"] == ["TA 1"]


def test_its_chart_stands_on_the_dashboard(answers):
    assert answers["dashboard"] == [["red", "2"], ["green", "1"]]


def test_rest_answers_its_columns(answers):
    told = {name: answers["rest"][name] for name in ("id", "plate", "seats", "colour")}
    assert told == {"id": 1, "plate": "TA 1", "seats": 50, "colour": "green"}


def test_its_export_holds_its_columns(answers):
    assert answers["export"][0] == "Plate,Seats,Colour"
    assert sorted(answers["export"][1:]) == ["TA 1,50,green", "TA 2,20,red", "TA 3,12,red"]


def test_an_import_changes_the_row_that_its_key_names_and_adds_the_others(answers):
    assert answers["imported"] == [["TA 1", 51], ["TA 2", 20], ["TA 3", 12], ["TA 9", 9]]


def test_its_rights_are_those_of_its_declaration(answers):
    assert {
        "can_list",
        "can_show",
        "can_add",
        "can_edit",
        "can_delete",
        "can_export",
        "can_import",
    } <= set(answers["permissions"])
    assert (answers["menu"], answers["read"]) == (True, 200)
    assert answers["refused"] == [403] * 4


def test_its_rows_can_be_deleted(answers):
    assert answers["deleted"] == [302, 404]
