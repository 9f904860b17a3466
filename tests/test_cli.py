"""Do the commands prepare, refuse and serve what the settings say?"""

from __future__ import annotations

import base64
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from stdnum.iso7064 import mod_11_2

from app.cli import main, server_command
from app.services.seed_people import parents
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


def commands(environment):
    """Return what runs a command of `jifen` in this environment."""
    return lambda *words, **more: CliRunner().invoke(main, words, env=environment | more)


@pytest.fixture
def command(trial):
    """Run a command of `jifen` in the trial's environment."""
    return commands(trial)


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


def test_a_database_newer_than_the_code_is_told_in_one_sentence(command, trial):
    command("migrate")
    engine = sa.create_engine(trial["JIFEN_DATABASE_URL"])
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()

    done = command("run")

    assert done.exit_code == 1
    assert "The database is newer than this code: it stands at revision 9999" in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    "name", ["migrate", "bootstrap", "seed", "serve", "worker", "raise-levels"]
)
def test_no_command_touches_an_unsafe_production(command, name):
    words = [name, __file__] if name == "raise-levels" else [name]
    done = command(*words, JIFEN_ENVIRONMENT="production", JIFEN_JOBS="embedded")

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


NUMBER = parents()[0].digits + mod_11_2.calc_check_digit(parents()[0].digits)


@pytest.fixture
def a_list(tmp_path):
    """Write a signed list of one number; return its path and the public key."""
    key = Ed25519PrivateKey.generate()
    body = f"id_number,phone\n{NUMBER},{parents()[0].phone}\n".encode()
    file = tmp_path / "list.csv"
    file.write_bytes(base64.b64encode(key.sign(body)) + b"\n" + body)
    return str(file), base64.b64encode(key.public_key().public_bytes_raw()).decode()


@pytest.fixture(scope="module")
def seeded_trial(module_database, tmp_path_factory):
    """The environment of a trial with its demo families, seeded by the commands themselves."""
    var = str(tmp_path_factory.mktemp("var"))
    found = TRIAL | {"JIFEN_DATABASE_URL": module_database, "JIFEN_VAR_DIR": var}
    for word in ("migrate", "bootstrap", "seed"):
        done = commands(found)(word)
        assert done.exit_code == 0, done.output
    return found


@pytest.fixture
def in_seeded(seeded_trial):
    """Run a command of `jifen` in the seeded trial."""
    return commands(seeded_trial)


@pytest.fixture
def seeded(seeded_trial):
    """The database of the seeded trial, whose families are at the junior level."""
    engine = sa.create_engine(seeded_trial["JIFEN_DATABASE_URL"])
    with engine.begin() as connection:
        connection.exec_driver_sql("update account set level = 'junior'")
    yield engine
    engine.dispose()


PERSON = ["--surname", "李", "--given", "复核", "--password", "ein-Wort-2027"]
SENIOR = ["add-staff", "senior.li", "--role", "senior_reviewer", "--district", "ta", *PERSON]


@pytest.mark.slow
def test_a_member_of_staff_is_made_once_with_role_and_district(in_seeded, seeded):
    first, again = in_seeded(*SENIOR), in_seeded(*SENIOR)

    assert first.exit_code == 0, first.output
    assert (again.exit_code, "This log-in is taken." in again.output) == (1, True)
    with seeded.connect() as connection:
        query = """select d.letters, r.name from staff_member s join district d
            on d.id = s.district_id join ab_user u on u.id = s.user_id join ab_user_role ur
            on ur.user_id = u.id join ab_role r on r.id = ur.role_id
            where u.username = 'senior.li'"""
        assert connection.exec_driver_sql(query).all() == [("TA", "senior_reviewer")]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--role", "Admin"], "--role is one of"),
        (["--role", "reviewer", "--district", "XX"], "no district with these letters"),
        (["--role", "reviewer", "--password", "kurz"], "at least 10 characters"),
    ],
)
@pytest.mark.slow
def test_who_cannot_be_staff_is_refused_in_a_sentence(in_seeded, words, sentence):
    done = in_seeded("add-staff", "wang", *PERSON, *words)

    assert done.exit_code
    assert sentence in done.output
    assert "Traceback" not in done.output


@pytest.mark.slow
def test_a_signed_list_raises_whom_it_names_and_says_how_many(in_seeded, seeded, a_list):
    file, key = a_list

    done = in_seeded("raise-levels", file, JIFEN_LEVEL_LIST_KEY=key)

    assert (done.exit_code, done.output.splitlines()[-1:]) == (
        0, ["1 accounts rose to the middle level."],
    ), done.output  # fmt: skip
    with seeded.connect() as connection:
        query = "select count(*) from {} where {}"
        asked = [("account", "level = 'middle'"), ("audit_entry", "action like 'raise_level_%'")]
        found = [connection.scalar(sa.text(query.format(*one))) for one in asked]
    assert found == [1, 1]


@pytest.mark.parametrize(
    ("key", "sentence"),
    [("", "JIFEN_LEVEL_LIST_KEY is not set"), (base64.b64encode(bytes(32)).decode(), "signature")],
)
def test_a_list_that_cannot_be_trusted_is_refused_in_a_sentence(command, a_list, key, sentence):
    assert command("migrate").exit_code == 0

    done = command("raise-levels", a_list[0], JIFEN_LEVEL_LIST_KEY=key)

    assert done.exit_code == 1
    assert sentence in done.output
    assert "Traceback" not in done.output


def test_a_list_that_is_not_there_is_refused(command, tmp_path):
    assert command("raise-levels", str(tmp_path / "none.csv")).exit_code == 2


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
    marker, prepared, took = Path(trial["JIFEN_VAR_DIR"]) / "prepared", set(), []
    for _ in range(3):
        began = time.monotonic()
        run = [sys.executable, "-m", "app.cli", "run"]
        with subprocess.Popen(run, cwd=ROOT, env=environment, stdout=subprocess.PIPE) as server:
            while not all(map(answers, urls)) and time.monotonic() < began + 60:
                time.sleep(0.1)
            took.append(time.monotonic() - began)
            prepared.add(marker.stat().st_mtime_ns)
            server.terminate()

    assert len(prepared) == 1
    assert took[0] < 60
    assert min(took[1:]) < 8  # the better of two: another test may have had the processor


def test_a_start_that_has_nothing_to_prepare_imports_nothing_that_prepares():
    asked = "import sys, app.cli; print(*sys.modules)"
    words = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert not {"flask", "alembic", "models"} & set(words.stdout.split())
