"""Bytes outside the database, each under a key of its own that lies, sealed, in its row.

Where the row is gone the bytes say nothing any more, wherever a copy of them is; and a newer key of the settings seals
the keys anew, not the bytes.
"""

import os
from base64 import b64decode, b64encode

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


def new_bytes_key() -> str:
    """A key for what one row names, as text."""
    return b64encode(AESGCM.generate_key(256)).decode()


def seal_bytes(key: str, name: str, content: bytes) -> bytes:
    """Encrypt `content` for the place called `name`: in another place it does not open."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(b64decode(key)).encrypt(nonce, content, name.encode())


def unseal_bytes(key: str, name: str, sealed: bytes) -> bytes:
    """Decrypt what `seal_bytes` made. Raises cryptography.exceptions.InvalidTag."""
    return AESGCM(b64decode(key)).decrypt(sealed[:_NONCE], sealed[_NONCE:], name.encode())
