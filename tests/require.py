"""What happens when a part is missing that a test needs: a loud skip, or a failure?

``JIFEN_REQUIRE=postgresql,browser`` makes it a failure; CI sets it. Without it the test is
skipped with a word on how to get the part.
"""

from __future__ import annotations

import os
from typing import NoReturn

import pytest

HOW_TO_GET = {
    "postgresql": "install your system's PostgreSQL server, or run `make install`",
    "browser": "install your system's Chromium, or name one in JIFEN_CHROMIUM",
}


def required(part: str) -> bool:
    """Return whether a run without ``part`` has failed."""
    return part in os.environ.get("JIFEN_REQUIRE", "").split(",")


def sentence(part: str) -> str:
    """Return what is said about a missing part."""
    return f"no {part} on this machine: {HOW_TO_GET[part]}"


def missing(part: str) -> NoReturn:
    """Skip the running test for want of ``part``, or fail it where ``part`` is required."""
    if required(part):
        pytest.fail(sentence(part), pytrace=False)
    pytest.skip(sentence(part))
