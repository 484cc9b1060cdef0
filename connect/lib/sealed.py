"""Sealing a secret number at rest: Fernet with a list of keys, and a keyed index for equality."""

import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


def seal(keys: list[str], text: str) -> str:
    """`text` encrypted with the first of `keys`; '' stays ''."""
    return MultiFernet([Fernet(key) for key in keys]).encrypt(text.encode()).decode() if text else ""


def unseal(keys: list[str], token: str) -> str:
    """The text behind `token`, whichever of `keys` sealed it. Raises cryptography.fernet.InvalidToken."""
    return MultiFernet([Fernet(key) for key in keys]).decrypt(token.encode()).decode() if token else ""


def unseal_fresh(keys: list[str], token: str, seconds: int) -> str:
    """The text behind `token` if it was sealed in the last `seconds`, with one of `keys`; else ''."""
    try:
        return MultiFernet([Fernet(key) for key in keys]).decrypt(token.encode(), ttl=seconds).decode()
    except InvalidToken:
        return ""


def blind_index(key: bytes, text: str) -> str:
    """Equal for equal texts, useless without `key` (which is not one of the sealing keys); '' stays ''."""
    return hmac.digest(key, text.encode(), "sha256").hex() if text else ""
