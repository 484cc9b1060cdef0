"""Sealing a secret number at rest: Fernet with a list of keys, and a keyed index for equality."""

import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


def seal(keys: list[str], text: str) -> str:
    """`text` encrypted with the first of `keys`; '' stays ''."""
    return MultiFernet([Fernet(key) for key in keys]).encrypt(text.encode()).decode() if text else ""


def unseal(keys: list[str], token: str) -> str:
    """The text behind `token`, whichever of `keys` sealed it. Raises cryptography.fernet.InvalidToken."""
    return MultiFernet([Fernet(key) for key in keys]).decrypt(token.encode()).decode() if token else ""


def opened_by(keys: list[str], token: str) -> int | None:
    """The place in `keys` of the key that sealed `token`, 0 for the newest; None when none of them did."""
    for place, key in enumerate(keys):
        try:
            Fernet(key).decrypt(token.encode())
        except InvalidToken:
            continue
        return place
    return None


def reseal(keys: list[str], token: str) -> str:
    """The same text under the first of `keys`, with the time of its first sealing. Raises InvalidToken."""
    return MultiFernet([Fernet(key) for key in keys]).rotate(token).decode()


def blind_index(key: bytes, text: str) -> str:
    """Equal for equal texts, useless without `key` (which is not one of the sealing keys); '' stays ''."""
    return hmac.digest(key, text.encode(), "sha256").hex() if text else ""


def blind_indexes(keys: list[str], text: str) -> list[str]:
    """The index of `text` under each of `keys`, newest first: what a row may be found by while one replaces another."""
    return [blind_index(key.encode(), text) for key in keys] if text else []
