"""How does an untrusted picture become a safe one? In a child process with narrow limits."""

from __future__ import annotations

import json
import os
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from app.exceptions import JifenError
from app.schema.words import N_
from app.security.blobs import digest

MEGA = 1024 * 1024
HEIF_BRANDS = (b"heic", b"heix", b"mif1", b"msf1", b"heim", b"heis", b"hevc", b"hevx")
AT_ONCE = 2
WAIT_SECONDS = 20
CHILD = Path(__file__).with_name("picture_child.py")
_places = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True)
class PictureLimits:
    """What a picture, and the process that decodes it, may use at most."""

    file_bytes: int = 20 * MEGA
    pixels: int = 50_000_000
    side: int = 12_000
    ratio: int = 10
    memory_bytes: int = 1024 * MEGA
    cpu_seconds: int = 20
    wall_seconds: int = 30
    full_side: int = 2400
    medium_side: int = 1600
    small_side: int = 320
    quality: int = 82


@dataclass(frozen=True)
class Picture:
    """A picture made anew, in three sizes, with nothing left of its metadata."""

    full: bytes
    medium: bytes
    small: bytes
    width: int
    height: int
    original_sha256: str


class PictureRefused(JifenError):
    """The file is not taken; the sentence says why and what to do."""

    msgid = N_("This file is not a picture. Take a photograph (JPEG, PNG or HEIC).")


REASONS = {
    "kind": PictureRefused.msgid,
    "empty": N_("No picture arrived. Choose the picture again."),
    "size": N_("The picture is larger than 20 MB. Take it again with a smaller setting."),
    "pixels": N_("The picture has more than 50 megapixels. Take it again with a smaller setting."),
    "shape": N_("The picture is too long and narrow. Take one photograph for each paper."),
    "broken": N_("The picture is damaged and could not be read. Take it again."),
    "limits": N_("The picture could not be read in time. Take it again with the phone's camera."),
    "busy": N_("Many pictures are arriving just now. Wait a minute and send it again."),
}


def refused(reason: str) -> PictureRefused:
    """Return the refusal for one of the known reasons."""
    return PictureRefused(REASONS[reason], reason=reason)


def sniff(data: bytes) -> str | None:
    """Return JPEG, PNG or HEIF by the first bytes, None for anything else."""
    if data[:3] == b"\xff\xd8\xff":
        return "JPEG"
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return "PNG"
    if data[4:8] == b"ftyp" and data[8:12] in HEIF_BRANDS:
        return "HEIF"
    return None


def normalise(data: bytes, limits: PictureLimits | None = None) -> Picture:
    """Return the picture turned upright, in RGB, re-encoded; PictureRefused says why not."""
    limits = limits or PictureLimits()
    if not data:
        raise refused("empty")
    if len(data) > limits.file_bytes:
        raise refused("size")
    if sniff(data) is None:
        raise refused("kind")
    if not _places.acquire(timeout=WAIT_SECONDS):
        raise refused("busy")
    try:
        answer = _run_child(data, limits)
    finally:
        _places.release()
    return _read_answer(answer, digest(data))


def _run_child(data: bytes, limits: PictureLimits) -> bytes:
    """Decode in a process of its own group, without our environment, and kill it when late."""
    command = [sys.executable, "-I", str(CHILD), json.dumps(asdict(limits))]
    child = subprocess.Popen(  # noqa: S603 - our own interpreter and file
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"LANG": "C.UTF-8"},
        cwd="/",
        start_new_session=True,
    )
    try:
        answer, _ = child.communicate(data, timeout=limits.wall_seconds)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
        raise refused("limits") from None
    if child.returncode != 0:
        raise refused("limits")
    return answer


def _read_answer(answer: bytes, original: str) -> Picture:
    """Return the picture, or its refusal; what is neither comes from a child that went wrong."""
    try:
        length = struct.unpack(">I", answer[:4])[0]
        head = json.loads(answer[4 : 4 + length])
        if "refused" in head:
            raise refused(head["refused"])
        full, medium, small = _cut(answer[4 + length :], head["sizes"])
        return Picture(full, medium, small, head["width"], head["height"], original)
    except (struct.error, ValueError, LookupError, TypeError) as wrong:
        raise refused("broken") from wrong


def _cut(files: bytes, sizes: list[int]) -> Iterator[bytes]:
    for size in sizes:
        yield files[:size]
        files = files[size:]
