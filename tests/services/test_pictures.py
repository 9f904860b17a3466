"""Does every picture come out upright, in RGB and bare, and nothing else at all?"""

from __future__ import annotations

import io

import pytest
from flask_babel import force_locale, gettext
from PIL import Image

from app.services import pictures
from app.services.pictures import MEGA, PictureLimits, PictureRefused, normalise
from tests.photos import (
    HEIC,
    JUNK,
    claiming,
    encoded,
    held,
    phone_photo,
    plain,
    png,
    two_pictures,
)

RED, WHITE = (254, 0, 0), (255, 255, 255)
CLEAN = plain()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def near(found, wanted) -> bool:
    return all(abs(one - other) < 12 for one, other in zip(found, wanted, strict=True))


def reason(data: bytes, **limits) -> str:
    with pytest.raises(PictureRefused) as refused:
        normalise(data, PictureLimits(**limits))
    return refused.value.params["reason"]


def quarter(kind: str, mode: str = "RGB", **more) -> bytes:
    """A picture whose upper left quarter is red, the rest white."""
    image = Image.new("RGB", (320, 160), "white")
    image.paste("red", (0, 0, 160, 80))
    return encoded(image.convert(mode), kind, **more)


def red_corner(image: Image.Image) -> tuple[bool, bool]:
    """Say whether red stands on the right, and whether at the bottom."""
    width, height = image.size
    places = {
        (x, y): (x * width * 9 // 10 + 5, y * height * 9 // 10 + 5) for x in (0, 1) for y in (0, 1)
    }
    found = [place for place, point in places.items() if near(image.getpixel(point), RED)]
    assert len(found) == 1
    return bool(found[0][0]), bool(found[0][1])


@pytest.mark.parametrize("data", [plain("JPEG"), plain("PNG"), HEIC.read_bytes()])
def test_jpeg_png_and_heif_become_a_jpeg_in_rgb(data):
    made = opened(normalise(data).full)

    assert (made.format, made.mode) == ("JPEG", "RGB")


def test_there_is_a_full_a_medium_and_a_small_copy():
    made = normalise(plain(size=(4000, 3000)))

    sizes = [opened(one).size for one in (made.full, made.medium, made.small)]
    assert sizes == [(2400, 1800), (1600, 1200), (320, 240)]
    assert (made.width, made.height) == (2400, 1800)


def test_a_small_picture_is_not_made_larger():
    made = normalise(plain(size=(200, 100)))

    assert [opened(one).size for one in (made.full, made.medium, made.small)] == [(200, 100)] * 3


def test_every_copy_has_quality_82():
    made = normalise(phone_photo(size=(400, 300)))

    wanted = opened(encoded(Image.new("RGB", (8, 8)), "JPEG", quality=82)).quantization
    assert all(opened(one).quantization == wanted for one in (made.full, made.medium, made.small))


@pytest.mark.parametrize(
    ("orientation", "right", "below"),
    [
        (1, False, False), (2, True, False), (3, True, True), (4, False, True),
        (5, False, False), (6, True, False), (7, True, True), (8, False, True),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_is_turned_as_the_camera_was_held(kind, orientation, right, below):
    made = opened(normalise(quarter(kind, exif=held(orientation))).full)

    assert red_corner(made) == (right, below)
    assert (made.width < made.height) is (orientation >= 5)


def test_a_heif_picture_is_turned_too():
    made = opened(normalise(HEIC.read_bytes()).full)

    assert made.size == (480, 640)
    assert near(made.getpixel((400, 40)), (200, 30, 30))


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "1"])
def test_every_mode_of_png_becomes_rgb(mode):
    made = opened(normalise(encoded(Image.new("RGB", (64, 48), "white").convert(mode), "PNG")).full)

    assert (made.mode, made.getpixel((20, 20))) == ("RGB", WHITE)


def test_cmyk_becomes_rgb():
    red = Image.new("CMYK", (64, 48), (0, 255, 255, 0))

    made = opened(normalise(encoded(red, "JPEG")).full)

    assert made.mode == "RGB"
    assert near(made.getpixel((20, 20)), RED)


@pytest.mark.parametrize(
    ("colour", "pixel", "wanted"),
    [
        (0, b"\x9c\x40", (156, 156, 156)), (2, b"\xff\xff\0\0\0\0", RED),
        (6, b"\xff\xff\0\0\0\0\xff\xff", RED), (4, b"\0\0\0\0", WHITE),
    ],
    ids=["grey", "colour", "colour and alpha", "grey and alpha"],
)  # fmt: skip
def test_sixteen_bits_become_eight(colour, pixel, wanted):
    made = opened(normalise(png(16, colour, pixel)).full)

    assert near(made.getpixel((20, 20)), wanted)


@pytest.mark.parametrize(
    "clear",
    [
        encoded(Image.new("RGBA", (64, 48), (0, 0, 0, 0)), "PNG"),
        encoded(Image.new("LA", (64, 48), (0, 0)), "PNG"),
        encoded(Image.new("RGB", (64, 48), "black").convert("P"), "PNG", transparency=0),
        encoded(Image.new("RGB", (64, 48), "black"), "PNG", transparency=(0, 0, 0)),
    ],
    ids=["RGBA", "LA", "palette", "one colour"],
)
def test_what_is_transparent_becomes_white(clear):
    assert opened(normalise(clear).full).getpixel((20, 20)) == WHITE


def with_everything() -> bytes:
    """A JPEG with EXIF, position, comment, XMP and profile, and a file of another kind behind."""
    more = {"comment": b"PHONE", "xmp": b"<x:xmpmeta>PHONE</x:xmpmeta>", "icc_profile": b"PHONE"}
    return encoded(Image.new("RGB", (64, 48)), "JPEG", exif=held(6), **more) + JUNK


@pytest.mark.parametrize("data", [with_everything(), HEIC.read_bytes(), phone_photo()])
def test_no_copy_holds_metadata(data):
    made = normalise(data)

    for one in (made.full, made.medium, made.small):
        assert not {"exif", "xmp", "icc_profile", "comment"} & set(opened(one).info)
        assert b"PHONE" not in one
        assert b"script" not in one


def test_the_first_of_several_pictures_that_a_phone_puts_into_one_jpeg_is_taken():
    made = opened(normalise(two_pictures("MPO")).full)

    assert near(made.getpixel((20, 20)), RED)


@pytest.mark.parametrize("cut", [14, -6, 30], ids=["offset", "end", "middle"])
def test_a_good_picture_with_damaged_exif_is_taken(cut):
    exif = held(6).tobytes()
    damaged = exif[:cut] + b"\xff\xff\xff\x7f" + exif[cut + 4 :]

    made = opened(normalise(encoded(Image.new("RGB", (64, 48), "red"), "JPEG", exif=damaged)).full)

    assert near(made.getpixel((20, 20)), RED)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "LA", "P", "I;16"])
def test_fifty_megapixels_are_taken_in_every_mode(mode):
    data = encoded(Image.new(mode, (8000, 6250)), "PNG", compress_level=1)

    assert opened(normalise(data).full).size == (2400, 1875)


KINDS = {
    "GIF": plain("GIF"), "TIFF": plain("TIFF"), "BMP": plain("BMP"), "WebP": plain("WEBP"),
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "HTML": b"<!doctype html><script>alert(1)</script>", "PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3",
    "program": b"MZ\x90\0", "zip": JUNK, "text": "户口簿.jpg".encode(), "one byte": b"\xff",
    "film": b"\0\0\0\x18ftypisom\0\0\0\0", "AVIF": b"\0\0\0\x1cftypavif\0\0\0\0",
    "several": two_pictures("PNG"),
}  # fmt: skip
DAMAGED = {
    "half a JPEG": plain()[: len(plain()) // 2], "its first bytes": plain()[:20],
    "half a PNG": plain("PNG")[:100], "half a HEIF": HEIC.read_bytes()[:900],
    "empty HEIF": b"\0\0\0\x18ftypheic" + bytes(200), "HTML behind a head": b"\xff\xd8\xff" + JUNK,
    "no height": claiming(300, 0), "short lines": png(8, 2, b""),
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_what_is_no_photograph_is_refused_whatever_it_is_called(name):
    assert reason(KINDS[name]) == "kind"


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_picture_is_refused(name):
    assert reason(DAMAGED[name]) == "broken"


def test_nothing_is_refused():
    assert reason(b"") == "empty"


def test_a_file_has_at_most_20_mb():
    assert reason(plain() + bytes(20 * MEGA)) == "size"
    assert normalise(plain().ljust(20 * MEGA, b"\0")).width == 300


@pytest.mark.parametrize(
    "data",
    [
        claiming(65_535, 65_535), claiming(7_100, 7_100), claiming(12_001, 1_300),
        png(8, 2, b"", claims=(60_000, 60_000)), png(1, 0, b"", claims=(2**31 - 1, 1)),
        encoded(Image.new("1", (7_100, 7_100)), "PNG"),
    ],
    ids=["largest JPEG", "50.4 MP", "long side", "3600 MP", "widest PNG", "bomb"],
)  # fmt: skip
def test_more_than_50_megapixels_are_refused_by_the_header(data):
    assert reason(data, cpu_seconds=1) == "pixels"


def test_a_strip_is_refused():
    assert reason(plain(size=(2200, 200))) == "shape"


def test_only_two_pictures_are_decoded_at_once(monkeypatch):
    monkeypatch.setattr(pictures, "WAIT_SECONDS", 0.1)

    with pictures._places, pictures._places:
        assert reason(plain()) == "busy"


def test_a_refused_picture_frees_its_place():
    for _ in range(pictures.AT_ONCE + 1):
        assert reason(DAMAGED["no height"]) == "broken"


@pytest.mark.parametrize("name", pictures.REASONS)
def test_every_refusal_is_a_chinese_sentence_that_says_what_to_do(doors, name):
    with doors["parents"].test_request_context(), force_locale("zh_Hans_CN"):
        sentence = gettext(pictures.REASONS[name])

    assert "。" in sentence
    assert "请" in sentence


def test_the_hash_tells_the_original():
    first, again, other = (normalise(one) for one in (plain(), plain(), plain() + b"\0"))

    assert first.original_sha256 == again.original_sha256 != other.original_sha256
    assert first.full == other.full
