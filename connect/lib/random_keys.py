"""The keys that a browser keeps in a cookie: of a visit, of a private device."""

import re
import secrets

_KEY = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


def new_key() -> str:
    """256 random bits as 43 URL-safe characters."""
    return secrets.token_urlsafe(32)


def could_be_key(text: str) -> bool:
    """Whether `text` has the form of such a key."""
    return _KEY.fullmatch(text) is not None
