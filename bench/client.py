"""How does a measured browser speak to a server? One connection, its cookies, one answer."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

CARRIED = re.compile(r'name="(csrf_token|version)"[^>]*value="([^"]+)"')
FORM = "application/x-www-form-urlencoded"
BOUNDARY = "----bench"
LONGEST = 120
"""Seconds after which an answer is given up."""
IDLE = 5
"""Seconds after which a connection is opened anew; the server ends one that rests for long."""

Data = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Answer:
    """What came back, and how long it took from the first byte sent to the last one read."""

    status: int
    text: str
    size: int
    seconds: float
    first: float = 0
    """Seconds until the first byte of what was asked for."""


@dataclass
class Client:
    """A browser at one door, on the loopback."""

    port: int
    host: str
    cookies: dict[str, str] = field(default_factory=dict)
    carried: dict[str, str] = field(default_factory=dict)
    connection: http.client.HTTPConnection | None = None
    used: float = 0
    patience: float = LONGEST

    def get(self, path: str) -> Answer:
        """Ask for a page; what its forms carry is kept: their token, the version they read."""
        answer = self._send("GET", path, None, "")
        found = dict(CARRIED.findall(answer.text))
        if "csrf_token" in found:
            self.carried = found
        return answer

    def post(self, path: str, data: Data, files: Mapping[str, bytes] | None = None) -> Answer:
        """Send a form with the token of a page that was read before."""
        full = [*self.carried.items(), *data]
        if files:
            kind = f"multipart/form-data; boundary={BOUNDARY}"
            return self._send("POST", path, multipart(full, files), kind)
        return self._send("POST", path, urlencode(full).encode(), FORM)

    def _send(self, method: str, path: str, body: bytes | None, kind: str) -> Answer:
        connection = self._connected()
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Host": self.host, "Accept": "text/html"}
        headers |= {"Cookie": cookies} if cookies else {}
        headers |= {"Content-Type": kind} if kind else {}
        began = time.perf_counter()
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        read = answer.read(1)
        first = time.perf_counter() - began
        read += answer.read()
        self.used = time.perf_counter()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        text = read.decode("utf-8", "replace")
        return Answer(answer.status, text, len(read), self.used - began, first)

    def _connected(self) -> http.client.HTTPConnection:
        if self.connection is None or time.perf_counter() - self.used > IDLE:
            self.connection = http.client.HTTPConnection(
                "127.0.0.1", self.port, timeout=self.patience
            )
            self.connection.connect()
        return self.connection


def multipart(data: Data, files: Mapping[str, bytes]) -> bytes:
    """Return a form with files, as a browser sends it."""
    parts = []
    for name, value in data:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
        parts.append(head.encode() + value.encode() + b"\r\n")
    for name, content in files.items():
        head = (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; '
            'filename="photo.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
        )
        parts.append(head.encode() + content + b"\r\n")
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
