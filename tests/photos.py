"""What does a phone send? A large JPEG, lying on its side, that tells where it was taken."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F
SIDEWAYS = 6


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
    exif = Image.Exif()
    exif[ORIENTATION] = SIDEWAYS
    exif[MAKER] = "PHONE"
    exif[GPS] = {1: "N", 2: (24.0, 43.0, 1.0), 3: "E", 4: (118.0, 9.0, 2.0)}
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90, exif=exif)
    return out.getvalue()
