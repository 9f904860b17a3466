"""Does the project speak of itself alone: no machine, no host of somebody else?"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from tests.repository.sources import listed, text, tracked

PLACES = re.compile(r"(?<![\w.$}])/(?:work|root|home|Users)/\w|\.\./shared\b|\bwork/shared\b")
ADDRESS = re.compile(r"""\bhttps?://[^\s"'`<>)\]}，。]+""")
HOSTS = {
    "127.0.0.1": "the portal on a developer's machine",
    "localhost": "as 127.0.0.1",
    "tabler.io": "the licence of the pictures names its author's site",
    "www.w3.org": "names of XML namespaces",
}
LEFT_OUT = {
    "uv.lock": "its tool writes into it where each package came from",
    "tests/repository/test_no_machine.py": "says what is looked for",
}
PICTURES = (".png", ".jpg", ".jpeg", ".heic", ".webp", ".ico", ".woff2", ".pdf", ".gz", ".xlsx")


def written() -> list[str]:
    return [name for name in tracked() if name not in LEFT_OUT and not name.endswith(PICTURES)]


def test_no_file_names_a_folder_of_a_machine():
    found = [f"{name}: {place[0]}" for name in written() for place in PLACES.finditer(text(name))]

    assert not found, listed(found, "Name a path from the project's own top:")


def is_known(host: str) -> bool:
    """Return whether the host is this machine's, or reserved for examples."""
    return host in HOSTS or host.endswith((".example", ".invalid", ".test", "example.com"))


def test_no_file_names_a_foreign_host():
    found = [
        f"{name}: {host}"
        for name in written()
        for address in ADDRESS.findall(text(name))
        if (host := urlsplit(address.rstrip(".,;:")).hostname) and not is_known(host)
    ]

    assert not found, listed(found, "Make it a setting, or list the host with its reason:")
