"""Do protected columns come in by a table, and codes of a dictionary pass every door?"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """What the portal with passes answered, in a process of its own."""
    command = [sys.executable, "-m", "tests.admin.toy_passes", str(tmp_path_factory.mktemp("toy"))]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=150)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_a_protected_key_finds_its_record_however_it_is_spelled(answers):
    (_, _, before, *_), other = answers["first"]

    assert before == "13800000001"
    assert answers["changed"] == [[*answers["first"][0][:2], "13911112222", "father", []], other]


def test_a_preview_shows_protected_values_masked(answers):
    assert "138****0001" in answers["preview"]
    assert "139****2222" in answers["preview"]
    assert "13911112222" not in answers["preview"]


def test_the_list_of_changes_keeps_no_protected_value(answers):
    assert answers["plain"] == []


def test_undoing_restores_protected_values(answers):
    assert answers["undone"] == answers["first"]


@pytest.mark.parametrize("what", ["wrong", "rounded"])
def test_a_number_that_a_spreadsheet_ruined_is_refused_with_its_row(answers, what):
    assert "末几位已丢失" in answers[what]
    assert ">2</td>" in answers[what]


def test_a_mask_in_place_of_a_key_is_refused(answers):
    assert "隐去" in answers["masked"]


def test_a_form_offers_the_entries_of_the_dictionary(answers):
    assert answers["form"] == ["father", "mother", "other_guardian"]
    assert {"passport", "resident_id_card"} <= set(answers["boxes"])
    assert answers["saved"] == 302


def test_a_list_says_codes_in_words_and_is_filtered_by_them(answers):
    assert "护照、其他证件" in answers["list"]
    assert "父亲" in answers["list"]
    assert answers["found"] == [True, False]
    assert "陈二" not in answers["query"]
    assert answers["unknown"] == 404


def test_rest_is_filtered_by_codes_one_or_several(answers):
    assert answers["rest_where"] == [1, 1, 1, 0, 1, 1]


def test_an_export_writes_the_words_of_codes(answers):
    assert answers["export"][-1].endswith("138****0001,父亲,护照、其他证件")


def test_rest_takes_and_answers_codes(answers):
    assert answers["rest"]["kin"] == "father"
    assert answers["rest"]["papers"] == ["passport", "other"]
    assert answers["rest_wrong"] == 422
    assert answers["rest_right"]["result"]["papers"] == ["passport"]
