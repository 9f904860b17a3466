"""How is a picture's file kept, so that the store alone tells nothing?"""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.exceptions import SealBroken
from app.security.keyring import AES_256_GCM, NONCE

KEY_LENGTH = 32


def new_key() -> bytes:
    """Return a fresh key for the pictures of one application."""
    return os.urandom(KEY_LENGTH)


def address(key: bytes, data: bytes) -> str:
    """Return the content address under this key; equal files of two families look different."""
    return hmac.digest(key, data, "sha256").hex()


def seal_blob(key: bytes, name: str, data: bytes) -> bytes:
    """Return suite byte, nonce and ciphertext of a file, bound to its name."""
    nonce = os.urandom(NONCE)
    return bytes([AES_256_GCM]) + nonce + AESGCM(key).encrypt(nonce, data, name.encode())


def open_blob(key: bytes, name: str, blob: bytes) -> bytes:
    """Return the file; SealBroken when key, name or bytes are not those of sealing."""
    if not blob or blob[0] != AES_256_GCM:
        raise SealBroken
    try:
        return AESGCM(key).decrypt(blob[1 : 1 + NONCE], blob[1 + NONCE :], name.encode())
    except InvalidTag as broken:
        raise SealBroken from broken


def digest(data: bytes) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(data).hexdigest()
