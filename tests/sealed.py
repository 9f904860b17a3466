"""Which addresses may a test reach? This machine's own, and no other.

A plugin: importing it (``pytest_plugins`` in tests/conftest.py names it) seals the run.
"""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pytest

_connect, _connect_ex = socket.socket.connect, socket.socket.connect_ex
_sendto, _getaddrinfo = socket.socket.sendto, socket.getaddrinfo


def is_own(host: Any) -> bool:
    """Return whether ``host`` names this machine's loopback."""
    if host in {None, "", b"", "localhost", "localhost."}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check(family: int, address: Any) -> None:
    """Fail the running test when ``address`` is neither loopback nor a Unix socket."""
    if family in {socket.AF_INET, socket.AF_INET6} and not is_own(address[0]):
        pytest.fail(f"a test reached for the network: {address[0]}", pytrace=True)


def connect(self: socket.socket, address: Any) -> None:
    """Connect to an own address only."""
    check(self.family, address)
    _connect(self, address)


def connect_ex(self: socket.socket, address: Any) -> int:
    """Connect to an own address only."""
    check(self.family, address)
    return _connect_ex(self, address)


def sendto(self: socket.socket, data: Any, *rest: Any) -> int:
    """Send a datagram to an own address only."""
    check(self.family, rest[-1])
    return _sendto(self, data, *rest)


def getaddrinfo(host: Any, *args: Any, **more: Any) -> Any:
    """Look up this machine's own names only."""
    check(socket.AF_INET, (host,))
    return _getaddrinfo(host, *args, **more)


def pytest_configure() -> None:
    """Seal the process for the whole run."""
    for guarded in (connect, connect_ex, sendto):
        setattr(socket.socket, guarded.__name__, guarded)
    socket.getaddrinfo = getaddrinfo


def pytest_unconfigure() -> None:
    """Give the process its sockets back."""
    for own in (_connect, _connect_ex, _sendto):
        setattr(socket.socket, own.__name__, own)
    socket.getaddrinfo = _getaddrinfo
