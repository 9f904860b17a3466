"""Do the commands prepare, refuse and serve what the settings say?"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from app.cli import main, server_command
from config import ROOT, Settings

TRIAL = {"JIFEN_ENVIRONMENT": "development", "JIFEN_JOBS": "off"}


@pytest.fixture
def trial(empty_database, tmp_path):
    """The environment of a trial on a database of its own."""
    return TRIAL | {"JIFEN_DATABASE_URL": empty_database, "JIFEN_VAR_DIR": str(tmp_path / "var")}


@pytest.fixture
def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture
def command(trial):
    """Run a command of `jifen` in the trial's environment."""
    return lambda *words, **more: CliRunner().invoke(main, words, env=trial | more)


def tables(url: str) -> set[str]:
    engine = sa.create_engine(url)
    found = set(sa.inspect(engine).get_table_names())
    engine.dispose()
    return found


def test_migrate_makes_every_table_and_may_be_repeated(command, trial):
    first, again = command("migrate"), command("migrate")

    assert (first.exit_code, again.exit_code) == (0, 0), first.output + again.output
    assert {"application", "alembic_version"} <= tables(trial["JIFEN_DATABASE_URL"])
    assert tables(f"sqlite:///{trial['JIFEN_VAR_DIR']}/sessions.db") == {"door_session"}


@pytest.mark.parametrize("name", ["migrate", "bootstrap", "seed", "serve", "worker"])
def test_no_command_touches_an_unsafe_production(command, name):
    done = command(name, JIFEN_ENVIRONMENT="production", JIFEN_JOBS="embedded")

    assert done.exit_code == 1
    assert "JIFEN_JOBS must be external" in done.output
    assert "Traceback" not in done.output


def test_a_production_is_not_started_as_a_trial(command):
    done = command("run", JIFEN_ENVIRONMENT="production")

    assert done.exit_code == 2
    assert "use migrate, bootstrap, serve and worker" in done.output


def test_the_server_replaces_a_process_that_died_and_listens_where_it_is_told():
    words = server_command(Settings(host="::1", port=8123, workers=3))

    assert "--respawn-failed-workers" in words
    assert words[words.index("--host") + 1] == "::1"
    assert words[words.index("--port") + 1] == "8123"
    assert words[words.index("--workers") + 1] == "3"


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own server
            return answer.status == 200
    except OSError:
        return False


@pytest.mark.slow
@pytest.mark.sqlite
def test_a_trial_serves_both_doors_and_comes_back_quickly(trial, free_port):
    environment = os.environ | trial | {"JIFEN_PORT": str(free_port)}
    urls = [f"http://127.0.0.1:{free_port}/{path}" for path in ("health", "staff/login/")]
    took = []
    for _ in range(2):
        began = time.monotonic()
        run = [sys.executable, "-m", "app.cli", "run"]
        with subprocess.Popen(run, cwd=ROOT, env=environment, stdout=subprocess.PIPE) as server:
            while not all(map(answers, urls)) and time.monotonic() < began + 60:
                time.sleep(0.1)
            took.append(time.monotonic() - began)
            server.terminate()

    assert took[0] < 60
    assert took[1] < 8
