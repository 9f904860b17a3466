"""Is the process that decodes bounded in every way, whatever a file makes of it?"""

from __future__ import annotations

import subprocess
import textwrap
import time

import pytest
from PIL import Image

from app.services import pictures
from app.services.pictures import MEGA, normalise
from tests.photos import encoded, plain
from tests.services.test_pictures import CLEAN, reason


def child(tmp_path, monkeypatch, body: str) -> None:
    """Let another program stand for the decoder, as one that a file has taken over would act."""
    script = tmp_path / "child.py"
    script.write_text("import json, os, resource, struct, sys, time\n" + textwrap.dedent(body))
    monkeypatch.setattr(pictures, "CHILD", script)


def test_a_file_that_makes_the_decoder_hang_is_refused_in_time(tmp_path, monkeypatch):
    child(tmp_path, monkeypatch, "time.sleep(60)")
    start = time.monotonic()

    assert reason(plain(), wall_seconds=1) == "limits"
    assert time.monotonic() - start < 10


def test_nothing_of_a_hanging_decoder_stays_alive(tmp_path, monkeypatch):
    note = tmp_path / "pid"
    body = f"""
        grandchild = os.fork()
        if grandchild:
            open({str(note)!r}, "w").write(str(grandchild))
        time.sleep(60)
    """
    child(tmp_path, monkeypatch, body)

    reason(plain(), wall_seconds=1)

    time.sleep(0.2)
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", note.read_text()], capture_output=True, check=False
    )
    assert state.stdout.strip()[:1] in {b"", b"Z"}


@pytest.mark.parametrize(
    "body",
    [
        "sys.exit(3)", "os.abort()", "os.kill(os.getpid(), 9)",
    ],
)  # fmt: skip
def test_a_decoder_that_falls_is_a_refusal(tmp_path, monkeypatch, body):
    child(tmp_path, monkeypatch, body)

    assert reason(plain()) == "limits"


@pytest.mark.parametrize(
    "body",
    [
        "", "sys.stdout.write('x')", "sys.stdout.buffer.write(bytes(8))",
        "sys.stdout.buffer.write(struct.pack('>I', 2) + b'[]')",
        "sys.stdout.buffer.write(struct.pack('>I', 2) + b'{}')",
        "sys.stdout.buffer.write(struct.pack('>I', 14) + b'{\"sizes\": [1]}' + b'x')",
        "sys.stdout.buffer.write(struct.pack('>I', 16) + b'{\"refused\": \"xy\"}')",
    ],
)  # fmt: skip
def test_a_decoder_that_answers_nonsense_is_a_refusal(tmp_path, monkeypatch, body):
    child(tmp_path, monkeypatch, body)

    assert reason(plain()) == "broken"


def test_the_decoder_has_a_bounded_memory():
    assert reason(plain(size=(6000, 6000)), memory_bytes=96 * MEGA) == "limits"


def test_the_decoder_has_a_bounded_processor_time():
    noise = encoded(Image.effect_noise((4000, 4000), 60), "PNG", compress_level=1)

    assert reason(noise, file_bytes=99 * MEGA, cpu_seconds=1, full_side=4000) == "limits"


def limits_seen(tmp_path, monkeypatch, expression: str) -> None:
    """Run the real child with a decoder that looks around and tells by its exit code."""
    real = pictures.CHILD.read_text(encoding="utf-8")
    look = f"def convert(data, limits):\n    os._exit(0 if {expression} else 9)\n"
    body = real.replace("def convert(", "def _convert(").replace(
        "\nif __name__", f"\n{look}\nif __name__"
    )
    child(tmp_path, monkeypatch, body.replace("from __future__ import annotations\n", ""))


@pytest.mark.parametrize(
    "expression",
    [
        "resource.getrlimit(resource.RLIMIT_AS) == (1 << 30, 1 << 30)",
        "resource.getrlimit(resource.RLIMIT_CPU) == (20, 20)",
        "resource.getrlimit(resource.RLIMIT_FSIZE) == (0, 0)",
        "set(os.environ) <= {'LANG', 'LC_CTYPE'}",
        "os.getcwd() == '/' and os.getsid(0) == os.getpid()",
        "not any(name.startswith(('app', 'models', 'flask')) for name in sys.modules)",
    ],
)
def test_the_decoder_is_bounded_and_knows_nothing_of_ours(tmp_path, monkeypatch, expression):
    monkeypatch.setenv("JIFEN_SECRET_KEY_PARENTS", "geheim")
    limits_seen(tmp_path, monkeypatch, expression)

    assert reason(plain()) == "broken"  # it ended well, and without an answer


def test_no_picture_is_decoded_in_the_web_worker(monkeypatch):
    for name in ("open", "frombytes", "new"):
        monkeypatch.delattr(Image, name)

    assert normalise(CLEAN).width == 300
