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
    from PIL import Image, ImageOps  # noqa: PLC0415 - after the limits are set

    warnings.simplefilter("error")
    Image.MAX_IMAGE_PIXELS = limits["pixels"]
    try:
        opened = _open(data)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return {"refused": "pixels"}, []
    reason = _refuse_by_header(opened, limits)
    if reason:
        return {"refused": reason}, []
    side = limits["full_side"]
    if opened.format == "JPEG":
        opened.draft("RGB", (side, side))
    full = _flat(ImageOps.exif_transpose(opened))
    full.thumbnail((side, side), Image.Resampling.LANCZOS)
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
    if getattr(image, "n_frames", 1) > 1 and image.format != "HEIF":
        return "kind"
    return None


def _flat(image: Any) -> Any:
    """Return the picture in RGB, what is transparent on white."""
    from PIL import Image  # noqa: PLC0415 - after the limits are set

    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        layer = image.convert("RGBA")
        ground = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(ground, layer).convert("RGB")
    if image.mode.startswith("I;16"):
        image = image.point(lambda value: value / 256).convert("L")
    return image.convert("RGB")


def _encode(image: Any, quality: int) -> bytes:
    image.info.clear()
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
