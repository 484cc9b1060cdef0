"""Encrypt secrets at rest: Fernet with a list of keys, and a keyed index to find equal values."""

import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


def seal(keys: list[str], text: str) -> str:
    """Encrypt `text` with the first of `keys`; '' stays ''."""
    return MultiFernet([Fernet(key) for key in keys]).encrypt(text.encode()).decode() if text else ""


def unseal(keys: list[str], token: str) -> str:
    """Decrypt `token` with whichever of `keys` sealed it. Raises cryptography.fernet.InvalidToken."""
    return MultiFernet([Fernet(key) for key in keys]).decrypt(token.encode()).decode() if token else ""


def opened_by(keys: list[str], token: str) -> int | None:
    """Return the index in `keys` of the key that sealed `token`, 0 for the newest; None if none of them did."""
    for place, key in enumerate(keys):
        try:
            Fernet(key).decrypt(token.encode())
        except InvalidToken:
            continue
        return place
    return None


def reseal(keys: list[str], token: str) -> str:
    """Encrypt the same text again with the first of `keys`; the token keeps its original time. Raises InvalidToken."""
    return MultiFernet([Fernet(key) for key in keys]).rotate(token).decode()


def blind_index(key: bytes, text: str) -> str:
    """Return the same index for equal texts. It is useless without `key`, which is no sealing key; '' stays ''."""
    return hmac.digest(key, text.encode(), "sha256").hex() if text else ""


def blind_indexes(keys: list[str], text: str) -> list[str]:
    """Return the index of `text` under each of `keys`, newest first. During a rotation a row may have any of them."""
    return [blind_index(key.encode(), text) for key in keys] if text else []
