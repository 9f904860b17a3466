"""Does every message leave when its worker is killed in the middle, and under one key?"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections import Counter

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.security import keyring
from app.security.actor import SYSTEM, acting_as
from models import OutboxMessage
from models.enums import MessageState
from tests.conftest import NOON
from tests.factories import create

pytestmark = [pytest.mark.stress, pytest.mark.postgresql]
MESSAGES, KILLED_AT = 30, 12
WORKER = """
import sys, time
from datetime import datetime
from pathlib import Path
import sqlalchemy as sa
from sqlalchemy.orm import Session
import models
from app.security import keyring
from app.security.actor import SYSTEM, acting_as
from app.services import outbox

url, folder, most = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])

class Gateway:
    sent = 0
    def send(self, phone, text, key):
        with (folder / "sent").open("a") as file:
            file.write(key + "\\n")
        self.sent += 1
        if self.sent == most:
            (folder / "waiting").touch()
            time.sleep(60)

keyring.install(keyring.read_keyring(folder / "keys.json"))
with acting_as(SYSTEM), Session(sa.create_engine(url)) as session:
    outbox.deliver_due(session, Gateway(), lambda _: "words", datetime.fromisoformat(sys.argv[4]))
"""


def command(engine, folder, most: int) -> list[str]:
    url = engine.url.render_as_string(hide_password=False)
    return [sys.executable, "-c", WORKER, url, str(folder), str(most), NOON.isoformat()]


@pytest.fixture
def keys(engine, tmp_path) -> list[str]:
    """Messages that wait, each under its key, and nothing else; the sealing keys in a file."""
    (tmp_path / "keys.json").write_text(keyring.ring().as_json())
    named = [f"{tmp_path.name}:{number}" for number in range(MESSAGES)]
    with acting_as(SYSTEM), Session(engine) as session:
        session.execute(sa.update(OutboxMessage).values(state=MessageState.sent))
        for key in named:
            create(
                session, OutboxMessage, dedupe_key=key, not_before=NOON, by_sms=True, tries=0,
                state=MessageState.waiting, phone="13800000001",
            )  # fmt: skip
        session.commit()
    return named


def sent(folder) -> list[str]:
    return (folder / "sent").read_text().split()


def test_a_worker_killed_in_the_middle_loses_no_message(engine, keys, tmp_path):
    with subprocess.Popen(command(engine, tmp_path, KILLED_AT)) as first:
        end = time.monotonic() + 40
        while not (tmp_path / "waiting").exists() and time.monotonic() < end:
            time.sleep(0.05)
        first.send_signal(signal.SIGKILL)
    subprocess.run(command(engine, tmp_path, 0), check=True, timeout=60)

    assert Counter(sent(tmp_path)) == Counter([*keys, keys[KILLED_AT - 1]])
    assert states(engine, keys) == {MessageState.sent}


def test_two_workers_at_once_send_each_message_once(engine, keys, tmp_path):
    workers = [subprocess.Popen(command(engine, tmp_path, 0)) for _ in range(2)]

    assert [one.wait(60) for one in workers] == [0, 0]
    assert Counter(sent(tmp_path)) == Counter(keys)


def states(engine, keys) -> set:
    with acting_as(SYSTEM), Session(engine) as session:
        named = sa.select(OutboxMessage.state).where(OutboxMessage.dedupe_key.in_(keys))
        return set(session.scalars(named))
