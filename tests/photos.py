"""What does a phone send, and what does somebody send who means harm?"""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F
SIDEWAYS = 6
HEIC = Path(__file__).parent / "data" / "phone.heic"
"""640 × 480, lying on its side, its upper left quarter red, with EXIF, position and XMP."""
JUNK = b"PK\x03\x04<script>alert(1)</script>"


def phone_photo(words: str = "户口簿", size: tuple[int, int] = (2400, 1800)) -> bytes:
    """Return a photograph of a paper: over 3 megapixels, EXIF orientation and position."""
    image = Image.new("RGB", size, (226, 221, 210))
    draw = ImageDraw.Draw(image)
    width, height = size
    draw.rectangle((width // 10, height // 8, width * 9 // 10, height * 7 // 8), fill="white")
    for line in range(12):
        top = height // 6 + line * height // 20
        draw.line((width // 7, top, width * 6 // 7, top), fill=(150, 150, 160), width=5)
    draw.text((width // 6, height // 7), words.encode("ascii", "replace").decode(), fill="black")
    return encoded(image, "JPEG", quality=90, exif=held(SIDEWAYS))


def held(orientation: int) -> Image.Exif:
    """Return EXIF that tells how, by what and where a photograph was taken."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MAKER] = "PHONE"
    exif[GPS] = {1: "N", 2: (24.0, 43.0, 1.0), 3: "E", 4: (118.0, 9.0, 2.0)}
    return exif


def encoded(image: Image.Image, kind: str, **more: Any) -> bytes:
    """Return the image as a file of this kind."""
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def plain(kind: str = "JPEG", size: tuple[int, int] = (300, 200), colour: Any = "red") -> bytes:
    """Return a small picture of one colour."""
    return encoded(Image.new("RGB", size, colour), kind)


def two_pictures(kind: str) -> bytes:
    """Return a file with a red picture and a blue one behind it."""
    images = [Image.new("RGB", (300, 200), colour) for colour in ("red", "blue")]
    return encoded(images[0], kind, save_all=True, append_images=images[1:])


def claiming(width: int, height: int) -> bytes:
    """Return a small JPEG whose header claims another size."""
    data = plain()
    place = data.index(b"\xff\xc0") + 5
    return data[:place] + struct.pack(">HH", height, width) + data[place + 4 :]


def png(depth: int, colour: int, pixel: bytes, *, claims: tuple[int, int] = (60, 40)) -> bytes:
    """Return a PNG of one pixel's bytes; ``claims`` is the size in its header."""
    width, height = claims
    lines = b"".join(b"\0" + pixel * 60 for _ in range(40))
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, parts))


def _chunk(part: tuple[bytes, bytes]) -> bytes:
    data = b"".join(part)
    return struct.pack(">I", len(part[1])) + data + struct.pack(">I", zlib.crc32(data))


DAMAGED_JPEG = plain()[: len(plain()) // 2]
