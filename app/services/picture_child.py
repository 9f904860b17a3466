"""What runs inside the bounded process that decodes one untrusted picture?

Started with ``python -I``: it imports Pillow and pi-heif and nothing of ours. Reads the file
from standard input; writes a length, a JSON head and three JPEG files to standard output.
"""

from __future__ import annotations

import io
import json
import resource
import struct
import sys
import warnings
from typing import Any

OK = 0
ORIENTATION = 0x0112
ONE_PICTURE = {"JPEG", "MPO", "HEIF"}
"""Formats whose first picture is the photograph; phones put others behind it, to tell depth."""


def main() -> int:
    """Bound this process, then make the picture anew."""
    limits = json.loads(sys.argv[1])
    data = sys.stdin.buffer.read()
    memory, cpu = limits["memory_bytes"], limits["cpu_seconds"]
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    try:
        head, files = convert(data, limits)
    except MemoryError:
        head, files = {"refused": "limits"}, []
    except Exception:  # noqa: BLE001 - whatever a decoder does with hostile bytes
        head, files = {"refused": "broken"}, []
    text = json.dumps(head).encode()
    out = sys.stdout.buffer
    out.write(struct.pack(">I", len(text)) + text + b"".join(files))
    out.flush()
    return OK


def convert(data: bytes, limits: dict[str, int]) -> tuple[dict[str, Any], list[bytes]]:
    """Return the head and the files in full, medium and small size."""
    from PIL import Image  # noqa: PLC0415 - after the limits are set

    # Of all warnings only this one refuses: phones write EXIF that readers complain about.
    warnings.simplefilter("ignore")
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = limits["pixels"]
    try:
        opened = _open(data)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return {"refused": "pixels"}, []
    reason = _refuse_by_header(opened, limits)
    if reason:
        return {"refused": reason}, []
    side = limits["full_side"]
    if opened.format in {"JPEG", "MPO"}:
        opened.draft("RGB", (side, side))
    orientation = _orientation(opened)
    full = _scalable(opened)
    full.thumbnail((side, side), Image.Resampling.LANCZOS)
    full = _flat(_upright(full, orientation))
    files = []
    for longest in (side, limits["medium_side"], limits["small_side"]):
        copy = full.copy()
        copy.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        files.append(_encode(copy, limits["quality"]))
    head = {"width": full.width, "height": full.height, "sizes": [len(file) for file in files]}
    return head, files


def _open(data: bytes) -> Any:
    from PIL import Image  # noqa: PLC0415 - after the limits are set

    if data[4:8] == b"ftyp":
        import pi_heif  # noqa: PLC0415 - after the limits are set

        pi_heif.register_heif_opener()
    return Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "HEIF"))


def _refuse_by_header(image: Any, limits: dict[str, int]) -> str | None:
    width, height = image.size
    if width * height > limits["pixels"] or max(width, height) > limits["side"]:
        return "pixels"
    if max(width, height) > limits["ratio"] * min(width, height):
        return "shape"
    if getattr(image, "n_frames", 1) > 1 and image.format not in ONE_PICTURE:
        return "kind"
    return None


def _orientation(image: Any) -> int:
    """Return how the camera was held; what cannot be read says nothing."""
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - the picture is good, whatever is wrong with its EXIF
        return 1


def _upright(image: Any, orientation: int) -> Any:
    from PIL.Image import Transpose as Turn  # noqa: PLC0415 - after the limits are set

    turns = {
        2: Turn.FLIP_LEFT_RIGHT,
        3: Turn.ROTATE_180,
        4: Turn.FLIP_TOP_BOTTOM,
        5: Turn.TRANSPOSE,
        6: Turn.ROTATE_270,
        7: Turn.TRANSVERSE,
        8: Turn.ROTATE_90,
    }
    return image.transpose(turns[orientation]) if orientation in turns else image


def _scalable(image: Any) -> Any:
    """Return the picture in a mode that can be made smaller, for its 16 bits or palette cannot."""
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value / 256).convert("L")
    if "transparency" in image.info:
        return image.convert("RGBA")
    return image.convert("RGB") if image.mode in {"1", "P"} else image


def _flat(image: Any) -> Any:
    """Return the picture in RGB, what is transparent on white.

    Called with the small picture: 50 megapixels laid on white take more memory than there is.
    """
    from PIL import Image  # noqa: PLC0415 - after the limits are set

    if image.mode in {"RGBA", "LA", "PA"}:
        layer = image.convert("RGBA")
        ground = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(ground, layer).convert("RGB")
    return image.convert("RGB")


def _encode(image: Any, quality: int) -> bytes:
    image.info.clear()
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
