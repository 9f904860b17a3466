"""Has an entity declared in one class a whole resource, without a line written for it?"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """What the resource of one more entity answered."""
    command = [sys.executable, "-m", "tests.admin.rest_toy", str(tmp_path_factory.mktemp("toy"))]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=150)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_its_records_are_added_changed_and_deleted(answers):
    assert answers["added"] == [201, "/api/v1/toy-buses/1"]
    assert answers["part"] == "green"
    assert answers["whole"] | {"version": ""} == {
        "id": 1, "plate": "TA 2", "seats": 50, "colour": None, "version": "",
    }  # fmt: skip
    assert answers["corrected"] == [200, 51, 412]
    assert answers["deleted"] == [428, 204, 404]


def test_what_contradicts_is_refused_at_its_field(answers):
    assert answers["twice"] == [409, ["plate"]]
    assert answers["wrong"] == [422, ["seats", "wings"]]
    assert answers["stale"] == 412


def test_it_stands_in_the_document(answers):
    assert answers["paths"] == {
        "/toy-buses/": ["get", "post"],
        "/toy-buses/{id}": ["delete", "get", "patch", "put"],
        "/toy-buses/{id}/corrections": ["post"],
    }
    assert answers["schema"]["required"] == ["plate", "seats"]
    assert answers["schema"]["properties"]["colour"]["maxLength"] == 10
