"""With which keys are values sealed and indexed?"""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.exceptions import SealBroken

AES_256_GCM = 1
NONCE = 12
INDEX_LENGTH = 32


@dataclass(frozen=True)
class Keyring:
    """The sealing keys by number, the one for new values, and the key of blind indexes."""

    primary: int
    keys: Mapping[int, bytes]
    index: bytes

    @cached_property
    def ciphers(self) -> Mapping[int, AESGCM]:
        """Return what seals with each key; made once, since a table opens a hundred thousand."""
        return {number: AESGCM(key) for number, key in self.keys.items()}

    def seal(self, value: bytes, context: bytes) -> bytes:
        """Return suite byte, key number, nonce and ciphertext of ``value`` bound to ``context``."""
        nonce = os.urandom(NONCE)
        header = bytes([AES_256_GCM, self.primary])
        return header + nonce + self.ciphers[self.primary].encrypt(nonce, value, context)

    def unseal(self, sealed: bytes, context: bytes) -> bytes:
        """Return the value; SealBroken when key, context or bytes are not those of sealing."""
        suite, number = sealed[0], sealed[1]
        nonce, body = sealed[2 : 2 + NONCE], sealed[2 + NONCE :]
        if suite != AES_256_GCM or number not in self.keys:
            raise SealBroken
        try:
            return self.ciphers[number].decrypt(nonce, body, context)
        except InvalidTag as broken:
            raise SealBroken from broken

    def blind(self, group: str, value: str) -> str:
        """Return the keyed fingerprint by which equal values of a group are found."""
        digest = hmac.HMAC(self.index, hashes.SHA256())
        digest.update(group.encode() + b"\0" + value.encode())
        return digest.finalize().hex()[:INDEX_LENGTH]

    def as_json(self) -> str:
        """Return the keyring as its file holds it."""
        keys = {str(number): base64.b64encode(key).decode() for number, key in self.keys.items()}
        index = base64.b64encode(self.index).decode()
        return json.dumps({"primary": self.primary, "keys": keys, "index": index})


def new_keyring() -> Keyring:
    """Return a keyring of fresh random keys."""
    return Keyring(1, {1: secrets.token_bytes(32)}, secrets.token_bytes(32))


def read_keyring(path: Path) -> Keyring:
    """Return the keyring kept in the file at ``path``."""
    data = json.loads(path.read_text(encoding="utf-8"))
    keys = {int(number): base64.b64decode(key) for number, key in data["keys"].items()}
    return Keyring(int(data["primary"]), keys, base64.b64decode(data["index"]))


_installed: list[Keyring] = []


def install(ring: Keyring) -> None:
    """Use ``ring`` from now on in this process."""
    _installed[:] = [ring]


def ring() -> Keyring:
    """Return the installed keyring; SealBroken when the process has none."""
    if not _installed:
        raise SealBroken
    return _installed[0]
